//! What could not be found out, because it would have taken too much.

use std::cell::RefCell;

use crate::language::{Budget, TooLarge};
use crate::location::Location;

/// The questions that were given up, each with the place of its pattern.
#[derive(Debug)]
pub(crate) struct Failures<'p> {
    budget: &'p Budget,
    failures: RefCell<Vec<(Location, TooLarge)>>,
}

impl<'p> Failures<'p> {
    pub(super) fn new(budget: &'p Budget) -> Self {
        Self { budget, failures: RefCell::default() }
    }

    /// The answer to a question about the pattern at a place; none if it takes too much, which is
    /// noted once for each pattern, or once for all if the budget is spent.
    pub(crate) fn answer<T>(
        &self,
        location: Location,
        question: impl FnOnce() -> Result<T, TooLarge>,
    ) -> Option<T> {
        let answer = if self.budget.is_spent() { Err(TooLarge::Budget) } else { question() };
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.note(location, error);
                None
            }
        }
    }

    fn note(&self, location: Location, error: TooLarge) {
        let mut failures = self.failures.borrow_mut();
        let is_noted = |&(at, other): &(Location, TooLarge)| {
            other == error && (at == location || error == TooLarge::Budget)
        };
        if !failures.iter().any(is_noted) {
            failures.push((location, error));
        }
    }

    /// Those that were noted.
    pub(crate) fn noted(&self) -> Vec<(Location, TooLarge)> {
        self.failures.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pattern that is too large is noted, and once that all together are.
    #[test]
    fn too_much_work_is_noted_once() {
        let budget = Budget::unlimited();
        let failures = Failures::new(&budget);
        let states = TooLarge::States { limit: 1 };
        for (location, error, noted) in [
            (0, states, 1),
            (1, states, 2),
            (1, states, 2),
            (2, TooLarge::Budget, 3),
            (3, TooLarge::Budget, 3),
            (3, states, 4),
        ] {
            assert_eq!(failures.answer(Location::new(location), || Err::<(), _>(error)), None);
            assert_eq!(failures.noted().len(), noted, "{location} {error}");
        }
        assert_eq!(failures.answer(Location::new(0), || Ok(7)), Some(7));
    }

    #[test]
    fn a_spent_budget_answers_no_further_query() {
        let budget = Budget::of(0);
        let failures = Failures::new(&budget);
        assert_eq!(failures.answer(Location::new(5), || Ok(7)), None);
        assert_eq!(failures.noted(), [(Location::new(5), TooLarge::Budget)]);
    }
}
