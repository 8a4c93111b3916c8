//! Strings listed in full, laid out by their number.

use cors_tables::origin_set::{Hasher, StringSet, Windows};

/// The set of `strings`, which are all different. The same strings always give the same tables.
pub(super) fn set_of(strings: impl IntoIterator<Item = String>) -> StringSet {
    let strings: Vec<String> = strings.into_iter().collect();
    let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
    StringSet::build(&strings, |strings| Hasher { seed: 0, windows: Windows::choose(strings) })
}
