//! Witnesses: strings that show what a language matches.
//!
//! # The idea
//!
//! An example such as `https://a.github.io` shows best that a pattern matches too much. The best witness is
//! the one that `readability` puts first.
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

use super::readability::{Cost, most_readable};
use super::shortest::Shortest;
use super::{Language, StateId};

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
        let transitions = self.transitions();
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
                for (before, class) in transitions.entering(state) {
                    let cost = rest[state as usize].with(readable[class]);
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
    use crate::language::Automata;

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
            let language = Automata::unlimited().regex(regex).unwrap();
            assert_eq!(language.witness().as_deref(), Some(witness), "{regex}");
        }
        assert_eq!(Language::empty().witness(), None);
    }
}
