//! Strings listed in full, laid out by their number.

use cors_tables::origin_set::{Hasher, StringSet};

use super::windows;

/// The set of `strings`, which are all different. The same strings always give the same tables.
pub(super) fn set_of(strings: Vec<String>) -> StringSet {
    StringSet::build(strings, |strings| Hasher { seed: 0, windows: windows::choose(strings) })
}
