//! Where languages are made out of languages, within one budget.
//!
//! # The idea
//!
//! Every construction can be exponential, and a policy asks for hundreds of them. So the operations are
//! methods of one value, which counts what they take together: a function that makes languages is another
//! method of it, and what asks several questions keeps a reference to it.
//!
//! ```text
//!   Automata ── budget: 9,998,112 steps left
//!      │
//!      ├─ regex("https://pr-[0-9]+\\.example")   ──> a
//!      ├─ union(&a, &b)                          ──> c
//!      └─ is_within(&c, &d)                      ──> true, or TooLarge once the budget is spent
//! ```
//!
//! # Cost
//!
//! That of the operations: see [`super`].

use super::Budget;

/// The operations that make languages and compare them, and the budget that they share.
///
/// ```
/// use cors_automata::language::Automata;
///
/// let automata = Automata::unlimited();
/// let (letters, digits) = (automata.regex("[a-z]+").unwrap(), automata.regex("[0-9]+").unwrap());
/// assert!(automata.union(&letters, &digits).unwrap().contains(b"2026"));
/// assert!(!automata.intersects(&letters, &digits).unwrap());
/// ```
#[derive(Debug)]
pub struct Automata {
    budget: Budget,
}

impl Automata {
    /// Those that may take so many steps together.
    #[must_use]
    pub fn within(steps: usize) -> Self {
        Self { budget: Budget::of(steps) }
    }

    /// Those that are bounded only one by one: for what is built once, and for a single question.
    #[must_use]
    pub fn unlimited() -> Self {
        Self { budget: Budget::unlimited() }
    }

    /// The budget, for steps that are taken elsewhere.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.budget
    }
}
