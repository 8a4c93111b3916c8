//! Patterns with placeholders and regexes: a minimal deterministic automaton.
//!
//! The common prefix and suffix of all strings of the language are compared as strings, cheapest first: the
//! length, the suffix, the prefix. Only the part in between is read byte by byte.
//!
//! ```text
//! https://pr-   4711   .preview.example.net       32 ..= 327 bytes
//!   prefix     middle        suffix
//! ```
//!
//! The middle of a pattern with one placeholder is usually *any string over a set of bytes*, which the
//! length and one look-up per byte decide, independently for each byte. Any other middle is *walked*. Bytes
//! that lead to the same state from every state share a *byte class*. The first row is the *dead* state,
//! from which nothing is accepted; the accepting states come last, so that one comparison identifies them.
//! A state is the index of its row in the table, so that a step is one addition and one read:
//!
//! ```text
//! table[state + class_of[byte]] = next state        two bytes each, little-endian
//!
//!           [0-9]      -       [0-9]               accepting: from `first_accepting` on
//! (start) ---------> … ---> … ---------> …
//! ```
//!
//! Cost: three comparisons, then one step per byte of the middle, until the dead state; 2 bytes per state
//! and class, and 256. A step waits only for the read of the previous step, about six cycles.
//!
//! Source: J. Hopcroft, J. Ullman, *Introduction to Automata Theory, Languages, and
//! Computation*, 1979, chapter 2.

use core::fmt;

use crate::compare::{strip_prefix, strip_suffix};
use crate::numbers::number_at;
use crate::stored::{ByteMap, Bytes, Text};

/// A minimal deterministic automaton, read from its bytes.
#[derive(Debug, Clone)]
pub struct Automaton {
    /// The patterns as written, one per line.
    pub written: Text,
    /// The common prefix of all accepted strings.
    pub prefix: Text,
    /// The common suffix of all accepted strings, after the prefix.
    pub suffix: Text,
    /// The minimum length of an accepted string.
    pub shortest: u16,
    /// The maximum length of an accepted string, never more than that of an origin.
    pub longest: u16,
    /// The part between prefix and suffix.
    pub middle: Middle,
}

/// The part between the prefix and the suffix of an [`Automaton`].
#[derive(Clone)]
pub enum Middle {
    /// Any string over the bytes with a zero in this map, if its length is in bounds.
    Bytes(ByteMap),
    /// The strings that the walk accepts.
    Walk(Walk),
}

/// The table of an automaton.
#[derive(Clone)]
pub struct Walk {
    /// The class of each byte.
    pub class_of: ByteMap,
    /// The number of classes.
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
    // A separate function: other strategies don't need the registers that it saves.
    #[must_use]
    #[inline(never)]
    pub fn accepts(&self, origin: &[u8]) -> bool {
        (usize::from(self.shortest)..=usize::from(self.longest)).contains(&origin.len())
            && strip_suffix(origin, self.suffix.as_bytes())
                .and_then(|rest| strip_prefix(rest, self.prefix.as_bytes()))
                .is_some_and(|middle| self.middle.accepts(middle))
    }

    /// The patterns as written.
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
            // 256 classes with as many bytes; an index outside of the table is dead.
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

/// Prints its size.
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

/// Prints its size.
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
    fn walk_accepts_its_language() {
        for text in ["ab", "abab", "ababab"] {
            assert!(Middle::Walk(PAIRS).accepts(text.as_bytes()), "{text}");
        }
        for text in ["", "a", "b", "ba", "abb", "aba", "abxab", "xab", "abx"] {
            assert!(!Middle::Walk(PAIRS).accepts(text.as_bytes()), "{text}");
        }
        // A table that is too short accepts nothing.
        assert!(!Walk { table: Bytes::Fixed(&[]), ..PAIRS }.accepts(b"ab"));
        assert!(Walk { start: 9, ..PAIRS }.accepts(b""), "the first accepting state is one");
    }

    #[test]
    fn debug_prints_the_size() {
        let bytes = [&[0; 100][..], &[1; 156]].concat();
        let bytes = Middle::Bytes(ByteMap::Owned(bytes.try_into().unwrap()));
        assert_eq!(format!("{bytes:?}"), "Bytes { bytes: 100, .. }");
        assert_eq!(format!("{PAIRS:?}"), "Walk { states: 4, classes: 3, .. }");
    }
}
