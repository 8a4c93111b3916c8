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
    left: Cell<usize>,
}

impl Budget {
    /// So many steps.
    #[must_use]
    pub fn of(steps: usize) -> Budget {
        Budget { left: Cell::new(steps) }
    }

    /// As many as the bounds of each construction allow: for what is built once, and for a
    /// single question.
    #[must_use]
    pub fn unlimited() -> Budget {
        Budget::of(usize::MAX)
    }

    /// How many steps are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left.get()
    }

    /// Whether all are gone: every construction fails from here on.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.left() == 0
    }

    /// Takes steps off; once there are too few, all are gone, and nothing more is begun.
    pub(crate) fn spend(&self, steps: usize) -> Result<(), TooLarge> {
        match self.left.get().checked_sub(steps) {
            Some(left) if left > 0 => {
                self.left.set(left);
                Ok(())
            }
            _ => {
                self.left.set(0);
                Err(TooLarge::Budget)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, RegexErrorKind};

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::of(100);
        assert_eq!(budget.spend(60), Ok(()));
        assert_eq!(budget.left(), 40);
        assert!(!budget.is_spent());
        assert_eq!(budget.spend(40), Err(TooLarge::Budget));
        assert!(budget.is_spent());
        assert_eq!(budget.spend(1), Err(TooLarge::Budget));
    }

    /// What each construction takes does not depend on how small its result is.
    #[test]
    fn what_comes_to_nothing_has_its_cost() {
        let cost = |of: &dyn Fn(&Budget)| {
            let budget = Budget::unlimited();
            of(&budget);
            usize::MAX - budget.left()
        };
        let regex =
            |text: &'static str| cost(&|budget| drop(Language::from_regex(text, budget).unwrap()));
        assert!(regex("(a|b)*a(a|b){9}[a&&b]") > 10 * regex("app-[0-9]+"));
        let long = Language::from_regex("(a|b)*a(a|b){9}", &Budget::unlimited()).unwrap();
        let end = Language::from_regex("(a|b)*c", &Budget::unlimited()).unwrap();
        let states = long.states();
        assert!(cost(&|budget| drop(long.intersection(&end, budget).unwrap())) > states);
        assert!(cost(&|budget| drop(long.difference(&end, budget).unwrap())) > states);
        assert!(cost(&|budget| drop(long.union(&end, budget).unwrap())) > states);
        assert!(cost(&|budget| drop(long.concat(&end, budget).unwrap())) > states);
        assert!(cost(&|budget| assert!(!long.intersects(&end, budget).unwrap())) > states);
        assert!(cost(&|budget| assert!(long.is_within(&long, budget).unwrap())) > states);
    }

    #[test]
    fn a_construction_ends_with_its_budget() {
        let few = Budget::of(1000);
        let regex = Language::from_regex("(a|b)*a(a|b){9}", &few);
        let kind = regex.map_err(|error| error.kind).err();
        assert_eq!(kind, Some(RegexErrorKind::TooLarge(TooLarge::Budget)));
        assert_eq!(few.left(), 0);
        let all = Language::anything();
        assert_eq!(all.intersection(&all, &few), Err(TooLarge::Budget));
        assert_eq!(all.intersects(&all, &few), Err(TooLarge::Budget));
        assert_eq!(all.is_within(&all, &few), Err(TooLarge::Budget));
    }
}
