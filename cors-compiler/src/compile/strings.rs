//! Strings listed in full, laid out by their number.

use cors_tables::origin_set::{FEW, Few, StringSet};

use super::perfect_hash::OwnedHashTable;

/// A [`StringSet`] that owns its strings.
#[derive(Debug, Clone)]
pub(super) enum OwnedStrings {
    /// At most [`FEW`].
    Few(Vec<String>),
    /// More.
    Many(OwnedHashTable),
}

impl OwnedStrings {
    /// The set of `strings`, which are all different.
    pub(super) fn new(strings: Vec<String>) -> Self {
        if strings.len() <= FEW {
            return Self::Few(strings);
        }
        let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
        Self::Many(OwnedHashTable::new(&strings))
    }

    pub(super) fn borrow(&self) -> StringSet<'_> {
        match self {
            Self::Many(table) => StringSet::Many(table.borrow()),
            Self::Few(strings) => match strings.as_slice() {
                [] => StringSet::Empty,
                [one] => StringSet::One(one),
                few => {
                    let few: Vec<&str> = few.iter().map(String::as_str).collect();
                    Few::new(&few).map_or(StringSet::Empty, StringSet::Few)
                }
            },
        }
    }
}
