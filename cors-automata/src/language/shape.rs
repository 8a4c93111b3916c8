//! How long the strings of a language are, and whether it is one of the simplest there are.
//!
//! # The idea
//!
//! The shortest string is found by going breadth first. The longest is known from the end, as the
//! number of strings is: no state that it passes comes twice. And a language is *all strings over
//! a set of bytes, of bounded length*, if its automaton is a chain whose every link is that set:
//!
//! ```text
//!   1 -[0-9]-> 2* -[0-9]-> 3* -.                 [0-9]+
//!                           '--'  [0-9]
//! ```
//!
//! # Cost
//!
//! One look at every entry of the table.

use super::{ByteSet, DEAD, Language};

impl Language {
    /// The length of its shortest string; 0 if it has none.
    pub fn shortest_length(&self) -> usize {
        let mut seen = vec![false; self.states()];
        seen[DEAD as usize] = true;
        let mut layer = vec![self.start];
        let mut length = 0;
        while !layer.is_empty() {
            if layer.iter().any(|&state| self.accepts(state)) {
                return length;
            }
            let mut next_layer = Vec::new();
            for state in layer {
                for class in 0..self.classes.len() {
                    let next = self.next_by_class(state, class);
                    if !std::mem::replace(&mut seen[next as usize], true) {
                        next_layer.push(next);
                    }
                }
            }
            layer = next_layer;
            length += 1;
        }
        0
    }

    /// The length of its longest string, if there is one.
    pub fn longest_length(&self) -> Option<usize> {
        let mut longest = vec![None; self.states()];
        for state in self.last_to_first() {
            let behind = (0..self.classes.len())
                .filter_map(|class| longest[self.next_by_class(state, class) as usize])
                .max();
            longest[state as usize] = Some(behind.map_or(0, |length: usize| length + 1));
        }
        longest[self.start as usize]
    }

    /// The set of bytes of which its strings are, if it has all of them between its shortest and
    /// its longest.
    pub fn repeated_bytes(&self) -> Option<ByteSet> {
        let mut link = None;
        let mut state = self.start;
        // In a minimal automaton a chain passes each state once.
        for _ in 0..self.states() {
            let mut ways = (0..self.classes.len())
                .map(|class| (class, self.next_by_class(state, class)))
                .filter(|&(_, next)| next != DEAD);
            let (first, next) = match ways.next() {
                Some(way) => way,
                None => return Some(self.bytes_of(link.unwrap_or_default())),
            };
            let mut classes = vec![first];
            for (class, other) in ways {
                if other != next {
                    return None;
                }
                classes.push(class);
            }
            let has_gap = self.accepts(state) && !self.accepts(next);
            if has_gap || *link.get_or_insert_with(|| classes.clone()) != classes {
                return None;
            }
            if next == state {
                return Some(self.bytes_of(classes));
            }
            state = next;
        }
        None
    }

    fn bytes_of(&self, classes: Vec<usize>) -> ByteSet {
        let members = self.classes.members();
        let bytes: Vec<u8> = classes.into_iter().flat_map(|class| members[class].clone()).collect();
        ByteSet::of(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn lengths() {
        for (regex, shortest, longest) in [
            ("", 0, Some(0)),
            ("a", 1, Some(1)),
            ("a|bcd", 1, Some(3)),
            ("a*", 0, None),
            ("(ab){2,3}c?", 4, Some(7)),
            ("ab+|xyz{0,4}", 2, None),
        ] {
            let language = Automata::unlimited().regex(regex).unwrap();
            assert_eq!(language.shortest_length(), shortest, "{regex}");
            assert_eq!(language.longest_length(), longest, "{regex}");
        }
        assert_eq!(Language::empty().shortest_length(), 0);
    }

    #[test]
    fn all_strings_over_a_set_of_bytes() {
        for (regex, bytes) in [
            ("[0-9]+", Some(&b"0123456789"[..])),
            ("[ab]*", Some(b"ab")),
            ("[ab]{2,5}", Some(b"ab")),
            ("[ab]{3}", Some(b"ab")),
            ("", Some(b"")),
            ("a[ab]", None),
            ("(aa)*", None),
            ("a|aaa", None),
            ("(aa)+a", None),
            ("[ab]+c", None),
            ("a+b*", None),
            ("a{2}|a{4,}", None),
        ] {
            let language = Automata::unlimited().regex(regex).unwrap();
            let found = language.repeated_bytes();
            assert_eq!(found.is_some(), bytes.is_some(), "{regex}");
            if let (Some(found), Some(bytes)) = (found, bytes) {
                assert!((0..=255).all(|byte| found.contains(byte) == bytes.contains(&byte)));
            }
        }
    }
}
