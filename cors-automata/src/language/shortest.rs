//! The strings of a language one by one, the best first.
//!
//! # The idea
//!
//! At every state the bytes can be put in order: by the cost of the best string that goes on
//! with them, and among equals by rank. Always taking the first byte spells the best string.
//! Any other string leaves it somewhere for the next byte in order, and then takes the first
//! bytes again, or leaves again. So each string that is handed out makes one new candidate for
//! each of its places:
//!
//! ```text
//!   best          a . c o m
//!   candidates    b . c o m        leaves at the first place
//!                 a 0 c o m        leaves at the second
//!                 ...              their bests; the cheapest of all is handed out next
//! ```
//!
//! The candidates stand for sets of strings that have nothing in common, so none is met twice;
//! and as the cost of the best rest is known exactly, none is looked at in vain.
//!
//! # Cost and source
//!
//! For each string its length times the bytes in use; the candidates share their beginnings, so
//! memory is the sum of the lengths. Lawler, "A procedure for computing the k best solutions to
//! discrete optimization problems" (1972).

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::readability::{Cost, rank};
use super::{DEAD, Language, StateId};
use crate::order::sort_by;

/// The strings of a language in the order of [`Language::shortest`].
#[derive(Debug)]
pub struct Shortest<'a> {
    language: &'a Language,
    /// The bytes that some string has, by rank, each with its class. Strings are kept as places
    /// in this list, so that they compare by rank.
    bytes: Vec<(u8, usize)>,
    /// For every state, the cost of the best rest.
    rest: Vec<Cost>,
    candidates: BinaryHeap<Candidate>,
    last: Last,
}

/// How far the iterator has come.
#[derive(Debug)]
enum Last {
    /// Nothing has been handed out.
    Nothing,
    /// This string has, and no candidate leaves it from this position on yet.
    String(Rc<[u8]>, usize),
    /// There are no more.
    End,
}

/// All strings that begin like `parent` up to `shared`, and go on with `byte`.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    /// Of the best of them.
    cost: Cost,
    parent: Rc<[u8]>,
    shared: usize,
    byte: u8,
}

impl Candidate {
    fn beginning(&self) -> (&[u8], u8) {
        (self.parent.get(..self.shared).unwrap_or(&[]), self.byte)
    }
}

