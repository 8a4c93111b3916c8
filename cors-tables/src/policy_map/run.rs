//! Bytes that are compared at once, instead of one step of the automaton for each of them.
//!
//! ```text
//!   /api/service17/items              states between which only one byte leads on
//!   ├──────────┤                      are passed together
//!             ·17·                    the others are passed one by one
//! ```
//!
//! A step has to wait for the step before it, a comparison of twelve bytes has not. A path that differs from the run
//! goes on byte by byte from the same state, so the result is that of the automaton alone.

use crate::compare::strip_prefix;

/// The number of bytes that a run can have.
pub const LONGEST_RUN: usize = 13;

/// The size of a stored run: its state, its length and its text.
const SIZE: usize = 16;

/// A run: if the rest of the path begins with `text`, the automaton is in the state `next` after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'t> {
    /// The bytes, at most [`LONGEST_RUN`].
    pub text: &'t [u8],
    /// The state after them.
    pub next: u16,
}

impl<'t> Run<'t> {
    /// The run as it is stored. A text that is too long is cut off.
    #[must_use]
    pub fn to_bytes(self) -> [u8; SIZE] {
        let mut text = self.text.iter().take(LONGEST_RUN).copied();
        let length = text.len() as u8;
        let [low, high] = self.next.to_le_bytes();
        let mut head = [low, high, length].into_iter();
        core::array::from_fn(|_| head.next().or_else(|| text.next()).unwrap_or_default())
    }

    /// The run with this number in a table.
    #[inline]
    pub(super) fn at(runs: &'t [u8], number: u16) -> Option<Self> {
        let start = usize::from(number).wrapping_mul(SIZE);
        let bytes = runs.get(start..start.wrapping_add(SIZE))?;
        let (&[low, high, length], text) = bytes.split_first_chunk()?;
        let text = text.get(..usize::from(length))?;
        Some(Self { text, next: u16::from_le_bytes([low, high]) })
    }

    /// The state after the run, and the rest of the path, if the path goes on with it.
    #[inline]
    pub(super) fn pass(self, rest: &[u8]) -> Option<(u16, &[u8])> {
        Some((self.next, strip_prefix(rest, self.text)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_runs_are_read() {
        let runs = [("/api/", 7), ("", 0), ("thirteen-byte", 0xabcd)];
        let stored: std::vec::Vec<u8> = runs
            .iter()
            .flat_map(|&(text, next)| Run { text: text.as_bytes(), next }.to_bytes())
            .collect();
        for (number, (text, next)) in (0..).zip(runs) {
            assert_eq!(Run::at(&stored, number), Some(Run { text: text.as_bytes(), next }));
        }
        assert_eq!(Run::at(&stored, 3), None);
        assert_eq!(Run::at(&[], 0), None);
        let long = Run { text: b"more-than-thirteen", next: 1 }.to_bytes();
        assert_eq!(Run::at(&long, 0).map(|run| run.text), Some(&b"more-than-thi"[..]));
        // A length beyond the text.
        assert_eq!(Run::at(&[0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0), None);
    }

    #[test]
    fn a_run_passes_only_its_text() {
        let run = Run { text: b"/api/", next: 7 };
        assert_eq!(run.pass(b"/api/users"), Some((7, &b"users"[..])));
        assert_eq!(run.pass(b"/api/"), Some((7, &b""[..])));
        for other in [&b""[..], b"/api", b"/apis", b"/Api/", b"api/"] {
            assert_eq!(run.pass(other), None);
        }
    }
}
