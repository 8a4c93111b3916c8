//! Two automata on the same string.
//!
//! # The idea
//!
//! Whether two languages share a string, whether one contains the other, and where a string of one
//! leaves the other are the same walk: pairs of states, breadth first, bytes in the order of
//! readability. So the first pair that shows something is reached by the shortest string, and among
//! the shortest by the one whose letters come first. Each pair remembers from where it was reached;
//! walking back spells the string.
//!
//! ```text
//!   (1,1) --a--> (2,2) --b--> (3*,2)    "ab" is in the first, not in the second
//! ```
//!
//! # Cost
//!
//! The reachable pairs that are followed, times the classes of the common alphabet; nothing is built
//! or minimized.

use super::numbering::Numbering;
use super::readability::{most_readable, rank};
use super::{Automata, Budget, Language, StateId, TooLarge, Witness};
use crate::order::sort_by;

/// A state of each of two automata.
pub(super) type Pair = (StateId, StateId);

/// The walk, as far as it has come.
pub(super) struct Pairs<'a> {
    languages: (&'a Language, &'a Language),
    /// For each class of the common alphabet its most readable byte and the two classes it is of;
    /// the most readable first.
    bytes: Vec<(u8, usize, usize)>,
    /// The pairs in the order in which they were reached.
    pairs: Numbering<Pair>,
    /// From where each was reached.
    reached: Vec<Reached>,
    next: usize,
    limit: usize,
    budget: &'a Budget,
}

struct Reached {
    /// The place in the list of the pair it was reached from, and the byte.
    from: usize,
    byte: u8,
}

impl Automata {
    /// The walk that begins with this pair.
    pub(super) fn pairs<'a>(
        &'a self,
        start: Pair,
        first: &'a Language,
        second: &'a Language,
    ) -> Pairs<'a> {
        let (classes, parts) = first.classes.join(&second.classes);
        let mut bytes: Vec<(u8, usize, usize)> = classes
            .members()
            .iter()
            .zip(&parts)
            .map(|(members, &(first, second))| (most_readable(members), first, second))
            .collect();
        sort_by(&mut bytes, |one, other| rank(one.0).cmp(&rank(other.0)));
        let mut pairs = Numbering::new();
        pairs.number(start);
        Pairs {
            languages: (first, second),
            bytes,
            pairs,
            reached: vec![Reached { from: 0, byte: 0 }],
            next: 0,
            limit: usize::MAX,
            budget: self.budget(),
        }
    }
}

impl<'a> Pairs<'a> {
    /// Gives up when more than `limit` pairs are met.
    pub(super) fn at_most(self, limit: usize) -> Pairs<'a> {
        Pairs { limit, ..self }
    }

    /// The next pair, and its place in the walk. Of the pairs that it leads to, those are followed
    /// that `is_followed` accepts.
    pub(super) fn next(
        &mut self,
        is_followed: impl Fn(Pair) -> bool,
    ) -> Result<Option<(Pair, usize)>, TooLarge> {
        let location = self.next;
        let Some(&pair) = self.pairs.get(location) else { return Ok(None) };
        self.next += 1;
        self.budget.spend(self.bytes.len())?;
        let (first, second) = self.languages;
        for &(byte, first_class, second_class) in &self.bytes {
            let pair = (
                first.next_by_class(pair.0, first_class),
                second.next_by_class(pair.1, second_class),
            );
            if !is_followed(pair) || self.pairs.number(pair) < self.reached.len() {
                continue;
            }
            if self.reached.len() >= self.limit {
                return Err(TooLarge::States { limit: self.limit });
            }
            self.reached.push(Reached { from: location, byte });
        }
        Ok(Some((pair, location)))
    }

    /// The string that leads to the pair at this place.
    pub(super) fn spell(&self, mut location: usize) -> Witness {
        let mut bytes = Vec::new();
        while let Some(&Reached { from, byte }) =
            self.reached.get(location).filter(|_| location != 0)
        {
            bytes.push(byte);
            location = from;
        }
        bytes.reverse();
        Witness::new(bytes)
    }
}
