//! What a language still accepts after some strings.
//!
//! # The idea
//!
//! A state *is* the language of the rests that lead from it to an accepting one. So to ask what a
//! pattern allows of one host, the automaton is walked along the host, and nothing is built; and
//! to ask it of all subdomains of a host, the states after any labels are found once:
//!
//! ```text
//!   https://.*\.example\.com      after "https://", any labels and a dot   {3, 7}
//!                                 then "evil.example.com"                  {9*}: all of them
//! ```
//!
//! # Cost
//!
//! One look-up a byte; for all strings of a language, the reachable pairs of states.

use super::{Automata, DEAD, Language, Numbering, StateId, TooLarge, Witness};
use crate::order::sort_by;

impl Language {
    /// The state after some bytes, from another one.
    pub fn walk(&self, from: StateId, bytes: &[u8]) -> StateId {
        bytes.iter().fold(from, |state, &byte| self.next(state, byte))
    }

    /// The state after a scheme and its `://`.
    pub fn after(&self, scheme: &str) -> StateId {
        self.walk(self.walk(self.start, scheme.as_bytes()), b"://")
    }
}

impl Automata {
    /// The states of a language after all strings of `first`, in ascending order, each with the shortest that leads
    /// to it. The dead state is among them if some string leads nowhere.
    pub fn states_after(
        &self,
        language: &Language,
        from: StateId,
        first: &Language,
    ) -> Result<Vec<(StateId, Vec<u8>)>, TooLarge> {
        let mut pairs = self.pairs((from, first.start), language, first);
        let (mut states, mut strings) = (Numbering::new(), Vec::new());
        while let Some(((own, of_first), location)) =
            pairs.next(|(_, of_first)| of_first != DEAD)?
        {
            if first.accepts(of_first) && states.is_new(own) {
                strings.push(pairs.spell(location).as_bytes().to_vec());
            }
        }
        let mut after: Vec<_> = states.into_values().into_iter().zip(strings).collect();
        sort_by(&mut after, |(one, _), (other, _)| one.cmp(other));
        Ok(after)
    }

    /// The shortest string that leads from a state to an accepting one.
    pub fn shortest_rest(
        &self,
        language: &Language,
        from: StateId,
    ) -> Result<Option<Witness>, TooLarge> {
        let anything = Language::anything();
        let mut pairs = self.pairs((from, anything.start), language, &anything);
        while let Some(((state, _), location)) = pairs.next(|(state, _)| state != DEAD)? {
            if language.accepts(state) {
                return Ok(Some(pairs.spell(location)));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_the_remaining_languages() {
        let language = Automata::unlimited().regex(r"a\.*\.com|b\.com(:[0-9]+)?").unwrap();
        let start = language.start();
        assert_eq!(language.walk(start, b"x"), DEAD);
        assert!(language.accepts(language.walk(start, b"b.com")));
        let (port, automata) = (language.walk(start, b"b.com:"), Automata::unlimited());
        assert_eq!(automata.shortest_rest(&language, port).unwrap().unwrap().to_string(), "0");
        assert_eq!(automata.shortest_rest(&language, DEAD).unwrap(), None);
    }

    #[test]
    fn states_after_a_language() {
        let language = Automata::unlimited().regex(r"[ab]+\.x|c\.y").unwrap();
        let labels = Automata::unlimited().regex(r"[a-c]+\.").unwrap();
        let automata = Automata::unlimited();
        let after = automata.states_after(&language, language.start(), &labels).unwrap();
        let strings: Vec<&[u8]> = after.iter().map(|(_, string)| string.as_slice()).collect();
        assert_eq!(after.len(), 3, "two ways on, and none after `ac.`");
        for string in [b"a.", b"c."] {
            assert!(strings.contains(&&string[..]), "{strings:?}");
        }
        assert!(after.iter().any(|&(state, _)| state == DEAD));
        let all_live = Automata::unlimited().regex("[ab]+\\.").unwrap();
        let after = automata.states_after(&language, language.start(), &all_live).unwrap();
        assert_eq!(after.len(), 1);
    }
}
