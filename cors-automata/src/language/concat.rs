//! One language, followed by another.
//!
//! # The idea
//!
//! While the first automaton reads, a copy of the second starts at every place where the first
//! accepts. What must be remembered is one state of the first and the set of the states that
//! the copies have reached:
//!
//! ```text
//!   first    1 --a--> 2* --a--> 2* ...      read "aa":  (2, {1})  the copy has just started
//!   second   1 --b--> 2*                    read "aab": (0, {2*}) and accepts
//! ```
//!
//! Where the end of the first part shows by itself (a scheme ends at `://`, a host at `:`) there
//! is never more than one copy.
//!
//! # Cost
//!
//! The reachable combinations: m + n if at most one copy runs; in the worst case m·2ⁿ, which
//! the limit cuts off.

use super::determinize::WORK_LIMIT;
use super::{Automata, Budget, DEAD, Language, Machine, STATE_LIMIT, StateId, TooLarge};

impl Automata {
    /// Every string of the first language followed by every string of the second.
    pub fn concat(&self, first: &Language, second: &Language) -> Result<Language, TooLarge> {
        if first.is_empty() || second.is_empty() {
            return Ok(Language::empty());
        }
        let (classes, parts) = first.classes.join(&second.classes);
        let limit = STATE_LIMIT + 2 * (first.states() + second.states());
        let mut sequence = Sequence { first, second, parts, copies: 0, budget: self.budget() };
        self.explore(&mut sequence, classes, limit)
    }

    /// The language and the empty string.
    pub fn optional(&self, language: &Language) -> Result<Language, TooLarge> {
        self.union(language, &Language::literal(b""))
    }
}

struct Sequence<'a> {
    first: &'a Language,
    second: &'a Language,
    parts: Vec<(usize, usize)>,
    /// How many copies have been stepped.
    copies: usize,
    budget: &'a Budget,
}

impl Sequence<'_> {
    /// The combination, with one more copy if the first part may end here.
    fn state(&self, first: StateId, mut copies: Vec<StateId>) -> (StateId, Vec<StateId>) {
        if self.first.accepts(first) {
            copies.push(self.second.start);
        }
        copies.sort_unstable();
        copies.dedup();
        (first, copies)
    }
}

impl Machine for Sequence<'_> {
    type State = (StateId, Vec<StateId>);

    fn start(&mut self) -> Self::State {
        self.state(self.first.start, Vec::new())
    }

    fn step(
        &mut self,
        (first, copies): &Self::State,
        class: usize,
    ) -> Result<Option<Self::State>, TooLarge> {
        self.copies += copies.len();
        self.budget.spend(copies.len())?;
        if self.copies > WORK_LIMIT {
            return Err(TooLarge::States { limit: STATE_LIMIT });
        }
        let (first_class, second_class) = self.parts[class];
        let first = self.first.next_by_class(*first, first_class);
        let copies: Vec<StateId> = copies
            .iter()
            .map(|&copy| self.second.next_by_class(copy, second_class))
            .filter(|&copy| copy != DEAD)
            .collect();
        let hopeless = first == DEAD && copies.is_empty();
        Ok(if hopeless { None } else { Some(self.state(first, copies)) })
    }

    fn accepts(&mut self, (_, copies): &Self::State) -> bool {
        copies.iter().any(|&copy| self.second.accepts(copy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_cut_counts() {
        let language = |regex| Automata::unlimited().regex(regex).unwrap();
        for (first, second, both) in [
            ("a*", "a?b", "a*b"),
            ("(ab)*", "a", "(ab)*a"),
            ("[ab]*", "a[ab]{3}", "[ab]*a[ab]{3}"),
            ("https?", "://x", "https?://x"),
            ("", "x", "x"),
        ] {
            assert_eq!(
                Automata::unlimited().concat(&language(first), &language(second)).unwrap(),
                language(both)
            );
        }
        assert_eq!(Automata::unlimited().optional(&language("a")).unwrap(), language("a?"));
    }
}