/// The heap hands out the greatest first: the cheapest, then the first by rank.
impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        let order = self.cost.cmp(&other.cost).then_with(|| {
            let ((mine, my_byte), (others, other_byte)) = (self.beginning(), other.beginning());
            let common = mine.len().min(others.len());
            let next = |beginning: &[u8], byte| beginning.get(common).copied().unwrap_or(byte);
            mine.get(..common)
                .cmp(&others.get(..common))
                .then(next(mine, my_byte).cmp(&next(others, other_byte)))
        });
        order.reverse()
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Shortest<'a> {
    pub(super) fn new(language: &'a Language) -> Shortest<'a> {
        let mut used = vec![false; language.byte_classes()];
        for row in language.table.chunks(used.len()) {
            for (used, &next) in used.iter_mut().zip(row) {
                *used |= next != DEAD;
            }
        }
        let mut bytes: Vec<(u8, usize)> = Vec::new();
        for byte in 0..=255_u8 {
            let class = language.classes.of(byte);
            if let Some(true) = used.get(class) {
                bytes.push((byte, class));
            }
        }
        sort_by(&mut bytes, |&(one, _), &(other, _)| rank(one).cmp(&rank(other)));
        let rest = language.cost_of_rests();
        Shortest { language, bytes, rest, candidates: BinaryHeap::new(), last: Last::Nothing }
    }

    /// The bytes that may follow after a state, with the state they lead to and the cost of the
    /// best string that goes on like this.
    fn ways(&self, state: StateId, spent: Cost) -> impl Iterator<Item = (Cost, u8, StateId)> + '_ {
        self.bytes.iter().enumerate().filter_map(move |(location, &(byte, class))| {
            let next = self.language.next_by_class(state, class);
            if next == DEAD {
                return None;
            }
            let rest = *self.rest.get(next as usize)?;
            // At most 256 bytes, so the place fits.
            Some((spent.with(byte).plus(rest), location as u8, next))
        })
    }

    /// The best string with this beginning.
    fn complete(&self, mut string: Vec<u8>) -> Vec<u8> {
        let (mut state, mut spent) = self.walk(&string);
        while !self.language.accepts(state) {
            let Some((_, byte, next)) = self.ways(state, spent).min() else {
                break;
            };
            spent = spent.with(self.byte(byte));
            string.push(byte);
            state = next;
        }
        string
    }

    fn walk(&self, string: &[u8]) -> (StateId, Cost) {
        string.iter().fold((self.language.start, Cost::NOTHING), |(state, spent), &location| {
            let byte = self.byte(location);
            (self.language.next(state, byte), spent.with(byte))
        })
    }

    fn byte(&self, location: u8) -> u8 {
        self.bytes.get(usize::from(location)).map_or(0, |&(byte, _)| byte)
    }

    /// Adds a candidate for every place at which the string can be left.
    fn leave(&mut self, string: &Rc<[u8]>, from: usize) {
        let (mut state, mut spent) = self.walk(string.get(..from).unwrap_or(&[]));
        for (shared, &taken) in string.iter().enumerate().skip(from) {
            let next = self.language.next(state, self.byte(taken));
            let rest = self.rest.get(next as usize).copied().unwrap_or(Cost::NEVER);
            let taken = (spent.with(self.byte(taken)).plus(rest), taken, next);
            let other = self.ways(state, spent).filter(|way| *way > taken).min();
            self.add(string, shared, other);
            spent = spent.with(self.byte(taken.1));
            state = next;
        }
        let longer = self.ways(state, spent).min();
        self.add(string, string.len(), longer);
    }

    fn add(&mut self, parent: &Rc<[u8]>, shared: usize, way: Option<(Cost, u8, StateId)>) {
        if let Some((cost, byte, _)) = way {
            self.candidates.push(Candidate { cost, parent: Rc::clone(parent), shared, byte });
        }
    }
}

impl Iterator for Shortest<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let (string, from) = match std::mem::replace(&mut self.last, Last::End) {
            Last::End => return None,
            Last::Nothing if self.language.is_empty() => return None,
            Last::Nothing => (self.complete(Vec::new()), 0),
            Last::String(last, from) => {
                self.leave(&last, from);
                let best = self.candidates.pop()?;
                let (shared, byte) = best.beginning();
                (self.complete([shared, &[byte]].concat()), best.shared)
            }
        };
        let bytes = string.iter().map(|&location| self.byte(location)).collect();
        self.last = Last::String(string.into(), from);
        Some(bytes)
    }
}

impl std::iter::FusedIterator for Shortest<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn all_of_them_in_order() {
        for (regex, expected) in [
            ("[b1]{1,2}|-", &["b", "1", "-", "bb", "b1", "1b", "11"][..]),
            ("(ab?|b)c?", &["a", "b", "ab", "ac", "bc", "abc"]),
            ("", &[""]),
            ("(?:10|2)|x{0}", &["", "2", "10"]),
        ] {
            let language = Automata::unlimited().regex(regex).unwrap();
            let mut shortest = language.shortest();
            let strings: Vec<String> =
                shortest.by_ref().map(|s| String::from_utf8(s).unwrap()).collect();
            assert_eq!(strings, expected, "{regex}");
            assert_eq!(shortest.next(), None);
        }
        assert_eq!(Language::empty().shortest().next(), None);
    }

    #[test]
    fn long_strings_do_not_explode() {
        let language = Automata::unlimited().regex("[ab]{3000}.{2000}").unwrap();
        let strings: Vec<Vec<u8>> = language.shortest().take(8).collect();
        assert_eq!(strings[0], vec![b'a'; 5000]);
        assert!(strings.is_sorted() && strings.len() == 8);
    }
}
