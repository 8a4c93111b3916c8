//! Patterns with placeholders and regexes: a minimal deterministic automaton.
//!
//! What all strings of the language begin and end with is taken off and compared, cheapest first:
//! the length, the suffix, the prefix. Only what lies between is read byte by byte.
//!
//! ```text
//! https://pr-   4711   .preview.example.net       32 ..= 327 bytes
//!   prefix     middle        suffix
//! ```
//!
//! The middle of a pattern with one placeholder is mostly *any string over a set of bytes*, which
//! the length and one look-up a byte decide, without waiting for the byte before. Any other is
//! *walked*. Bytes that no state tells apart share a *byte class*. The first row is the *dead*
//! state, from where nothing is accepted; the accepting states come last, so that one comparison
//! tells them. A state is the place of its row in the table, so that a step is one addition and one
//! read:
//!
//! ```text
//! table[state + class_of[byte]] = next state        two bytes each, little-endian
//!
//!           [0-9]      -       [0-9]               accepting: from `first_accepting` on
//! (start) ---------> … ---> … ---------> …
//! ```
//!
//! Cost: three comparisons, then one step a byte of the middle, until the dead state; 2 bytes for
//! each state and class, and 256. A step waits for the read of the one before, some six cycles, and
//! for nothing else.
//!
//! Source: J. Hopcroft, J. Ullman, *Introduction to Automata Theory, Languages, and
//! Computation*, 1979, chapter 2.

use core::fmt;

use super::compare::{strip_prefix, strip_suffix};
use super::numbers::number_at;
use crate::stored::{ByteMap, Bytes, Text};

/// A minimal deterministic automaton, read from its bytes.
#[derive(Debug, Clone)]
pub struct Automaton {
    /// The patterns as they were written, a line each.
    pub written: Text,
    /// What all accepted strings begin with.
    pub prefix: Text,
    /// What all accepted strings end with, behind the prefix.
    pub suffix: Text,
    /// How many bytes an accepted string has at least.
    pub shortest: u16,
    /// How many bytes an accepted string has at most, and never more than an origin can have.
    pub longest: u16,
    /// What stands between prefix and suffix.
    pub middle: Middle,
}

/// What stands between the prefix and the suffix of an [`Automaton`].
#[derive(Clone)]
pub enum Middle {
    /// Any string over the bytes for which there is a zero, as long as the length is in bounds.
    Bytes(ByteMap),
    /// What the walk accepts.
    Walk(Walk),
}

/// The table of an automaton.
#[derive(Clone)]
pub struct Walk {
    /// The class of each byte.
    pub class_of: ByteMap,
    /// How many classes there are.
    pub classes: u16,
    /// The next states, row by row.
    pub table: Bytes,
    /// The state before the first byte.
    pub start: u16,
    /// The first of the accepting states.
    pub first_accepting: u16,
}

const DEAD: u16 = 0;

impl Automaton {
    /// Whether the automaton accepts `origin`.
    // A function of its own: other strategies need none of the registers that it saves.
    #[must_use]
    #[inline(never)]
    pub fn accepts(&self, origin: &[u8]) -> bool {
        (usize::from(self.shortest)..=usize::from(self.longest)).contains(&origin.len())
            && strip_suffix(origin, self.suffix.as_bytes())
                .and_then(|rest| strip_prefix(rest, self.prefix.as_bytes()))
                .is_some_and(|middle| self.middle.accepts(middle))
    }

    /// The patterns as they were written.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.written.lines()
    }
}

impl Middle {
    #[inline]
    fn accepts(&self, middle: &[u8]) -> bool {
        match self {
            Self::Bytes(others) => {
                let flag = |byte: u8| others.get(usize::from(byte)).copied().unwrap_or(u8::MAX);
                middle.iter().fold(0, |flags, &byte| flags | flag(byte)) == 0
            }
            Self::Walk(walk) => walk.accepts(middle),
        }
    }
}

impl Walk {
    fn accepts(&self, middle: &[u8]) -> bool {
        let mut state = self.start;
        for &byte in middle {
            // 256 classes of as many bytes; what is not in the table is dead.
            let class = self.class_of.get(usize::from(byte)).copied().unwrap_or_default();
            let entry = usize::from(state).wrapping_add(usize::from(class));
            let Some(next) = number_at(&self.table, entry) else { return false };
            state = next;
            if state == DEAD {
                return false;
            }
        }
        state >= self.first_accepting
    }
}

/// Says how large it is.
impl fmt::Debug for Middle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(others) => {
                let bytes = others.iter().filter(|&&other| other == 0).count();
                f.debug_struct("Bytes").field("bytes", &bytes).finish_non_exhaustive()
            }
            Self::Walk(walk) => walk.fmt(f),
        }
    }
}

/// Says how large it is.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { classes, table, .. } = self;
        let states = (table.len() / 2).checked_div(usize::from(*classes));
        f.debug_struct("Walk")
            .field("states", &states.unwrap_or_default())
            .field("classes", classes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    /// `(ab)+`, with a class for every other byte:
    ///
    /// ```text
    /// state  0 dead   3 start   6 after a   9 after b, accepting
    /// ```
    const PAIRS: Walk = Walk {
        class_of: ByteMap::Fixed(&CLASS_OF),
        classes: 3,
        table: Bytes::Fixed(&[
            0, 0, 0, 0, 0, 0, // dead
            0, 0, 6, 0, 0, 0, // start
            0, 0, 0, 0, 9, 0, // after a
            0, 0, 6, 0, 0, 0, // after b
        ]),
        start: 3,
        first_accepting: 9,
    };

    static CLASS_OF: [u8; 256] = {
        let mut class_of = [0; 256];
        let (_, letters) = class_of.split_at_mut(b'a' as usize);
        if let [a, b, ..] = letters {
            (*a, *b) = (1, 2);
        }
        class_of
    };

    #[test]
    fn a_walk_accepts_its_language() {
        for text in ["ab", "abab", "ababab"] {
            assert!(Middle::Walk(PAIRS).accepts(text.as_bytes()), "{text}");
        }
        for text in ["", "a", "b", "ba", "abb", "aba", "abxab", "xab", "abx"] {
            assert!(!Middle::Walk(PAIRS).accepts(text.as_bytes()), "{text}");
        }
        // A table that ends too soon accepts nothing.
        assert!(!Walk { table: Bytes::Fixed(&[]), ..PAIRS }.accepts(b"ab"));
        assert!(Walk { start: 9, ..PAIRS }.accepts(b""), "the first accepting state is one");
    }

    #[test]
    fn debug_says_how_large_it_is() {
        let bytes = [&[0; 100][..], &[1; 156]].concat();
        let bytes = Middle::Bytes(ByteMap::Owned(bytes.try_into().unwrap()));
        assert_eq!(format!("{bytes:?}"), "Bytes { bytes: 100, .. }");
        assert_eq!(format!("{PAIRS:?}"), "Walk { states: 4, classes: 3, .. }");
    }
}
