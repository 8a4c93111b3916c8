//! Origins listed in full: a perfect hash.
//!
//! However many origins there are, a look-up is one hash, two small reads and one comparison.
//! The compiler places every origin in a slot of its own (*hash and displace*): origins fall
//! into buckets of about four, and each bucket carries a *pilot*, a number that the compiler
//! tried until all origins of that bucket landed in free slots.
//!
//! ```text
//! origin ──hash──> bucket ──> pilot ──> slot ──> text[ends[slot-1]..ends[slot]] == origin ?
//! ```
//!
//! Cost: 2 bytes a bucket and 4.25 bytes an origin beyond the text; time does not grow with
//! the number of origins. An empty slot is an empty string, which is no member.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

use super::Hasher;

/// The origins of a set that are listed in full.
#[derive(Debug, Clone, Copy)]
pub enum ExactOrigins<'a> {
    /// No origin is.
    Empty,
    /// One is: a comparison of constant length.
    One(&'a str),
    /// Several are.
    Many(HashTable<'a>),
}

impl<'a> ExactOrigins<'a> {
    /// Whether `origin` is one of them.
    #[must_use]
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        match self {
            Self::Empty => false,
            Self::One(one) => one.as_bytes() == origin,
            Self::Many(table) => table.contains(origin),
        }
    }

    /// All of them, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (one, table) = match *self {
            Self::Empty => (None, None),
            Self::One(one) => (Some(one), None),
            Self::Many(table) => (None, Some(table)),
        };
        one.into_iter().chain(table.into_iter().flat_map(HashTable::iter))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

/// A perfect hash table of strings, read from constant bytes.
///
/// Numbers are little-endian in byte strings, because a program with ten thousand number
/// literals takes rustc long to read and one with a byte string does not.
#[derive(Clone, Copy)]
pub struct HashTable<'a> {
    /// The seeded hash.
    pub hasher: Hasher,
    /// All strings, slot by slot, without separators.
    pub text: &'a str,
    /// For each slot the end of its string in `text`: four bytes each.
    pub ends: &'a [u8],
    /// For each bucket its pilot: two bytes each.
    pub pilots: &'a [u8],
}

impl<'a> HashTable<'a> {
    /// Whether `string` is in the table.
    #[must_use]
    #[inline]
    pub fn contains(&self, string: &[u8]) -> bool {
        // An empty slot is an empty string, and would equal one.
        !string.is_empty() && self.find(string) == Some(string)
    }

    /// The only string of the table that could be equal to `string`.
    #[inline]
    fn find(&self, string: &[u8]) -> Option<&'a [u8]> {
        let (ends, _) = self.ends.as_chunks::<4>();
        let (pilots, _) = self.pilots.as_chunks::<2>();
        let hash = self.hasher.hash(string);
        let pilot = u16::from_le_bytes(*pilots.get(Hasher::bucket(hash, pilots.len()))?);
        let slot = Hasher::slot(hash, pilot, ends.len());
        let start = match slot.checked_sub(1) {
            Some(before) => u32::from_le_bytes(*ends.get(before)?),
            None => 0,
        };
        let end = u32::from_le_bytes(*ends.get(slot)?);
        self.text.as_bytes().get(start as usize..end as usize)
    }

    /// All strings, slot by slot; empty slots are left out.
    pub fn iter(self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (ends, _) = self.ends.as_chunks::<4>();
        let mut start = 0;
        ends.iter().filter_map(move |end| {
            let end = u32::from_le_bytes(*end) as usize;
            let string = self.text.get(start..end);
            start = end;
            string.filter(|string| !string.is_empty())
        })
    }
}

/// Says how large it is; the strings themselves are in [`HashTable::iter`].
impl core::fmt::Debug for HashTable<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HashTable")
            .field("strings", &self.iter().count())
            .field("slots", &(self.ends.len() / 4))
            .field("text_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
