//! What the constructions of one policy may cost together.
//!
//! # The idea
//!
//! Each construction is bounded, and a policy may need hundreds of them. So those
//! of one policy share a budget, in *steps*: one step is one look at one entry of a table, or at
//! one member of a set. Steps are counted where they are made, so that work counts whose result is
//! small, or nothing at all:
//!
//! ```text
//!   regex            states made   states left     steps
//!   app-[0-9]+                10            10       400
//!   (a|b)*a(a|b){10}N       4096            12    70,000     and no origin matches it
//! ```
//!
//! The count is the same on every machine and in every build; a budget is not a time.
//!
//! # Cost
//!
//! One subtraction for each state.

use std::cell::Cell;

use super::TooLarge;

/// A budget of steps.
#[derive(Debug)]
pub struct Budget {
    remaining: Cell<usize>,
}

impl Budget {
    /// So many steps.
    #[must_use]
    pub fn of(steps: usize) -> Budget {
        Budget { remaining: Cell::new(steps) }
    }

    /// As many as the bounds of each construction allow: for what is built once, and for a
    /// single question.
    #[must_use]
    pub fn unlimited() -> Budget {
        Budget::of(usize::MAX)
    }

    /// How many steps remain.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.remaining.get()
    }

    /// Whether all are gone: every construction fails from here on.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.remaining() == 0
    }

    /// Takes steps off; once there are too few, all are gone, and nothing more is begun.
    pub fn spend(&self, steps: usize) -> Result<(), TooLarge> {
        match self.remaining.get().checked_sub(steps) {
            Some(left) if left > 0 => {
                self.remaining.set(left);
                Ok(())
            }
            _ => {
                self.remaining.set(0);
                Err(TooLarge::Budget)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Automata, Language, RegexErrorKind};

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::of(100);
        assert_eq!(budget.spend(60), Ok(()));
        assert_eq!(budget.remaining(), 40);
        assert!(!budget.is_spent());
        assert_eq!(budget.spend(40), Err(TooLarge::Budget));
        assert!(budget.is_spent());
        assert_eq!(budget.spend(1), Err(TooLarge::Budget));
    }

    /// What each construction takes does not depend on how small its result is.
    #[test]
    fn what_comes_to_nothing_has_its_cost() {
        let cost = |of: &dyn Fn(&Automata)| {
            let automata = Automata::unlimited();
            of(&automata);
            usize::MAX - automata.budget().remaining()
        };
        let regex = |text: &'static str| cost(&|automata| drop(automata.regex(text).unwrap()));
        assert!(regex("(a|b)*a(a|b){9}[a&&b]") > 10 * regex("app-[0-9]+"));
        let long = Automata::unlimited().regex("(a|b)*a(a|b){9}").unwrap();
        let end = Automata::unlimited().regex("(a|b)*c").unwrap();
        let states = long.states();
        assert!(cost(&|automata| drop(automata.intersection(&long, &end).unwrap())) > states);
        assert!(cost(&|automata| drop(automata.difference(&long, &end).unwrap())) > states);
        assert!(cost(&|automata| drop(automata.union(&long, &end).unwrap())) > states);
        assert!(cost(&|automata| drop(automata.concat(&long, &end).unwrap())) > states);
        assert!(cost(&|automata| assert!(!automata.intersects(&long, &end).unwrap())) > states);
        assert!(cost(&|automata| assert!(automata.is_within(&long, &long).unwrap())) > states);
    }

    #[test]
    fn a_construction_ends_with_its_budget() {
        let few = Automata::within(1000);
        let kind = few.regex("(a|b)*a(a|b){9}").map_err(|error| error.kind).err();
        assert_eq!(kind, Some(RegexErrorKind::TooLarge(TooLarge::Budget)));
        assert_eq!(few.budget().remaining(), 0);
        let all = Language::anything();
        assert_eq!(few.intersection(&all, &all), Err(TooLarge::Budget));
        assert_eq!(few.intersects(&all, &all), Err(TooLarge::Budget));
        assert_eq!(few.is_within(&all, &all), Err(TooLarge::Budget));
    }
}
