//! Strings listed in full: origins, or the suffixes of patterns.
//!
//! | strings | look-up |
//! | --- | --- |
//! | one | one comparison |
//! | two to [`FEW`] | one comparison after the other, mostly of lengths only |
//! | more | a perfect hash |

use alloc::string::String;
use alloc::vec::Vec;

use super::{HashTable, Hasher};
use crate::compare::equal;
use crate::stored::Text;

/// The maximum number of strings that are compared one after the other. For more, a perfect hash is faster
/// for a string in the middle of the list.
pub const FEW: usize = 4;

/// A set of strings, laid out for searching.
#[derive(Debug, Clone)]
pub enum StringSet {
    /// None.
    Empty,
    /// One string: a comparison.
    One(Text),
    /// A few strings: a comparison of lengths for each, and of bytes if the length is equal.
    Few(Few),
    /// Many strings: a perfect hash.
    Many(HashTable),
}

/// One to [`FEW`] strings.
#[derive(Clone)]
pub struct Few {
    /// The strings; the rest of the array repeats the last one, which saves a check.
    pub strings: [Text; FEW],
    /// The number of different strings.
    pub count: usize,
}

impl Few {
    /// The strings of a list; `None` unless it has one to [`FEW`].
    #[must_use]
    pub fn new(list: &[Text]) -> Option<Self> {
        let last = list.last().filter(|_| list.len() <= FEW)?;
        let strings = core::array::from_fn(|index| list.get(index).unwrap_or(last).clone());
        Some(Self { strings, count: list.len() })
    }

    /// The strings.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().take(self.count).map(Text::value)
    }

    // Unrolled, this is long, and of no use to sets that are not `Few`.
    #[inline(never)]
    pub(super) fn contains(&self, string: &[u8]) -> bool {
        self.strings.iter().any(|one| equal(one.as_bytes(), string))
    }
}

/// The strings.
impl core::fmt::Debug for Few {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl StringSet {
    /// The set of `strings`, which are all different; many are hashed by the hasher that is chosen for them, or with one
    /// of the next seeds.
    #[must_use]
    pub fn build(strings: &[&str], hasher: impl FnOnce(&[&str]) -> Hasher) -> Self {
        if strings.len() > FEW {
            return Self::Many(HashTable::build(strings, hasher(strings)));
        }
        let text = |string: &&str| Text::from(String::from(*string));
        match strings {
            [one] => Self::One(text(one)),
            few => {
                let texts: Vec<Text> = few.iter().map(text).collect();
                Few::new(&texts).map_or(Self::Empty, Self::Few)
            }
        }
    }

    /// Whether `string` is one of them.
    #[must_use]
    #[inline]
    pub fn contains(&self, string: &[u8]) -> bool {
        match self {
            Self::Empty => false,
            Self::One(one) => equal(one.as_bytes(), string),
            Self::Few(few) => few.contains(string),
            Self::Many(table) => table.contains(string),
        }
    }

    /// All of them, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (one, few, table) = match self {
            Self::Empty => (None, None, None),
            Self::One(one) => (Some(one.value()), None, None),
            Self::Few(few) => (None, Some(few), None),
            Self::Many(table) => (None, None, Some(table)),
        };
        let few = few.into_iter().flat_map(Few::iter);
        one.into_iter().chain(few).chain(table.into_iter().flat_map(HashTable::iter))
    }

    /// The string with this number, for messages: its position in a list, or its slot in a table.
    #[must_use]
    pub fn at(&self, slot: u32) -> Option<&str> {
        match self {
            Self::Empty => None,
            Self::One(one) => (slot == 0).then_some(one.value()),
            Self::Few(few) => few.iter().nth(slot as usize),
            Self::Many(table) => table.at(slot),
        }
    }

    /// The upper bound of the numbers for [`at`](Self::at); some may have no string.
    #[must_use]
    pub const fn slots(&self) -> u32 {
        match self {
            Self::Empty => 0,
            Self::One(_) => 1,
            Self::Few(few) => few.count as u32,
            Self::Many(table) => table.slot_count,
        }
    }

    /// Whether there are no strings.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn few_contains_exactly_its_strings() {
        let strings = ["a", "bb", "ccc", "dddd", "eeeee"];
        let texts = strings.map(Text::Fixed);
        for count in 1..=FEW {
            let listed = &strings[..count];
            let few = Few::new(&texts[..count]).unwrap();
            let set = match count {
                1 => StringSet::One(texts[0].clone()),
                _ => StringSet::Few(few.clone()),
            };
            for string in strings {
                assert_eq!(few.contains(string.as_bytes()), listed.contains(&string), "{string}");
                assert_eq!(set.contains(string.as_bytes()), listed.contains(&string), "{string}");
            }
            assert!(!set.contains(b""));
            assert_eq!(set.iter().collect::<Vec<_>>(), listed);
            assert_eq!((set.iter().count(), set.is_empty()), (count, false));
            let numbered: Vec<_> = (0..=set.slots()).filter_map(|slot| set.at(slot)).collect();
            assert_eq!(numbered, listed);
            assert_eq!(format!("{few:?}"), format!("{listed:?}"));
        }
        assert!(Few::new(&[]).is_none() && Few::new(&texts).is_none());
        assert!(StringSet::Empty.is_empty() && !StringSet::Empty.contains(b""));
        assert_eq!(StringSet::Empty.iter().count(), 0);
        assert_eq!((StringSet::Empty.slots(), StringSet::Empty.at(0)), (0, None));
    }
}
