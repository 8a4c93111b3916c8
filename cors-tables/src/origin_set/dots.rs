//! The suffixes of a host that start with a dot.
//!
//! Dots are found eight bytes at a time, in one word: xor with dots turns exactly the dots into zero, and
//! adding 127 to the lower seven bits sets the highest bit of every other byte.
//!
//! ```text
//! a . b . e x a m      ^ ". . . . . . . ."   zero where a dot is
//!   80  80             the highest bits, turned around
//! ```
//!
//! Source: H. Warren, *Hacker's Delight*, 2nd edition, 2012, section 6-1.

/// The byte in every position of a word.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Whether `is_it` returns true for one of the dots: it is called with the part before the dot, and with
/// the dot and the part after it.
#[inline]
pub(super) fn each_dot(host: &[u8], is_it: impl Fn(&[u8], &[u8]) -> bool) -> bool {
    let is_in_word = |word: [u8; 8], start: usize| {
        let mut dots = dots(word);
        while dots != 0 {
            let at = start.wrapping_add((dots.trailing_zeros() / 8) as usize);
            if host.split_at_checked(at).is_some_and(|(before, behind)| is_it(before, behind)) {
                return true;
            }
            dots &= dots.wrapping_sub(1);
        }
        false
    };
    let mut start = 0_usize;
    let mut rest = host;
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        if is_in_word(*word, start) {
            return true;
        }
        start = start.wrapping_add(8);
        rest = behind;
    }
    let mut last = [0; 8];
    for (byte, &from) in last.iter_mut().zip(rest) {
        *byte = from;
    }
    is_in_word(last, start)
}

/// The highest bit of each byte that is a dot.
#[inline]
fn dots(word: [u8; 8]) -> u64 {
    let zero_for_dots = u64::from_le_bytes(word) ^ each(b'.');
    let is_no_dot =
        (zero_for_dots & each(0x7f)).wrapping_add(each(0x7f)) | zero_for_dots | each(0x7f);
    !is_no_dot
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[test]
    fn every_dot_is_found_once() {
        let long = "a.b".repeat(40);
        for host in
            ["", ".", "..", "a", "a.b.example.com", "aaaaaaa.", ".aaaaaaa.b", "/-.\u{ae}é.", &long]
        {
            let found = core::cell::RefCell::new(Vec::new());
            each_dot(host.as_bytes(), |before, behind| {
                assert_eq!([before, behind].concat(), host.as_bytes());
                found.borrow_mut().push(before.len());
                false
            });
            let want: Vec<usize> = host.match_indices('.').map(|(at, _)| at).collect();
            assert_eq!(found.into_inner(), want, "{host}");
        }
        assert!(each_dot(b"a.b", |_, behind| behind == b".b"));
    }

    #[test]
    fn every_pair_of_bytes() {
        for one in 0..=255_u8 {
            for other in 0..=255_u8 {
                let word = [one, other, one, one, other, other, one, other];
                let want = word.map(|byte| if byte == b'.' { 0x80 } else { 0 });
                assert_eq!(dots(word), u64::from_le_bytes(want), "{word:?}");
            }
        }
    }
}
