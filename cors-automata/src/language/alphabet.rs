//! Byte classes: the alphabet of an automaton.
//!
//! # The idea
//!
//! An automaton for origins never distinguishes `q` from `r`, only letters from
//! other bytes. Bytes that are never distinguished form a class, and the table needs one column per
//! class instead of 256 columns:
//!
//! ```text
//!   byte    ... - . / 0 ... 9 : ... a b c ... z ...
//!   class    0  1 2 3 4 ... 4 5  0  6 6 6 ... 6  0
//! ```
//!
//! The classes are found by *refinement*: all bytes start in one class, and every set of bytes
//! that some transition names splits each class into the part inside and the part outside.
//! Two automata are compared over the common refinement of their alphabets, the *join*.
//!
//! Classes are numbered by their first byte, so equal partitions are equal values.
//!
//! # Cost
//!
//! 256 steps a set, or a join.

/// A set of bytes, one bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// The set without bytes.
    pub fn new() -> ByteSet {
        ByteSet([0; 4])
    }

    /// The set of the bytes of a string.
    pub fn of(bytes: &[u8]) -> ByteSet {
        let mut set = ByteSet::new();
        for &byte in bytes {
            set.insert_range(byte, byte);
        }
        set
    }

    /// Adds all bytes from `first` to `last`, both included.
    pub fn insert_range(&mut self, first: u8, last: u8) {
        for byte in first..=last {
            self.0[byte as usize / 64] |= 1 << (byte % 64);
        }
    }

    /// Whether the byte is in the set.
    pub fn contains(&self, byte: u8) -> bool {
        self.0[byte as usize / 64] >> (byte % 64) & 1 == 1
    }
}

/// A partition of the 256 bytes into classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByteClasses {
    of: [u8; 256],
    len: usize,
}

/// No class has been given yet. Larger than every class.
const NONE: u16 = u16::MAX;

impl ByteClasses {
    /// One class of all bytes.
    pub fn one() -> ByteClasses {
        ByteClasses { of: [0; 256], len: 1 }
    }

    /// The classes that `class_of` gives, at most 256, numbered below `len`.
    pub fn new(len: usize, class_of: impl Fn(u8) -> usize) -> ByteClasses {
        ByteClasses::one().join_by(len, class_of).0
    }

    /// How many classes there are: 1 to 256.
    #[allow(clippy::len_without_is_empty, reason = "each byte is in a class")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The class of a byte.
    pub fn of(&self, byte: u8) -> usize {
        self.of[byte as usize] as usize
    }

    /// Splits every class into the bytes inside and outside of the set.
    pub fn refine(&mut self, set: &ByteSet) {
        let (refined, _) = self.join_by(2, |byte| usize::from(set.contains(byte)));
        *self = refined;
    }

    /// The coarsest partition finer than both, and for each of its classes the two it is of.
    pub fn join(&self, other: &ByteClasses) -> (ByteClasses, Vec<(usize, usize)>) {
        self.join_by(other.len, |byte| other.of(byte))
    }

    fn join_by(
        &self,
        others: usize,
        other: impl Fn(u8) -> usize,
    ) -> (ByteClasses, Vec<(usize, usize)>) {
        let mut class_of_pair = vec![NONE; self.len * others];
        let mut parts = Vec::new();
        let mut of = [0; 256];
        // Without an iterator, for a macro is not optimised, and this is what it does most.
        let mut byte = 0;
        while byte < 256 {
            let pair = (self.of[byte] as usize, other(byte as u8));
            let class = &mut class_of_pair[pair.0 * others + pair.1];
            if *class == NONE {
                *class = parts.len() as u16;
                parts.push(pair);
            }
            // At most 256 bytes, so at most 256 classes: the number fits.
            of[byte] = *class as u8;
            byte += 1;
        }
        (ByteClasses { of, len: parts.len() }, parts)
    }

    /// Puts classes together: `merged[class]` is the new number, given in ascending order of
    /// first appearance, and `len` the count of new numbers.
    pub fn merge(&self, merged: &[usize], len: usize) -> ByteClasses {
        let of = self.of.map(|class| merged[class as usize] as u8);
        ByteClasses { of, len }
    }

    /// Makes each of these bytes a separate class, all at once.
    pub fn single_out(&mut self, bytes: &[u8]) {
        let mut location = [0; 256];
        for (index, &byte) in bytes.iter().enumerate() {
            location[byte as usize] = index + 1;
        }
        let (refined, _) = self.join_by(bytes.len() + 1, |byte| location[byte as usize]);
        *self = refined;
    }

    /// The first byte of every class, to step an automaton of other classes by.
    pub fn first_members(&self) -> Vec<u8> {
        let mut first = Vec::with_capacity(self.len);
        let mut byte = 0;
        while byte < 256 {
            // Classes are numbered by their first byte.
            if self.of[byte] as usize == first.len() {
                first.push(byte as u8);
            }
            byte += 1;
        }
        first
    }

    /// How many bytes each class has.
    pub fn sizes(&self) -> Vec<u64> {
        let mut sizes = vec![0; self.len];
        let counts = sizes.as_mut_slice();
        let mut byte = 0;
        while byte < 256 {
            counts[self.of[byte] as usize] += 1;
            byte += 1;
        }
        sizes
    }

    /// The bytes of every class, ascending.
    pub fn members(&self) -> Vec<Vec<u8>> {
        let mut members = vec![Vec::new(); self.len];
        for byte in 0..=255u8 {
            members[self.of(byte)].push(byte);
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refinement_splits_and_numbers_by_first_byte() {
        let mut classes = ByteClasses::one();
        classes.refine(&ByteSet::of(b"xyz"));
        classes.refine(&ByteSet::of(b"a"));
        assert_eq!(classes.len(), 3);
        assert_eq!((classes.of(0), classes.of(b'a'), classes.of(b'y')), (0, 1, 2));
        assert_eq!(classes.members()[2], b"xyz");
        assert_eq!(classes.first_members(), b"\0ax");
        assert_eq!(classes.sizes(), [252, 1, 3]);
        let mut singled_out = ByteClasses::one();
        singled_out.single_out(b"xa");
        classes.refine(&ByteSet::of(b"x"));
        assert_eq!((singled_out.len(), singled_out.of(b'a'), singled_out.of(b'x')), (3, 1, 2));
        singled_out.refine(&ByteSet::of(b"yz"));
        assert!(singled_out == classes);
    }

    #[test]
    fn every_byte_may_be_a_class_of_its_own() {
        let mut classes = ByteClasses::one();
        for byte in 0..=255 {
            classes.refine(&ByteSet::of(&[byte]));
        }
        assert_eq!(classes.len(), 256);
        assert_eq!(classes.join(&classes).0.len(), 256);
    }
}
