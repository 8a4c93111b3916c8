//! The hash function of [`HashTable`](super::HashTable).
//!
//! The origins of a list have most of their bytes in common. All of them are known when a table is built, so two *windows*
//! of eight bytes are searched for that, together with the length, distinguish them (`windows.rs`); no other byte is read.
//! A window is a distance from the start, and is moved back if the origin is shorter:
//!
//! ```text
//! https://tenant-00042.example.com       windows at 12 and 20
//!             └──────┘└──────┘
//! https://a.example.com
//!             └┬─────┘
//!              └──────┘                  the second, moved back to the end
//! ```
//!
//! Both are inputs of one *folded multiply*: the 128-bit product of two words, whose halves are combined by
//! xor, so that every bit of the input affects every bit of the result.
//!
//! If no two windows distinguish the strings, all bytes are hashed: 16 at a time, and the last 16, which may
//! overlap the ones before. Each product has a separate key, and the results are combined by xor, so no
//! step waits for another one.
//!
//! ```text
//! https://tenant-00042.example.com:8443
//! └──────────────┘└──────────────┘
//!                      └──────────────┘  the last, moved back
//! ```
//!
//! # Chosen strings
//!
//! A look-up is one probe and one comparison for any request, so a collision with a string of the table costs
//! nothing. Chosen strings could only slow down the *construction* of a table. The strings of a policy come
//! from its author, so the compiler tries the seeds 0, 1, 2, … and the same policy gives the same table. Rows
//! that are added at run time may be chosen by customers, so their seed is random and known only to the process. It is a
//! part of every factor: two rows that differ in the hashed bytes collide with a probability of about 2^-64. Rows that are
//! chosen to be alike in all windows are hashed whole, which takes a few nanoseconds more.
//!
//! Source: the multiply-and-fold step of [wyhash](https://github.com/wangyi-fudan/wyhash), in a different
//! arrangement; the sum of independent products is that of J. Black, S. Halevi, H. Krawczyk, T. Krovetz,
//! P. Rogaway, *UMAC: Fast and Secure Message Authentication*, 1999.

/// An odd constant with its bits spread: the fraction of the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The bytes of a string that are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Windows {
    /// Two windows of eight bytes, by their distance from the start.
    Two(u8, u8),
    /// All bytes.
    Whole,
}

/// A seeded hash of byte strings, and its uses in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hasher {
    /// Chosen so that no two strings of the set have the same hash: by the compiler the first of 0, 1, 2, …
    /// that works; for rows that are added at run time, a random number.
    pub seed: u64,
    /// Chosen so that the set's strings differ in these bytes.
    pub windows: Windows,
}

impl Hasher {
    /// The hash of `bytes`.
    #[must_use]
    #[inline]
    pub fn hash(self, bytes: &[u8]) -> u64 {
        match self.windows {
            Windows::Two(first, second) => self.of_windows(bytes, first, second),
            Windows::Whole => self.of_all(bytes),
        }
    }

    #[inline]
    pub(super) fn of_windows(self, bytes: &[u8], first: u8, second: u8) -> u64 {
        let key = self.seed ^ MULTIPLIER;
        fold(
            window(bytes, first) ^ key,
            window(bytes, second) ^ bytes.len() as u64 ^ key.rotate_left(32),
        )
    }

    pub(super) fn of_all(self, bytes: &[u8]) -> u64 {
        let mut key = self.seed.wrapping_add(MULTIPLIER) ^ bytes.len() as u64;
        let Some(last) = bytes.last_chunk::<16>() else { return fold_pair(ends(bytes), key) };
        let mut rest = bytes;
        let mut hash = 0;
        while let Some((chunk, behind)) = rest.split_first_chunk::<16>() {
            hash ^= fold_pair(words(*chunk), key);
            key = key.wrapping_add(MULTIPLIER);
            rest = behind;
        }
        if rest.is_empty() { hash } else { hash ^ fold_pair(words(*last), key) }
    }

    /// The bucket of a hash: `64 - shift` of its bits.
    #[must_use]
    #[inline]
    pub fn bucket(hash: u64, shift: u8) -> usize {
        hash.wrapping_shr(u32::from(shift)) as usize
    }

    /// The slot of a hash, with the pilot of its bucket.
    #[must_use]
    #[inline]
    pub fn slot(hash: u64, pilot: u16, slot_count: u32) -> usize {
        let mixed = (hash ^ u64::from(pilot)).wrapping_mul(MULTIPLIER) >> 32;
        // The range 2^32 is divided into as many parts as there are slots; a division would be slower.
        (mixed.wrapping_mul(u64::from(slot_count)) >> 32) as usize
    }
}

/// Eight bytes from `at` on, or the last eight; zero if there are fewer.
#[inline]
fn window(bytes: &[u8], at: u8) -> u64 {
    bytes
        .len()
        .checked_sub(8)
        .and_then(|last| bytes.get(last.min(usize::from(at))..)?.first_chunk::<8>())
        .map_or(0, |window| u64::from_le_bytes(*window))
}

/// Both ends of fewer than 16 bytes: they overlap, or there is one.
#[inline]
fn ends(bytes: &[u8]) -> (u64, u64) {
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (bytes.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte)), 0),
    }
}

#[inline]
fn words(bytes: [u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(bytes);
    (both as u64, (both >> 64) as u64)
}

/// The folded product of two words, each joined with a key.
#[inline]
fn fold_pair((one, other): (u64, u64), key: u64) -> u64 {
    fold(one ^ key, other ^ key.rotate_left(32) ^ MULTIPLIER)
}

#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 0x0123_4567_89ab_cdef;

    /// Tables are written into programs, so the same policy must give the same bytes on every machine and
    /// in every build. The numbers come from an independent implementation of the formulas above, with
    /// unbounded integers.
    #[test]
    fn hashes_are_the_same_everywhere() {
        let windows = Hasher { seed: SEED, windows: Windows::Two(8, 255) };
        let whole = Hasher { seed: SEED, windows: Windows::Whole };
        for (bytes, of_windows, of_all) in [
            (&b""[..], 0x22ab_9b67_5111_73c4, 0x7653_1239_341c_8374),
            (&b"a"[..], 0xc3bf_d686_5a3f_3dcf, 0xf6d6_f5e9_8ba8_90eb),
            (&b"https://"[..], 0x68a1_3754_10ce_dd03, 0x7246_f84e_83a9_548b),
            (&b"https://example.com"[..], 0x0c6a_c8ec_3842_65d0, 0xaaf0_93b5_2349_5424),
            (
                &b"https://tenant-42.example.com:8443"[..],
                0x488e_7278_9334_a19a,
                0x9b0f_342f_f95a_deaa,
            ),
        ] {
            assert_eq!(windows.hash(bytes), of_windows, "{}", bytes.escape_ascii());
            assert_eq!(whole.hash(bytes), of_all, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn buckets_and_slots_are_the_same_everywhere() {
        let hash = Hasher { seed: SEED, windows: Windows::Whole }.hash(b"https://example.com");
        assert_eq!(Hasher::bucket(hash, 60), 10);
        let slots = [(0, 10), (1, 10), (65535, 10), (3, 100_000)]
            .map(|(pilot, count)| Hasher::slot(hash, pilot, count));
        assert_eq!(slots, [5, 1, 5, 41910]);
    }
}
