//! The hash function under [`HashTable`](super::HashTable).
//!
//! The origins of a list have most of their bytes in common. The compiler knows all of them and
//! looks for two *windows* of eight bytes that, with the length, tell them apart; no other byte is
//! read. A window is a distance from the start, and slides back where the origin ends before it:
//!
//! ```text
//! https://tenant-00042.example.com       windows at 12 and 20
//!             └──────┘└──────┘
//! https://a.example.com
//!             └┬─────┘
//!              └──────┘                  the second, slid back to the end
//! ```
//!
//! Both go into one *folded multiply*: the 128-bit product of two words, its halves joined by
//! xor, so that every bit of the input reaches every bit of the result. A list in which no two
//! windows do is hashed whole, eight bytes at a time.
//!
//! It needs no defence against chosen keys: a table is fixed at compile time, a look-up is one
//! probe and one comparison, and a collision costs an attacker's origin a "no" like any other.
//!
//! Source: the multiply-and-fold step of
//! [wyhash](https://github.com/wangyi-fudan/wyhash); our own arrangement of it.

/// An odd constant with its bits spread: the fraction of the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Which bytes of a string are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Windows {
    /// Two windows of eight bytes, by their distance from the start.
    Two(u8, u8),
    /// All bytes.
    Whole,
}

/// A seeded hash of byte strings, and the ways in which a table uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hasher {
    /// Chosen by the compiler so that no two strings of the set have the same hash.
    pub seed: u64,
    /// Chosen by the compiler so that the set's strings differ in these bytes.
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
        fold(
            window(bytes, first) ^ self.seed ^ MULTIPLIER,
            window(bytes, second) ^ bytes.len() as u64 ^ MULTIPLIER.rotate_left(32),
        )
    }

    pub(super) fn of_all(self, bytes: &[u8]) -> u64 {
        let mut state = self.seed ^ bytes.len() as u64;
        let mut rest = bytes;
        while let Some((word, behind)) = rest.split_first_chunk::<8>() {
            state = fold(state ^ u64::from_le_bytes(*word) ^ MULTIPLIER, MULTIPLIER);
            rest = behind;
        }
        let rest = rest.iter().fold(0, |word, &byte| (word << 8) | u64::from(byte));
        fold(state ^ rest ^ MULTIPLIER, MULTIPLIER.rotate_left(32))
    }

    /// Which of the buckets a hash falls into: `64 - shift` of its bits.
    #[must_use]
    #[inline]
    pub fn bucket(hash: u64, shift: u8) -> usize {
        hash.wrapping_shr(u32::from(shift)) as usize
    }

    /// Which of the slots a hash falls into under its bucket's pilot.
    #[must_use]
    #[inline]
    pub fn slot(hash: u64, pilot: u16, slot_count: u32) -> usize {
        let mixed = (hash ^ u64::from(pilot)).wrapping_mul(MULTIPLIER) >> 32;
        // As many parts of 2^32 as there are slots; a division would take longer.
        (mixed.wrapping_mul(u64::from(slot_count)) >> 32) as usize
    }
}

/// Eight bytes from `at` on, or the last eight; zero, if there are not so many.
#[inline]
fn window(bytes: &[u8], at: u8) -> u64 {
    bytes
        .len()
        .checked_sub(8)
        .and_then(|last| bytes.get(last.min(usize::from(at))..)?.first_chunk::<8>())
        .map_or(0, |window| u64::from_le_bytes(*window))
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

    /// Tables are written into programs, so the same policy must give the same bytes on every
    /// machine and in every build. The numbers are of an implementation with whole numbers that
    /// have no bound, from the formulas above.
    #[test]
    fn hashes_are_the_same_everywhere() {
        let windows = Hasher { seed: SEED, windows: Windows::Two(8, 255) };
        let whole = Hasher { seed: SEED, windows: Windows::Whole };
        for (bytes, of_windows, of_all) in [
            (&b""[..], 0x0eb1_348f_ef8d_8f5c, 0x0eb1_348f_ef8d_8f5c),
            (&b"a"[..], 0xed8d_79ee_d96e_5d45, 0xcaa0_8caa_3b42_6a8c),
            (&b"https://"[..], 0xad6d_ba2f_fad0_e937, 0x8ab5_ca97_55e9_97e3),
            (&b"https://example.com"[..], 0x801b_92fe_c4ff_289f, 0xd203_2885_54fa_535b),
            (
                &b"https://tenant-42.example.com:8443"[..],
                0x6bf6_29c6_36df_ac31,
                0xcb75_c90a_c9e6_c21c,
            ),
        ] {
            assert_eq!(windows.hash(bytes), of_windows, "{}", bytes.escape_ascii());
            assert_eq!(whole.hash(bytes), of_all, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn buckets_and_slots_are_the_same_everywhere() {
        let hash = Hasher { seed: SEED, windows: Windows::Whole }.hash(b"https://example.com");
        assert_eq!(Hasher::bucket(hash, 60), 13);
        let slots = [(0, 10), (1, 10), (65535, 10), (3, 100_000)]
            .map(|(pilot, count)| Hasher::slot(hash, pilot, count));
        assert_eq!(slots, [4, 7, 8, 56165]);
    }
}
