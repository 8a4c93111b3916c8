//! Patterns with placeholders and regexes: a minimal deterministic automaton.
//!
//! The compiler joined all such patterns of a set into one automaton. Bytes that no state tells
//! apart share a *byte class*. The first row is the *dead* state, from where nothing is accepted; the
//! second is the start; the accepting states come last, so that one comparison tells them.
//!
//! A state is the place of its row in the table, so that a step is one addition and one read:
//!
//! ```text
//! table[state + class_of[byte]] = next state        two bytes each, little-endian
//!
//!           h       t       t       p       s       accepting: from `first_accepting` on
//! (start) ---> … ---> … ---> … ---> … ---> …
//! ```
//!
//! Cost: one step a byte, until the dead state; 2 bytes for each state and class, and 256.
//!
//! Source: J. Hopcroft, J. Ullman, *Introduction to Automata Theory, Languages, and
//! Computation*, 1979, chapter 2.

use core::fmt;

/// A minimal deterministic automaton, read from constant bytes.
#[derive(Clone, Copy)]
pub struct Automaton<'a> {
    /// The patterns as they were written, a line each.
    pub written: &'a str,
    /// The class of each byte.
    pub class_of: &'a [u8; 256],
    /// How many classes there are, which is also the start: the second row.
    pub classes: u16,
    /// The next states, row by row.
    pub table: &'a [u8],
    /// The first of the accepting states.
    pub first_accepting: u16,
    /// How many bytes an accepted string has at least.
    pub shortest: u16,
}

const DEAD: u16 = 0;

impl<'a> Automaton<'a> {
    /// Whether the automaton accepts `origin`.
    #[must_use]
    pub fn accepts(&self, origin: &[u8]) -> bool {
        if origin.len() < usize::from(self.shortest) {
            return false;
        }
        let (table, _) = self.table.as_chunks::<2>();
        let mut state = self.classes;
        for &byte in origin {
            // 256 classes of as many bytes; what is not in the table is dead.
            let class = self.class_of.get(usize::from(byte)).copied().unwrap_or_default();
            let entry = usize::from(state).wrapping_add(usize::from(class));
            let Some(next) = table.get(entry) else { return false };
            state = u16::from_le_bytes(*next);
            if state == DEAD {
                return false;
            }
        }
        state >= self.first_accepting
    }

    /// The patterns as they were written.
    pub fn patterns(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.written.lines()
    }
}

/// Says how large it is.
impl fmt::Debug for Automaton<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.table.len() / 2;
        f.debug_struct("Automaton")
            .field("patterns", &self.written)
            .field("states", &entries.checked_div(usize::from(self.classes)).unwrap_or_default())
            .field("classes", &self.classes)
            .finish_non_exhaustive()
    }
}
