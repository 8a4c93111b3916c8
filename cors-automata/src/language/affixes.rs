//! The common prefix and suffix of all strings of a language, and the language between them.
//!
//! # The idea
//!
//! As long as there is one way on from the start, by one byte, all strings begin with it. As long
//! as there is one byte by which the accepting states are reached, all strings end with it; the
//! states before it are then the accepting ones, and so on:
//!
//! ```text
//!   1 -h-> … -> 4 -[0-9]-> 5 -.-> 6 -n-> 7*       {7} <-n- {6} <-.- {5} <-[0-9]- …
//!   '--prefix--'            '---suffix---'                           many bytes: stop
//! ```
//!
//! The part in between is a language too: it starts where the prefix ends, and accepts
//! where the suffix begins. The three are cut so that none overlaps in the shortest string, and
//! then the language is exactly the prefix, a string of the middle, and the suffix.
//!
//! # Cost
//!
//! One look at every entry of the table, and a minimization.

use super::minimize::Raw;
use super::{DEAD, Language, StateId};

/// A language cut in three.
#[derive(Debug)]
pub struct Affixes {
    /// What all strings begin with.
    pub prefix: String,
    /// The part in between.
    pub middle: Language,
    /// What all strings end with.
    pub suffix: String,
}

impl Language {
    /// Cuts off what all strings have in common at both ends, as far as it is ASCII.
    pub fn affixes(&self) -> Affixes {
        let only_bytes: Vec<Option<u8>> =
            self.classes.members().iter().map(|members| only(members)).collect();
        let (prefix, start) = self.prefix(&only_bytes);
        let (suffix, accepting) = self.suffix(&only_bytes, start);
        let middle =
            Raw { classes: self.classes.clone(), table: self.table.clone(), accepting, start };
        Affixes { prefix, middle: middle.minimize(), suffix }
    }

    /// The prefix, and the state behind it.
    fn prefix(&self, only_bytes: &[Option<u8>]) -> (String, StateId) {
        let mut prefix = String::new();
        let mut state = self.start;
        while !self.accepts(state) {
            let mut ways = (0..self.classes.len())
                .map(|class| (only_bytes[class], self.next_by_class(state, class)))
                .filter(|&(_, next)| next != DEAD);
            let (Some((Some(byte), next)), None) = (ways.next(), ways.next()) else { break };
            prefix.push(char::from(byte));
            state = next;
        }
        (prefix, state)
    }

    /// The suffix, and for each state whether it is before the suffix.
    fn suffix(&self, only_bytes: &[Option<u8>], start: StateId) -> (String, Vec<bool>) {
        let transitions = self.transitions();
        let mut accepting = self.accepting.clone();
        let mut ends: Vec<StateId> =
            (0..self.states() as StateId).filter(|&state| self.accepts(state)).collect();
        let mut suffix = Vec::new();
        // What would end at the start is the whole of the shortest string.
        while !ends.contains(&start) {
            let last: Vec<(StateId, Option<u8>)> = ends
                .iter()
                .flat_map(|&end| transitions.entering(end))
                .map(|(from, class)| (from, only_bytes[class]))
                .collect();
            let Some(&(_, Some(byte))) = last.first() else { break };
            if last.iter().any(|&(_, other)| other != Some(byte)) {
                break;
            }
            suffix.push(byte);
            ends = last.into_iter().map(|(from, _)| from).collect();
            ends.sort_unstable();
            ends.dedup();
            accepting.fill(false);
            for &end in &ends {
                accepting[end as usize] = true;
            }
        }
        (suffix.into_iter().rev().map(char::from).collect(), accepting)
    }
}

/// The only byte of a class, if it is ASCII.
fn only(members: &[u8]) -> Option<u8> {
    match members {
        [byte] if byte.is_ascii() => Some(*byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn three_parts_that_give_the_language() {
        for (regex, prefix, suffix) in [
            ("https://pr-[0-9]+.net", "https://pr-", "net"),
            (r"https://pr-[0-9]+\.net", "https://pr-", ".net"),
            ("abc", "abc", ""),
            ("", "", ""),
            ("ab?c", "a", "c"),
            ("aa?", "a", ""),
            ("a+", "a", ""),
            ("(ab)+", "ab", ""),
            ("(ab)+b", "ab", "b"),
            ("a[bc]?a", "a", "a"),
            ("(xay|xby)z", "x", "yz"),
            ("(xay|xbz)z", "x", "z"),
            ("x(ab|a?b)y", "x", "by"),
            ("[ab]", "", ""),
            (".*b", "", "b"),
            ("bb*", "b", ""),
            ("(ab|b)b", "", "bb"),
            ("(?-u)\\xff[ab]\\xfe", "", ""),
        ] {
            let language = Automata::unlimited().regex(regex).unwrap();
            let parts = language.affixes();
            assert_eq!((&*parts.prefix, &*parts.suffix), (prefix, suffix), "{regex}");
            let before = Language::literal(prefix.as_bytes());
            let behind = Language::literal(suffix.as_bytes());
            let whole = Automata::unlimited()
                .concat(&Automata::unlimited().concat(&before, &parts.middle).unwrap(), &behind)
                .unwrap();
            assert_eq!(whole, language, "{regex}");
        }
        assert!(Language::empty().affixes().middle.is_empty());
    }
}
