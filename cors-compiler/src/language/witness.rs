//! Witnesses: strings that show what a language lets in.
//!
//! # The idea
//!
//! "The pattern matches too much" convinces nobody; `https://a.github.io` does. The best
//! witness is the shortest string; among the shortest the one with the fewest digits and, worse,
//! punctuation; among those the first in the alphabet, letters before digits before the rest.
//!
//! For each state the cost of its best rest is found backwards from the accepting states, one
//! length after the other. Then the string is read off forwards: from each state take the most
//! readable byte that stays on a best way.
//!
//! ```text
//!   cost = (length, penalty)        letter 0, digit 1, punctuation 2, others more
//!
//!   start (3,2) --a--> (2,2) --.--> (1,0) --b--> (0,0)*       "a.b"
//! ```
//!
//! The strings after the best one are in `shortest`.
//!
//! # Cost
//!
//! One look at every entry of the table, then one at every byte for each byte of the string.

use std::fmt;

use super::shortest::Shortest;
use super::{DEAD, Language, StateId};

/// A string that shows something, as bytes; displayed with what is not ASCII escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness(Vec<u8>);

impl Witness {
    pub(crate) fn new(bytes: Vec<u8>) -> Witness {
        Witness(bytes)
    }

    /// The bytes themselves.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in &self.0 {
            match byte {
                b' '..=b'~' => write!(f, "{}", byte as char)?,
                _ => write!(f, "{}", byte.escape_ascii())?,
            }
        }
        Ok(())
    }
}

/// The order of bytes in a witness: `a` first.
pub(crate) fn rank(byte: u8) -> u16 {
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

/// What a byte takes from the readability of a string.
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
pub(crate) fn most_readable(bytes: &[u8]) -> u8 {
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

impl Language {
    /// The most readable of the shortest strings, or none if the language is empty.
    pub fn witness(&self) -> Option<String> {
        self.witness_bytes().map(|witness| witness.to_string())
    }

    /// The same as [`Language::witness`], byte by byte.
    pub fn witness_bytes(&self) -> Option<Witness> {
        self.shortest().next().map(Witness)
    }

    /// All strings, the most readable of the shortest first.
    pub fn shortest(&self) -> Shortest<'_> {
        Shortest::new(self)
    }

    /// The cost of the best string, if there is one.
    pub(crate) fn cost_of_best(&self) -> Option<Cost> {
        self.cost_of_rests().get(self.start as usize).copied().filter(|_| !self.is_empty())
    }

    /// For every state, the cost of the best string from there to an accepting state.
    pub(crate) fn cost_of_rests(&self) -> Vec<Cost> {
        let readable: Vec<u8> =
            self.classes.members().iter().map(|members| most_readable(members)).collect();
        let width = self.classes.len();
        let mut into: Vec<Vec<(StateId, u8)>> = vec![Vec::new(); self.states()];
        for (state, row) in self.table.chunks(width).enumerate() {
            for (&next, &byte) in row.iter().zip(&readable) {
                if next != DEAD {
                    into[next as usize].push((state as StateId, byte));
                }
            }
        }
        let mut rest = vec![Cost::NEVER; self.states()];
        let mut layer: Vec<StateId> =
            (0..self.states() as StateId).filter(|&state| self.accepts(state)).collect();
        for &state in &layer {
            rest[state as usize] = Cost::NOTHING;
        }
        // All states of one length are settled before the first of the next length is used.
        while !layer.is_empty() {
            let mut longer = Vec::new();
            for &state in &layer {
                for &(before, byte) in &into[state as usize] {
                    let cost = rest[state as usize].with(byte);
                    let known = &mut rest[before as usize];
                    if *known == Cost::NEVER {
                        longer.push(before);
                    }
                    *known = cost.min(*known);
                }
            }
            layer = longer;
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_readable_of_the_shortest() {
        for (regex, witness) in [
            ("[a-z0-9-]+", "a"),
            ("[0-9-]+", "0"),
            (r"(1a|b2|c-|dd)\.com", "dd.com"),
            ("https?://[^/]{3}", "http://aaa"),
            ("x?", ""),
            ("[^ -~]", r"\x00"),
            ("[A-Z][!-/]", "A-"),
        ] {
            let language = Language::from_regex(regex).unwrap();
            assert_eq!(language.witness().as_deref(), Some(witness), "{regex}");
        }
        assert_eq!(Language::empty().witness(), None);
    }
}
