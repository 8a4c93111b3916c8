//! Numbers for values, in the order in which they are met.
//!
//! # The idea
//!
//! A construction meets the same state again and again, and asks each time which number it has. The
//! values are kept in a list; a table of slots, several for each value, says where in the list a value
//! may be:
//!
//! ```text
//!   values   0: {1}   1: {1 3}   2: {2}
//!   slots    [ -  2  -  -  0  1  -  - ]     {1 3} hashes to 4, is not value 0, and is value 1
//! ```
//!
//! The order of the slots is never visible, so that the hash is free to be a fast one. Nearly all of this
//! is compiled once for all types of values: a macro is not optimised, and an ordered map for each type
//! was a tenth of what the compiler took to build.
//!
//! # Cost
//!
//! A hash, and usually one comparison. The hashes of the values are kept, so that a larger table is
//! filled without looking at them. Linear probing: Knuth, "The Art of Computer Programming", volume 3,
//! section 6.4, algorithm L.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

/// Values, each with its number.
#[derive(Debug, Clone)]
pub struct Numbering<T> {
    values: Vec<T>,
    slots: Slots,
}

impl<T> Default for Numbering<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Numbering<T> {
    /// Without values.
    pub fn new() -> Self {
        Self { values: Vec::new(), slots: Slots::new() }
    }

    /// The value with a number.
    pub fn get(&self, number: usize) -> Option<&T> {
        self.values.get(number)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// In the order of their numbers.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// In the order of their numbers.
    pub fn into_values(self) -> Vec<T> {
        self.values
    }
}

impl<T: Hash + Eq> Numbering<T> {
    /// The number of a value, which gets the next one if it was not met before.
    pub fn number(&mut self, value: T) -> usize {
        let hash = hash(&value);
        let values = &self.values;
        match self.slots.find(hash, &mut |number| values.get(number) == Some(&value)) {
            Ok(number) => number,
            Err(slot) => {
                self.values.push(value);
                self.slots.fill(slot, hash)
            }
        }
    }

    /// Numbers a value, and returns whether it is met for the first time.
    pub fn is_new(&mut self, value: T) -> bool {
        let before = self.len();
        self.number(value) == before
    }

    /// The number of a value, if it was met.
    pub fn find<Q: Hash + Eq + ?Sized>(&self, value: &Q) -> Option<usize>
    where
        T: Borrow<Q>,
    {
        let is_it = &mut |number| self.values.get(number).map(T::borrow) == Some(value);
        self.slots.find(hash(value), is_it).ok()
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = WordHasher(0);
    value.hash(&mut hasher);
    hasher.finish()
}

/// Where the numbers are.
#[derive(Debug, Clone)]
struct Slots {
    /// Hash and number plus one; (_, 0) is free. A power of two of them, of which half are free.
    slots: Vec<(u64, usize)>,
    used: usize,
}

impl Slots {
    fn new() -> Self {
        Self { slots: vec![(0, 0); 16], used: 0 }
    }

    /// The number with this hash that is the one, or the free slot for it.
    fn find(&self, hash: u64, is_it: &mut dyn FnMut(usize) -> bool) -> Result<usize, usize> {
        let mut at = self.first(hash);
        while let (other, number @ 1..) = self.slots[at] {
            if other == hash && is_it(number - 1) {
                return Ok(number - 1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        Err(at)
    }

    /// Puts the next number into a free slot.
    fn fill(&mut self, slot: usize, hash: u64) -> usize {
        self.used += 1;
        self.slots[slot] = (hash, self.used);
        if 2 * self.used > self.slots.len() {
            self.grow();
        }
        self.used - 1
    }

    /// Where the search for a hash begins. The upper bits of a product are those that depend on all of
    /// its factors' bits.
    fn first(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        let twice = vec![(0, 0); 2 * self.slots.len()];
        for slot in std::mem::replace(&mut self.slots, twice) {
            if slot.1 == 0 {
                continue;
            }
            let mut at = self.first(slot.0);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// A hash of words of 32 bits, which states are made of.
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&word, behind)) = rest.split_first_chunk() {
            self.write_u32(u32::from_le_bytes(word));
            rest = behind;
        }
        for &byte in rest {
            self.write_u8(byte);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u32(u32::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        // The golden ratio spreads what differs over the upper bits.
        self.0 = (self.0.rotate_left(23) ^ u64::from(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u32(word as u32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_are_met() {
        let mut numbering = Numbering::new();
        for n in 0..1000_u32 {
            assert_eq!(numbering.number(vec![n % 7, n]), n as usize);
        }
        for n in (0..1000_u32).rev() {
            assert_eq!(numbering.number(vec![n % 7, n]), n as usize);
        }
        assert_eq!((numbering.len(), numbering.get(999)), (1000, Some(&vec![999 % 7, 999])));
        assert_eq!(numbering.get(1000), None);
        assert_eq!(numbering.into_values().len(), 1000);
    }

    /// Values with the same hash are compared.
    #[test]
    fn hashes_may_collide() {
        #[derive(Debug, PartialEq, Eq)]
        struct Same(u32);
        impl Hash for Same {
            fn hash<H: Hasher>(&self, state: &mut H) {
                state.write_u32(7);
            }
        }
        let mut numbering = Numbering::new();
        for n in [0, 1, 2, 1, 0, 3] {
            numbering.number(Same(n));
        }
        assert_eq!(numbering.values(), [Same(0), Same(1), Same(2), Same(3)]);
    }

    /// Neighbouring states do not crowd in one part of the table.
    #[test]
    fn pairs_are_spread() {
        let mut numbering = Numbering::new();
        for pair in (0..64_u32).flat_map(|first| (0..64_u32).map(move |second| (first, second))) {
            numbering.number(pair);
        }
        let slots = &numbering.slots.slots;
        let longest = slots.split(|slot| slot.1 == 0).map(<[_]>::len).max();
        assert!(longest < Some(40), "{longest:?}");
    }
}
