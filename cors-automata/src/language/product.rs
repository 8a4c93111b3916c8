//! Union, intersection and difference.
//!
//! # The idea
//!
//! Run two automata side by side on the same string. A state of the product is a pair of
//! states, and the operations differ only in when a pair accepts:
//!
//! ```text
//!   a:  1 --x--> 2* --y--> 3          union          one of the two accepts
//!   b:  1 --x--> 1  --y--> 2*         intersection   both do
//!   ab: 11 -x--> 21 --y--> 32         difference     the first does, the second does not
//! ```
//!
//! A pair from which nothing can be accepted any more is not followed: for the intersection
//! that is a pair with a dead half, for the difference one whose first half is dead.
//!
//! # Cost and source
//!
//! The reachable pairs, times the classes of the common alphabet. Rabin and Scott, "Finite
//! automata and their decision problems" (1959).

use super::{Automata, DEAD, Language, Machine, STATE_LIMIT, StateId, TooLarge};

#[derive(Clone, Copy)]
enum Operation {
    Union,
    Intersection,
    Difference,
}

impl Automata {
    /// The strings of either language.
    pub fn union(&self, first: &Language, second: &Language) -> Result<Language, TooLarge> {
        if first.is_empty() {
            return Ok(second.clone());
        }
        if second.is_empty() {
            return Ok(first.clone());
        }
        self.product(first, second, Operation::Union)
    }

    /// The strings of both languages.
    pub fn intersection(&self, first: &Language, second: &Language) -> Result<Language, TooLarge> {
        if first.is_empty() || second.is_empty() {
            return Ok(Language::empty());
        }
        self.product(first, second, Operation::Intersection)
    }

    /// The strings of the first language that the second does not have.
    pub fn difference(&self, first: &Language, second: &Language) -> Result<Language, TooLarge> {
        if first.is_empty() || second.is_empty() {
            return Ok(first.clone());
        }
        self.product(first, second, Operation::Difference)
    }

    /// The union of all, joined two by two: each is looked at as often as the list can be halved.
    pub fn union_of(&self, mut languages: Vec<Language>) -> Result<Language, TooLarge> {
        while languages.len() > 1 {
            let mut pairs = languages.into_iter();
            let mut half = Vec::with_capacity(pairs.len().div_ceil(2));
            while let Some(one) = pairs.next() {
                half.push(match pairs.next() {
                    Some(other) => self.union(&one, &other)?,
                    None => one,
                });
            }
            languages = half;
        }
        Ok(languages.pop().unwrap_or_else(Language::empty))
    }

    fn product(
        &self,
        first: &Language,
        second: &Language,
        operation: Operation,
    ) -> Result<Language, TooLarge> {
        let (classes, parts) = first.classes.join(&second.classes);
        // A union of two long lists is as long as both, which is not an explosion.
        let limit = STATE_LIMIT + 2 * (first.states() + second.states());
        self.explore(&mut Product { first, second, parts, operation }, classes, limit)
    }
}

struct Product<'a> {
    first: &'a Language,
    second: &'a Language,
    /// For each class of the common alphabet, the class of either automaton it is part of.
    parts: Vec<(usize, usize)>,
    operation: Operation,
}

impl Machine for Product<'_> {
    type State = (StateId, StateId);

    fn start(&mut self) -> Self::State {
        (self.first.start, self.second.start)
    }

    fn step(
        &mut self,
        &(first, second): &Self::State,
        class: usize,
    ) -> Result<Option<Self::State>, TooLarge> {
        let (first_class, second_class) = self.parts[class];
        let first = self.first.next_by_class(first, first_class);
        let second = self.second.next_by_class(second, second_class);
        let hopeless = match self.operation {
            Operation::Union => first == DEAD && second == DEAD,
            Operation::Intersection => first == DEAD || second == DEAD,
            Operation::Difference => first == DEAD,
        };
        Ok(if hopeless { None } else { Some((first, second)) })
    }

    fn accepts(&mut self, &(first, second): &Self::State) -> bool {
        let (first, second) = (self.first.accepts(first), self.second.accepts(second));
        match self.operation {
            Operation::Union => first || second,
            Operation::Intersection => first && second,
            Operation::Difference => first && !second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(strings: &[&str]) -> Language {
        Language::from_strings(strings)
    }

    #[test]
    fn operations_on_finite_languages() {
        let (a, b) = (language(&["", "ab", "b"]), language(&["ab", "c"]));
        assert_eq!(Automata::unlimited().union(&a, &b).unwrap(), language(&["", "ab", "b", "c"]));
        assert_eq!(Automata::unlimited().intersection(&a, &b).unwrap(), language(&["ab"]));
        assert_eq!(Automata::unlimited().difference(&a, &b).unwrap(), language(&["", "b"]));
        assert!(Automata::unlimited().difference(&b, &b).unwrap().is_empty());
        assert_eq!(Automata::unlimited().union(&a, &Language::empty()).unwrap(), a);
    }
}
