//! Comparing short strings of bytes without a call.
//!
//! The `==` of slices calls the platform's `memcmp`, which costs more than the comparison itself
//! when the strings have the length of an origin. Words of fixed length are compared by a few
//! instructions, and the last word may overlap the one before it:
//!
//! ```text
//! https://tenant-00042.example.com:8443
//! └───────── 32 bytes ───────────┘
//!      └───────── 32 bytes ───────────┘
//! ```
//!
//! Cost: two comparisons of 8, 16 or 32 bytes, up to 64; then one for each 32 more.

/// Whether the two are equal.
// A call here would make its callers save their registers, which takes as long as the comparison. A build for
// debugging has a call, because it would compile all of this once more for each caller.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    if let (Some(left_ends), Some(right_ends)) = (Ends::<32>::of(left), Ends::of(right)) {
        left_ends.are(right_ends, |word| *word) && (left.len() <= 64 || equal_in_words(left, right))
    } else if let (Some(left), Some(right)) = (Ends::<16>::of(left), Ends::of(right)) {
        left.are(right, |word| u128::from_ne_bytes(*word))
    } else if let (Some(left), Some(right)) = (Ends::<8>::of(left), Ends::of(right)) {
        left.are(right, |word| u64::from_ne_bytes(*word))
    } else {
        equal_below_8(left, right)
    }
}

/// Compares two strings of the same length, without the bytes after the last whole word.
#[inline(always)]
fn equal_in_words(left: &[u8], right: &[u8]) -> bool {
    let (mut left, mut right) = (left, right);
    while let (Some((left_word, left_rest)), Some((right_word, right_rest))) =
        (left.split_first_chunk::<32>(), right.split_first_chunk::<32>())
    {
        if left_word != right_word {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    true
}

/// Compares two strings of the same length. Origins of the web are longer, but a suffix may be this short.
#[inline(always)]
fn equal_below_8(left: &[u8], right: &[u8]) -> bool {
    match (Ends::<4>::of(left), Ends::of(right)) {
        (Some(left), Some(right)) => left.are(right, |word| u32::from_ne_bytes(*word)),
        _ => left.iter().zip(right).all(|(left, right)| left == right),
    }
}

/// The first and the last `N` bytes of a string, which may overlap.
#[derive(Clone, Copy)]
struct Ends<'b, const N: usize> {
    first: &'b [u8; N],
    last: &'b [u8; N],
}

impl<'b, const N: usize> Ends<'b, N> {
    #[inline(always)]
    fn of(bytes: &'b [u8]) -> Option<Self> {
        Some(Self { first: bytes.first_chunk()?, last: bytes.last_chunk()? })
    }

    /// Whether they equal the others, compared as words.
    #[inline(always)]
    fn are<W: Eq>(self, others: Self, word: impl Fn(&[u8; N]) -> W) -> bool {
        word(self.last) == word(others.last) && word(self.first) == word(others.first)
    }
}

/// The rest of `bytes` after `prefix`.
#[inline(always)]
pub(crate) fn strip_prefix<'b>(bytes: &'b [u8], prefix: &[u8]) -> Option<&'b [u8]> {
    let (start, rest) = bytes.split_at_checked(prefix.len())?;
    equal(start, prefix).then_some(rest)
}

/// The rest of `bytes` before `suffix`.
#[inline(always)]
pub(crate) fn strip_suffix<'b>(bytes: &'b [u8], suffix: &[u8]) -> Option<&'b [u8]> {
    let (rest, end) = bytes.split_at_checked(bytes.len().checked_sub(suffix.len())?)?;
    equal(end, suffix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_position() {
        let text: std::vec::Vec<u8> = (0..100).collect();
        for length in 0..text.len() {
            let left = &text[..length];
            assert!(equal(left, left), "{length}");
            assert!(!equal(left, &text[..length + 1]), "{length}");
            for at in 0..length {
                let mut right = left.to_vec();
                right[at] ^= 0x80;
                assert!(!equal(left, &right), "{length}, byte {at}");
            }
            assert_eq!(strip_prefix(&text, left), Some(&text[length..]));
            assert_eq!(strip_suffix(&text, &text[length..]), Some(left));
            assert_eq!(strip_prefix(left, &text), None);
            assert_eq!(strip_suffix(left, &text), None);
        }
    }
}
