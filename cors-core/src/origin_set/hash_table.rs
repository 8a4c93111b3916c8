//! Many strings: a perfect hash.
//!
//! However many strings there are, a look-up is one hash, two small reads and one comparison.
//! The compiler places every string in a slot of its own (*hash and displace*): strings fall
//! into buckets of about four, and each bucket carries a *pilot*, a number that the compiler
//! tried until all strings of that bucket landed in free slots.
//!
//! ```text
//! origin ──hash──> bucket ──> pilot ──> slot ──> start │ length │ fingerprint
//!                                                  │       same as the origin's? no: a miss
//!                                                  └─> text[start..] == origin ?
//! ```
//!
//! A slot is one word: where the string starts in the text, its length, and 23 more bits of its
//! hash, the *fingerprint*. So a miss reads a pilot and a slot, and the text only once in eight
//! million times; a hit reads the text too. Both counts are powers of two, so that a shift finds
//! the bucket and the slot.
//!
//! Cost: 2 bytes a bucket, 8 bytes a slot; 9 to 18 bytes a string beyond the text. Time does not
//! grow with the number of strings.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

use super::compare::equal;
use super::{Hasher, Windows};

/// A perfect hash table of strings, read from constant bytes.
///
/// Numbers are little-endian in byte strings, because a program with ten thousand number
/// literals takes rustc long to read and one with a byte string does not.
#[derive(Clone, Copy)]
pub struct HashTable<'a> {
    /// The seeded hash.
    pub hasher: Hasher,
    /// The length of the shortest string.
    pub shortest: u16,
    /// The length of the longest string.
    pub longest: u16,
    /// 64 less the logarithm of the number of buckets.
    pub bucket_shift: u8,
    /// 64 less the logarithm of the number of slots.
    pub slot_shift: u8,
    /// All strings, without separators.
    pub text: &'a str,
    /// For each slot its [`Slot`]: eight bytes each.
    pub slots: &'a [u8],
    /// For each bucket its pilot: two bytes each.
    pub pilots: &'a [u8],
}

/// What a slot of a [`HashTable`] says of its string.
///
/// ```text
/// bit 0         32        41               64
///     │  start  │ length  │  fingerprint   │
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(u64);

impl Slot {
    /// No string: one that would start behind every text.
    pub const EMPTY: Self = Self(u64::MAX);

    const LENGTH_BITS: u32 = 9;

    /// The slot of a string of this hash that is found in the text from `start` on.
    #[must_use]
    pub fn new(hash: u64, start: u32, length: usize) -> Self {
        Self((u64::from(Self::tag_of(hash, length)) << 32) | u64::from(start))
    }

    /// The slot in these bytes.
    #[must_use]
    #[inline]
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// Length and fingerprint. A length that does not fit is cut; who finds the string compares
    /// its length.
    #[inline]
    fn tag_of(hash: u64, length: usize) -> u32 {
        ((hash as u32) << Self::LENGTH_BITS) | (length as u32 & ((1 << Self::LENGTH_BITS) - 1))
    }

    #[inline]
    fn tag(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The string, if the text has it.
    #[inline]
    fn string(self, text: &[u8]) -> Option<&[u8]> {
        let length = self.tag() & ((1 << Self::LENGTH_BITS) - 1);
        text.get(self.0 as u32 as usize..)?.get(..length as usize)
    }
}

impl<'a> HashTable<'a> {
    /// Whether `string` is in the table.
    #[must_use]
    #[inline]
    pub fn contains(&self, string: &[u8]) -> bool {
        let in_bounds =
            usize::from(self.shortest) <= string.len() && string.len() <= usize::from(self.longest);
        in_bounds
            && match self.hasher.windows {
                Windows::Two(first, second) => {
                    self.has_at(self.hasher.of_windows(string, first, second), string)
                }
                Windows::Whole => self.has_hashed_whole(string),
            }
    }

    // A function of its own: the other way needs none of the registers that it saves.
    #[inline(never)]
    fn has_hashed_whole(&self, string: &[u8]) -> bool {
        self.has_at(self.hasher.of_all(string), string)
    }

    /// Whether the only string of the table that could have this hash is `string`.
    #[inline]
    fn has_at(&self, hash: u64, string: &[u8]) -> bool {
        let (slots, _) = self.slots.as_chunks::<8>();
        let (pilots, _) = self.pilots.as_chunks::<2>();
        let bucket = Hasher::bucket(hash, self.bucket_shift);
        let Some(pilot) = pilots.get(bucket) else { return false };
        let slot = Hasher::slot(hash, u16::from_le_bytes(*pilot), self.slot_shift);
        let Some(slot) = slots.get(slot) else { return false };
        let slot = Slot::from_bytes(*slot);
        slot.tag() == Slot::tag_of(hash, string.len())
            && slot.string(self.text.as_bytes()).is_some_and(|found| equal(found, string))
    }

    /// All strings, slot by slot.
    pub fn iter(self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (slots, _) = self.slots.as_chunks::<8>();
        let text = self.text;
        slots.iter().filter_map(move |slot| {
            let slot = Slot::from_bytes(*slot);
            let string = slot.string(text.as_bytes()).filter(|_| slot != Slot::EMPTY)?;
            str::from_utf8(string).ok()
        })
    }
}

/// Says how large it is; the strings themselves are in [`HashTable::iter`].
impl core::fmt::Debug for HashTable<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HashTable")
            .field("strings", &self.iter().count())
            .field("slots", &(self.slots.len() / 8))
            .field("text_bytes", &self.text.len())
            .field("windows", &self.hasher.windows)
            .finish_non_exhaustive()
    }
}
