//! The hash function under [`HashTable`](super::HashTable).
//!
//! Eight bytes at a time are mixed into a 64-bit state by a *folded multiply*: the 128-bit
//! product of two words, its halves joined by xor, so that every bit of the input reaches every
//! bit of the result.
//!
//! ```text
//! https://tenant-00042.example.com
//! └─ word ┘└─ word ┘└─ word ┘└ last eight bytes, may overlap ┘
//! ```
//!
//! It needs no defence against chosen keys: a table is fixed at compile time, a look-up is one
//! probe and one comparison, and a collision costs an attacker's origin a "no" like any other.
//!
//! Source: the multiply-and-fold step of
//! [wyhash](https://github.com/wangyi-fudan/wyhash); our own arrangement of it.

/// An odd constant with its bits spread: the fraction of the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// A seeded hash of byte strings, and the two ways a table uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hasher {
    /// Chosen by the compiler so that no two origins of the set have the same hash.
    pub seed: u64,
}

impl Hasher {
    /// The hash of `bytes`.
    #[must_use]
    #[inline]
    pub fn hash(self, bytes: &[u8]) -> u64 {
        let mut state = self.seed ^ (bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            state = fold(state ^ u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let tail = bytes.last_chunk::<8>().map_or_else(
                || rest.iter().fold(0, |word, &byte| (word << 8) | u64::from(byte)),
                |last| u64::from_le_bytes(*last),
            );
            state = fold(state ^ tail);
        }
        fold(state)
    }

    /// Which of `buckets` buckets a hash falls into.
    #[must_use]
    #[inline]
    pub fn bucket(hash: u64, buckets: usize) -> usize {
        reduce(hash, buckets)
    }

    /// Which of `slots` slots a hash falls into under its bucket's pilot.
    #[must_use]
    #[inline]
    pub fn slot(hash: u64, pilot: u16, slots: usize) -> usize {
        reduce(fold(hash ^ u64::from(pilot).wrapping_mul(MULTIPLIER)), slots)
    }
}

#[inline]
fn fold(word: u64) -> u64 {
    let product = u128::from(word ^ MULTIPLIER).wrapping_mul(u128::from(MULTIPLIER));
    (product as u64) ^ ((product >> 64) as u64)
}

/// Maps a hash to `0..n` evenly, by a multiplication instead of a division.
#[inline]
fn reduce(hash: u64, n: usize) -> usize {
    (u128::from(hash).wrapping_mul(n as u128) >> 64) as usize
}
