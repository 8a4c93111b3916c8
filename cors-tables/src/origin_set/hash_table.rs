//! Many strings: a perfect hash table.
//!
//! A look-up is one hash, two small reads and one comparison, regardless of the number of strings. The
//! compiler assigns a separate slot to every string (*hash and displace*): strings are divided into buckets
//! of about four, and each bucket has a *pilot*, a number for which all strings of the bucket fall into
//! free slots.
//!
//! ```text
//! origin ──hash──> bucket ──> pilot ──> slot ──> length, fingerprint │ text
//!                                                same as the origin's? no: a miss
//!                                                                      == origin ?
//! ```
//!
//! A slot contains the length of its string, 23 more bits of its hash (the *fingerprint*) and the string
//! itself. Memory is read in lines of 64 bytes, and a line that is not in the cache costs more than
//! everything else: this way, a look-up reads one pilot and one slot. All slots are as wide as the longest
//! string needs. If a few long strings among many short ones would make that wasteful, the slots contain
//! the start of their strings in a separate text, which is only read for a hit.
//!
//! Cost: 2 bytes per bucket; 4 bytes per slot, and the empty space; fewer than 50 bytes per string in
//! total. Time does not grow with the number of strings.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

mod build;

use super::{Hasher, Windows};
use crate::compare::equal;
use crate::numbers::number_at;
use crate::stored::{Bytes, Text};

/// A perfect hash table of strings, read from its bytes.
///
/// Numbers are little-endian in byte strings, because rustc takes long to read ten thousand number literals
/// but not a byte string.
#[derive(Clone)]
pub struct HashTable {
    /// The seeded hash.
    pub hasher: Hasher,
    /// The length of the shortest string.
    pub shortest: u16,
    /// The length of the longest string.
    pub longest: u16,
    /// 64 less the logarithm of the number of buckets.
    pub bucket_shift: u8,
    /// The number of slots.
    pub slot_count: u32,
    /// The size of a slot in bytes.
    pub slot_size: u16,
    /// Where the strings are stored.
    pub placement: Placement,
    /// The slots: four bytes of length and fingerprint, and the string or where it starts.
    pub slots: Bytes,
    /// The pilot of each bucket, two bytes each.
    pub pilots: Bytes,
}

/// Where the strings of a [`HashTable`] are stored.
#[derive(Clone)]
pub enum Placement {
    /// In the slots.
    InSlots,
    /// In a separate text; a slot has four bytes with the start of its string.
    Apart(Text),
}

/// The first four bytes of a slot of a [`HashTable`].
///
/// ```text
/// bit 0        9              32
///     │ length │  fingerprint  │
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(u32);

impl Tag {
    /// The tag of a slot without a string. No string has its length.
    pub const EMPTY: Self = Self(u32::MAX);

    const LENGTH: u32 = 0x1ff;

    /// The tag of a string with this hash. A length that is too large is truncated; the length of a found
    /// string is compared separately.
    #[must_use]
    #[inline]
    pub fn new(hash: u64, length: usize) -> Self {
        Self(((hash as u32) << Self::LENGTH.count_ones()) | (length as u32 & Self::LENGTH))
    }

    /// The bytes of the tag.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 4] {
        self.0.to_le_bytes()
    }
}

impl HashTable {
    /// Whether `string` is in the table.
    #[must_use]
    #[inline]
    pub fn contains(&self, string: &[u8]) -> bool {
        self.has_length_of(string)
            && match self.hasher.windows {
                Windows::Two(first, second) => {
                    self.has_at(self.hasher.of_windows(string, first, second), string)
                }
                Windows::Whole => self.has_hashed_whole(string),
            }
    }

    /// Whether `string` is neither shorter nor longer than all strings of the table.
    #[inline(always)]
    fn has_length_of(&self, string: &[u8]) -> bool {
        usize::from(self.shortest) <= string.len() && string.len() <= usize::from(self.longest)
    }

