//! Comparing short strings of bytes without a call.
//!
//! The `==` of slices calls the platform's `memcmp`, which costs more than the comparison itself
//! when the strings have the length of an origin. Words of fixed length are compared by a few
//! instructions, and the last word may overlap the one before it:
//!
//! ```text
//! https://tenant-00042.example.com:8443
//! └── 16 bytes ──┘└── 16 bytes ──┘
//!                      └─ last 16 bytes ─┘
//! ```
//!
//! Cost: one comparison for each 16 bytes, and one more.

/// Whether the two are equal.
#[inline]
pub(super) fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let (Some(left_end), Some(right_end)) = (left.last_chunk::<16>(), right.last_chunk::<16>())
    else {
        return equal_below_16(left, right);
    };
    let (left_words, _) = left.as_chunks::<16>();
    let (right_words, _) = right.as_chunks::<16>();
    let word = |bytes: &[u8; 16]| u128::from_ne_bytes(*bytes);
    word(left_end) == word(right_end)
        && left_words.iter().zip(right_words).all(|(left, right)| word(left) == word(right))
}

/// For two of the same length.
#[inline]
fn equal_below_16(left: &[u8], right: &[u8]) -> bool {
    match (ends::<8>(left), ends::<8>(right)) {
        (Some(left), Some(right)) => left.map(u64::from_ne_bytes) == right.map(u64::from_ne_bytes),
        _ => match (ends::<4>(left), ends::<4>(right)) {
            (Some(left), Some(right)) => {
                left.map(u32::from_ne_bytes) == right.map(u32::from_ne_bytes)
            }
            _ => left.iter().zip(right).all(|(left, right)| left == right),
        },
    }
}

/// The first and the last `N` bytes, which may overlap.
#[inline]
fn ends<const N: usize>(bytes: &[u8]) -> Option<[[u8; N]; 2]> {
    Some([*bytes.first_chunk::<N>()?, *bytes.last_chunk::<N>()?])
}

/// What is left of `bytes` behind `prefix`.
#[inline]
pub(super) fn strip_prefix<'b>(bytes: &'b [u8], prefix: &[u8]) -> Option<&'b [u8]> {
    let (start, rest) = bytes.split_at_checked(prefix.len())?;
    equal(start, prefix).then_some(rest)
}

/// What is left of `bytes` before `suffix`.
#[inline]
pub(super) fn strip_suffix<'b>(bytes: &'b [u8], suffix: &[u8]) -> Option<&'b [u8]> {
    let (rest, end) = bytes.split_at_checked(bytes.len().checked_sub(suffix.len())?)?;
    equal(end, suffix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_every_place() {
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
