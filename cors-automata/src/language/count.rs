//! How many strings a language has.
//!
//! # The idea
//!
//! Every live state of a minimal automaton is on the way from the start to an accepting state.
//! So the language is infinite exactly if its live states have a cycle. If not, they can be put
//! in an order in which transitions only lead forward, and the number of accepted rests is
//! summed up from the end:
//!
//! ```text
//!   rests(state) = 1 if it accepts  +  sum over the classes of  bytes · rests(next state)
//!
//!   [a-z]{2}\.com     676 <-26- 26 <-26- 1 <-1- 1 <-1- ...
//! ```
//!
//! No string is ever listed.
//!
//! # Cost
//!
//! One look at every entry of the table.

use std::fmt;

use super::{DEAD, Language, StateId};

/// A number of strings, or of domains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Count {
    /// So many.
    Exactly(u64),
    /// Finite, but more than this.
    MoreThan(u64),
    /// Infinitely many.
    Infinite,
}

impl Count {
    /// Whether there are more than `limit`.
    pub fn exceeds(self, limit: u64) -> bool {
        match self {
            Count::Exactly(count) => count > limit,
            Count::MoreThan(_) | Count::Infinite => true,
        }
    }

    /// The number of both together.
    #[must_use]
    pub fn plus(self, other: Count) -> Count {
        match (self, other) {
            (Count::Infinite, _) | (_, Count::Infinite) => Count::Infinite,
            (Count::Exactly(a), Count::Exactly(b)) => from_sum(a.checked_add(b)),
            _ => Count::MoreThan(u64::MAX),
        }
    }

    /// So many for each of `times` choices, of which there is at least one.
    #[must_use]
    fn times(self, times: u64) -> Count {
        match self {
            Count::Exactly(count) => from_sum(count.checked_mul(times)),
            more => more,
        }
    }
}

fn from_sum(sum: Option<u64>) -> Count {
    sum.map_or(Count::MoreThan(u64::MAX), Count::Exactly)
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count::Exactly(count) => count.fmt(f),
            Count::MoreThan(count) => write!(f, "more than {count}"),
            Count::Infinite => f.write_str("infinitely many"),
        }
    }
}

impl Language {
    /// How many strings are in the language.
    pub fn count(&self) -> Count {
        let width = self.classes.len();
        let sizes = self.classes.sizes();
        // States in a cycle, or before one, never come up below and keep this.
        let mut rests = vec![Count::Infinite; self.states()];
        rests[DEAD as usize] = Count::Exactly(0);
        for state in self.last_to_first() {
            let row = &self.table[state as usize * width..(state as usize + 1) * width];
            let own = Count::Exactly(u64::from(self.accepts(state)));
            rests[state as usize] = row
                .iter()
                .zip(&sizes)
                .filter(|&(&next, _)| next != DEAD)
                .fold(own, |sum, (&next, &size)| sum.plus(rests[next as usize].times(size)));
        }
        rests[self.start as usize]
    }

    /// The states from which no cycle can be reached, each after all those it leads to.
    pub(super) fn last_to_first(&self) -> Vec<StateId> {
        let transitions = self.transitions();
        let mut leading_out = vec![0usize; self.states()];
        for number in 0..transitions.len() {
            leading_out[transitions.tail(number) as usize] += 1;
        }
        let mut order: Vec<StateId> = (1..self.states() as StateId)
            .filter(|&state| leading_out[state as usize] == 0)
            .collect();
        let mut next = 0;
        while let Some(&state) = order.get(next) {
            next += 1;
            for (before, _) in transitions.entering(state) {
                leading_out[before as usize] -= 1;
                if leading_out[before as usize] == 0 {
                    order.push(before);
                }
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn counts() {
        for (regex, count) in [
            ("", Count::Exactly(1)),
            ("a|b|ab?", Count::Exactly(3)),
            (r"[a-z]{2}\.com", Count::Exactly(676)),
            ("[a-z]{13}", Count::Exactly(26u64.pow(13))),
            ("[a-z]{14}", Count::MoreThan(u64::MAX)),
            ("(a{2}){3}|b*c", Count::Infinite),
            ("[a-z]{14}|b*", Count::Infinite),
        ] {
            assert_eq!(Automata::unlimited().regex(regex).unwrap().count(), count, "{regex}");
        }
        assert_eq!(Language::empty().count(), Count::Exactly(0));
    }
}