    /// Whether `string` is in a table whose hash reads all bytes.
    // A separate function: the other strategy doesn't need the registers that it saves.
    #[inline(never)]
    fn has_hashed_whole(&self, string: &[u8]) -> bool {
        self.has_at(self.hasher.of_all(string), string)
    }

    /// Whether `string` equals the only string of the table that can have this hash.
    #[inline]
    fn has_at(&self, hash: u64, string: &[u8]) -> bool {
        let bucket = Hasher::bucket(hash, self.bucket_shift);
        let Some(pilot) = number_at(&self.pilots, bucket) else { return false };
        let slot = Hasher::slot(hash, pilot, self.slot_count);
        let start = slot.wrapping_mul(usize::from(self.slot_size));
        let Some((tag, rest)) = self.slots.get(start..).and_then(<[u8]>::split_first_chunk) else {
            return false;
        };
        let tag = Tag(u32::from_le_bytes(*tag));
        tag == Tag::new(hash, string.len())
            && self.string(tag, rest).is_some_and(|found| equal(found, string))
    }

    /// The string of a slot whose tag is `tag`.
    #[inline]
    fn string<'t>(&'t self, tag: Tag, rest: &'t [u8]) -> Option<&'t [u8]> {
        let length = (tag.0 & Tag::LENGTH) as usize;
        match &self.placement {
            Placement::InSlots => rest.get(..length),
            Placement::Apart(text) => {
                let start = u32::from_le_bytes(*rest.first_chunk()?);
                text.as_bytes().get(start as usize..)?.get(..length)
            }
        }
    }

    /// All strings, slot by slot.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let slots = self.slots.chunks(usize::from(self.slot_size).max(1));
        slots.filter_map(move |slot| self.string_of(slot))
    }

    /// The string of a slot, if it has one.
    #[must_use]
    pub fn at(&self, slot: u32) -> Option<&str> {
        let start = (slot as usize).checked_mul(usize::from(self.slot_size))?;
        self.string_of(self.slots.get(start..)?)
    }

    fn string_of<'t>(&'t self, slot: &'t [u8]) -> Option<&'t str> {
        let (tag, rest) = slot.split_first_chunk()?;
        let tag = Tag(u32::from_le_bytes(*tag));
        let string = self.string(tag, rest).filter(|_| tag != Tag::EMPTY)?;
        core::str::from_utf8(string).ok()
    }
}

/// Prints its size; [`HashTable::iter`] returns the strings.
impl core::fmt::Debug for HashTable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HashTable")
            .field("strings", &self.iter().count())
            .field("slots", &self.slot_count)
            .field("bytes", &self.slots.len())
            .field("placement", &self.placement)
            .field("windows", &self.hasher.windows)
            .finish_non_exhaustive()
    }
}

