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

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::witness::{most_readable, rank};
use super::{Language, StateId, TooLarge, Witness, Work};

impl Language {
    /// The state after some bytes, from another one.
    pub(crate) fn walk(&self, from: StateId, bytes: &[u8]) -> StateId {
        bytes.iter().fold(from, |state, &byte| self.next(state, byte))
    }

    /// The states after all strings of `first`, each with the shortest that leads to it. The
    /// dead state is among them if some string leads nowhere.
    pub(crate) fn states_after(
        &self,
        from: StateId,
        first: &Language,
        work: &Work,
    ) -> Result<BTreeMap<StateId, Vec<u8>>, TooLarge> {
        let (classes, parts) = self.classes.join(&first.classes);
        let mut bytes: Vec<(u8, usize, usize)> = classes
            .members()
            .iter()
            .zip(&parts)
            .map(|(members, &(own, of_first))| (most_readable(members), own, of_first))
            .collect();
        bytes.sort_by_key(|&(byte, _, _)| rank(byte));
        let mut met = BTreeMap::from([((from, first.start), Vec::new())]);
        let mut to_do = vec![(from, first.start)];
        let mut after = BTreeMap::new();
        let mut next = 0;
        while let Some(&(own, of_first)) = to_do.get(next) {
            next += 1;
            work.spend(bytes.len())?;
            let string = met.get(&(own, of_first)).cloned().unwrap_or_default();
            for &(byte, class, class_of_first) in &bytes {
                let pair =
                    (self.next_by_class(own, class), first.next_by_class(of_first, class_of_first));
                if pair.1 != super::DEAD && !met.contains_key(&pair) {
                    let mut longer = string.clone();
                    longer.push(byte);
                    met.insert(pair, longer);
                    to_do.push(pair);
                }
            }
            if first.accepts(of_first) {
                after.entry(own).or_insert(string);
            }
        }
        Ok(after)
    }

    /// The shortest string that leads from a state to an accepting one.
    pub(crate) fn shortest_rest(
        &self,
        from: StateId,
        work: &Work,
    ) -> Result<Option<Witness>, TooLarge> {
        let mut bytes: Vec<(u8, usize)> = self
            .classes
            .members()
            .iter()
            .enumerate()
            .map(|(class, members)| (most_readable(members), class))
            .collect();
        bytes.sort_by_key(|&(byte, _)| rank(byte));
        // Breadth first, so the first that is found is the shortest.
        let mut met = BTreeSet::from([from]);
        let mut to_do = VecDeque::from([(from, Vec::new())]);
        while let Some((state, string)) = to_do.pop_front() {
            if self.accepts(state) {
                return Ok(Some(Witness::new(string)));
            }
            work.spend(bytes.len())?;
            for &(byte, class) in &bytes {
                let next = self.next_by_class(state, class);
                if next != super::DEAD && met.insert(next) {
                    let mut longer = string.clone();
                    longer.push(byte);
                    to_do.push_back((next, longer));
                }
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::DEAD;

    #[test]
    fn states_are_what_is_left_to_read() {
        let language = Language::from_regex(r"a\.*\.com|b\.com(:[0-9]+)?").unwrap();
        let start = language.start();
        assert_eq!(language.walk(start, b"x"), DEAD);
        assert!(language.accepts(language.walk(start, b"b.com")));
        let (port, work) = (language.walk(start, b"b.com:"), Work::unlimited());
        assert_eq!(language.shortest_rest(port, &work).unwrap().unwrap().to_string(), "0");
        assert_eq!(language.shortest_rest(DEAD, &work).unwrap(), None);
    }

    #[test]
    fn states_after_a_language() {
        let language = Language::from_regex(r"[ab]+\.x|c\.y").unwrap();
        let labels = Language::from_regex(r"[a-c]+\.").unwrap();
        let work = Work::unlimited();
        let after = language.states_after(language.start(), &labels, &work).unwrap();
        let strings: Vec<&[u8]> = after.values().map(Vec::as_slice).collect();
        assert_eq!(after.len(), 3, "two ways on, and none after `ac.`");
        for string in [b"a.", b"c."] {
            assert!(strings.contains(&&string[..]), "{strings:?}");
        }
        assert!(after.contains_key(&DEAD));
        let all_live = Language::from_regex("[ab]+\\.").unwrap();
        let after = language.states_after(language.start(), &all_live, &work).unwrap();
        assert_eq!(after.len(), 1);
    }
}
