//! Tests of eight bytes at once, in one word.
//!
//! ```text
//! /items/4711/parts
//! └──────┘└──────┘
//!          └──────┘    the last word may overlap the one before it
//! ```
//!
//! A loop over bytes takes several instructions for each. These tests take some twenty for eight.
//!
//! Source: H. Warren, *Hacker's Delight*, 2nd edition, 2013, section 6-1, for the search for a zero byte.

/// The lowest bit of each byte.
const ONES: u64 = u64::MAX / 0xff;

/// The highest bit of each byte, which is not set in ASCII.
const HIGHEST: u64 = ONES << 7;

/// The word whose bytes are all the same.
#[inline(always)]
pub(crate) const fn repeated(byte: u8) -> u64 {
    ONES.wrapping_mul(byte as u64)
}

/// Whether a byte of the word is zero.
#[inline(always)]
pub(crate) const fn has_zero(word: u64) -> bool {
    word.wrapping_sub(ONES) & !word & HIGHEST != 0
}

/// Whether all bytes of the word are letters, digits, `-`, `.` or `_`, as those of a domain or of an IPv4 address.
#[inline(always)]
pub(crate) const fn is_name(word: u64) -> bool {
    // The highest bit of each byte is the result for it, and is the carry of an addition to the other bits.
    let bits = word & !HIGHEST;
    let letters = between(bits | repeated(0x20), b'a', b'z');
    let digits = between(bits, b'-', b'9') & differ(bits, b'/');
    let is_name = letters | digits | !differ(bits, b'_');
    is_name & !word & HIGHEST == HIGHEST
}

/// Sets the highest bit of the bytes from `first` to `last`, for a word of ASCII.
#[inline(always)]
const fn between(word: u64, first: u8, last: u8) -> u64 {
    let from_first = word.wrapping_add(repeated(0x80_u8.wrapping_sub(first)));
    let beyond_last = word.wrapping_add(repeated(0x7f_u8.wrapping_sub(last)));
    from_first & !beyond_last
}

/// Sets the highest bit of the bytes that are not `byte`, for a word of ASCII.
#[inline(always)]
const fn differ(word: u64, byte: u8) -> u64 {
    (word ^ repeated(byte)).wrapping_add(repeated(0x7f))
}

/// Whether each word of `bytes` passes the test; `None` if there are fewer than eight.
#[inline(always)]
pub(crate) fn all_words(bytes: &[u8], test: impl Fn(u64) -> bool) -> Option<bool> {
    all_pairs(bytes, bytes, |word, _| test(word))
}

/// The same for the words of two texts of the same length, side by side.
#[inline(always)]
pub(crate) fn all_pairs(
    bytes: &[u8],
    others: &[u8],
    test: impl Fn(u64, u64) -> bool,
) -> Option<bool> {
    let test = |word: &[u8; 8], other: &[u8; 8]| {
        test(u64::from_le_bytes(*word), u64::from_le_bytes(*other))
    };
    let (last, last_other) = (bytes.last_chunk()?, others.last_chunk()?);
    let (mut bytes, mut others) = (bytes, others);
    while let (Some((word, rest)), Some((other, other_rest))) =
        (bytes.split_first_chunk(), others.split_first_chunk())
    {
        if !test(word, other) {
            return Some(false);
        }
        (bytes, others) = (rest, other_rest);
    }
    Some(test(last, last_other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte in each place, next to bytes from which a carry could come.
    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for other in [b'a', b'Z', b'9', b'-', b'_'] {
                    let mut bytes = [other; 8];
                    bytes[place] = byte;
                    let word = u64::from_le_bytes(bytes);
                    let is_in_name = byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
                    assert_eq!(is_name(word), is_in_name, "{byte} at {place}");
                    assert_eq!(has_zero(word), byte == 0, "{byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn every_word_is_tested() {
        for length in 0..40 {
            let bytes = std::vec![b'a'; length];
            let expected = (length >= 8).then_some(true);
            assert_eq!(all_words(&bytes, is_name), expected, "{length}");
            for place in 0..length {
                let mut bytes = bytes.clone();
                bytes[place] = b':';
                let expected = expected.map(|_| false);
                assert_eq!(all_words(&bytes, is_name), expected, "{length}, {place}");
            }
        }
    }
}