/// Prints its size.
impl core::fmt::Debug for Placement {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::InSlots => f.write_str("InSlots"),
            Self::Apart(text) => f.debug_tuple("Apart").field(&text.len()).finish(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::format;
    use std::vec::Vec;

    use super::*;

    const STRINGS: [&str; 3] = ["https://a.example", "https://bb.example", "app://c"];
    const SLOTS: u32 = 4;

    /// A table of up to four strings with one pilot, for which each string has a different slot.
    pub(in super::super) fn table(strings: &[&str], windows: Windows, text: &str) -> HashTable {
        let hasher = Hasher { seed: 5, windows };
        let slots_under = |pilot| {
            let slot = |string: &&str| Hasher::slot(hasher.hash(string.as_bytes()), pilot, SLOTS);
            strings.iter().map(slot).collect::<Vec<usize>>()
        };
        let are_apart = |pilot: &u16| {
            let mut slots = slots_under(*pilot);
            slots.sort_unstable();
            slots.is_sorted_by(|one, other| one < other)
        };
        let pilot = (1..).find(are_apart).unwrap();
        let lengths = || strings.iter().map(|string| string.len());
        let longest = lengths().max().unwrap();
        let size = if text.is_empty() { longest.saturating_add(4) } else { 8 };
        let mut slots = Tag::EMPTY.to_bytes().to_vec();
        slots.resize(size, 0);
        slots = slots.repeat(SLOTS as usize);
        for (string, slot) in strings.iter().zip(slots_under(pilot)) {
            let tag = Tag::new(hasher.hash(string.as_bytes()), string.len());
            let start = text.find(string).unwrap_or_default() as u32;
            let start = start.to_le_bytes();
            let behind = if text.is_empty() { string.as_bytes() } else { &start };
            let bytes = [&tag.to_bytes(), behind].concat();
            let place = slots.chunks_mut(size).nth(slot).unwrap();
            place[..bytes.len()].copy_from_slice(&bytes);
        }
        HashTable {
            hasher,
            shortest: lengths().min().unwrap() as u16,
            longest: longest as u16,
            bucket_shift: 63,
            slot_count: SLOTS,
            slot_size: size as u16,
            placement: if text.is_empty() {
                Placement::InSlots
            } else {
                Placement::Apart(Text::Owned(text.into()))
            },
            slots: slots.into(),
            pilots: [pilot.to_le_bytes(), pilot.to_le_bytes()].concat().into(),
        }
    }

    #[test]
    fn contains_exactly_its_strings() {
        let apart = STRINGS.concat();
        for (windows, text) in [
            (Windows::Whole, ""),
            (Windows::Two(4, 255), ""),
            (Windows::Whole, &apart),
            (Windows::Two(4, 255), &apart),
        ] {
            let table = table(&STRINGS, windows, text);
            for string in STRINGS {
                assert!(table.contains(string.as_bytes()), "{string}: {table:?}");
                for at in 0..string.len() {
                    let mut other = string.as_bytes().to_vec();
                    other[at] ^= 1;
                    assert!(!table.contains(&other), "{string}, byte {at}: {table:?}");
                }
                assert!(!table.contains(&string.as_bytes()[1..]), "{string}: {table:?}");
            }
            assert!(!table.contains(b""));
            let numbered: Vec<&str> = (0..=SLOTS).filter_map(|slot| table.at(slot)).collect();
            assert_eq!(numbered, table.iter().collect::<Vec<_>>(), "{table:?}");
            let mut found: Vec<&str> = table.iter().collect();
            found.sort_unstable();
            let mut want = STRINGS;
            want.sort_unstable();
            assert_eq!(found, want, "{table:?}");
            // The bounds are checked first.
            assert!(!HashTable { shortest: 8, ..table.clone() }.contains(b"app://c"));
            assert!(!HashTable { longest: 17, ..table.clone() }.contains(b"https://bb.example"));
            // Tables that the compiler never makes cause no panic, and contain nothing.
            assert!(!HashTable { pilots: Bytes::Fixed(&[]), ..table.clone() }.contains(b"app://c"));
            assert!(!HashTable { slots: Bytes::Fixed(&[]), ..table.clone() }.contains(b"app://c"));
        }
    }

    #[test]
    fn tag_is_a_fingerprint_and_a_length() {
        let hash = 0xffff_ffff_805a_269c;
        assert_eq!(Tag::new(hash, 19), Tag((0xb44d_3800_u32) | 19));
        assert_eq!(Tag::new(hash, 512 + 19), Tag(0xb44d_3813));
        assert_eq!(Tag::new(hash, 511).to_bytes(), [0xff, 0x39, 0x4d, 0xb4]);
    }

    #[test]
    fn debug_prints_the_size() {
        let table = table(&STRINGS, Windows::Whole, "");
        assert_eq!(
            format!("{table:?}"),
            "HashTable { strings: 3, slots: 4, bytes: 88, placement: InSlots, windows: Whole, .. }"
        );
        assert_eq!(format!("{:?}", Placement::Apart(Text::Fixed("abc"))), "Apart(3)");
    }
}
