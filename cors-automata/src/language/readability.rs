//! Which of two strings a reader likes better.
//!
//! The shorter one; of two of one length the one with fewer digits and, worse, punctuation; of two
//! that are equal in this the first in the alphabet, letters before digits before the rest.
//!
//! ```text
//!   cost = (length, penalty)        letter 0, digit 1, punctuation 2, others more
//!
//!   "ab" (2,0)   before   "a1" (2,1)   before   "a-" (2,2)   before   "abc" (3,0)
//! ```

/// The order of bytes in a witness: `a` first.
pub fn rank(byte: u8) -> u16 {
    u16::from(byte)
        + match byte {
            b'a'..=b'z' => 0,
            b'0'..=b'9' => 0x100,
            b'-' | b'.' | b'_' => 0x200,
            b'A'..=b'Z' => 0x300,
            b'!'..=b'~' => 0x400,
            _ => 0x500,
        }
}

/// How much a byte reduces the readability of a string.
fn penalty(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 0,
        b'0'..=b'9' => 1,
        b'-' | b'.' | b'_' | b'/' | b':' => 2,
        b'!'..=b'~' => 4,
        _ => 16,
    }
}

/// The first byte in the order of witnesses; 0 if there is none.
pub(super) fn most_readable(bytes: &[u8]) -> u8 {
    bytes.iter().copied().min_by_key(|&byte| rank(byte)).unwrap_or(0)
}

/// Length first, then the sum of the penalties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Cost {
    pub(crate) length: u32,
    pub(crate) penalty: u32,
}

impl Cost {
    pub(crate) const NOTHING: Cost = Cost { length: 0, penalty: 0 };
    pub(crate) const NEVER: Cost = Cost { length: u32::MAX, penalty: u32::MAX };

    pub(crate) fn with(self, byte: u8) -> Cost {
        Cost {
            length: self.length.saturating_add(1),
            penalty: self.penalty.saturating_add(penalty(byte)),
        }
    }

    pub(crate) fn plus(self, other: Cost) -> Cost {
        Cost {
            length: self.length.saturating_add(other.length),
            penalty: self.penalty.saturating_add(other.penalty),
        }
    }
}

/// The cost of a whole string.
pub(crate) fn cost(string: &[u8]) -> Cost {
    string.iter().fold(Cost::NOTHING, |cost, &byte| cost.with(byte))
}
