//! Inclusion, with a counterexample.
//!
//! # The idea
//!
//! One language is part of another unless some string leads the first automaton to a state that
//! accepts and the second to one that does not. `pairs` finds the shortest such string.
//!
//! # Cost
//!
//! That of `pairs`.

use std::fmt;

use super::{Automata, DEAD, Language, STATE_LIMIT, TooLarge, Witness};

/// Why a language could not be shown to be part of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSubset {
    /// It is not: this string is outside.
    Outside(Witness),
    /// The comparison was given up.
    TooLarge(TooLarge),
}

impl fmt::Display for NotSubset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSubset::Outside(witness) => write!(f, "`{witness}` is outside"),
            NotSubset::TooLarge(limit) => limit.fmt(f),
        }
    }
}

impl std::error::Error for NotSubset {}

impl Automata {
    /// Whether every string of the inner language is in the outer; if not, the shortest that is not.
    pub fn is_subset_of(&self, inner: &Language, outer: &Language) -> Result<(), NotSubset> {
        let limit = STATE_LIMIT + 2 * (inner.states() + outer.states());
        let mut pairs = self.pairs((inner.start, outer.start), inner, outer).at_most(limit);
        while let Some(((first, second), location)) =
            pairs.next(|(first, _)| first != DEAD).map_err(NotSubset::TooLarge)?
        {
            if inner.accepts(first) && !outer.accepts(second) {
                return Err(NotSubset::Outside(pairs.spell(location)));
            }
        }
        Ok(())
    }

    /// Whether every string of the inner language is in the outer.
    pub fn is_within(&self, inner: &Language, outer: &Language) -> Result<bool, TooLarge> {
        match self.is_subset_of(inner, outer) {
            Ok(()) => Ok(true),
            Err(NotSubset::Outside(_)) => Ok(false),
            Err(NotSubset::TooLarge(error)) => Err(error),
        }
    }

    /// Whether some string is in both languages. Nothing is built.
    pub fn intersects(&self, first: &Language, second: &Language) -> Result<bool, TooLarge> {
        let mut pairs = self.pairs((first.start, second.start), first, second);
        while let Some((pair, _)) = pairs.next(|(first, second)| first != DEAD && second != DEAD)? {
            if first.accepts(pair.0) && second.accepts(pair.1) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_meet_in_a_string() {
        for (first, second, intersects) in [
            ("a|b", "b|c", true),
            ("a|b", "c", false),
            ("a*", "", true),
            ("[a-z]+-[0-9]+", "pr-[a-z0-9]", true),
            ("[a-z]+-[0-9]+", "pr-[a-z]+", false),
            ("[a&&b]", "a", false),
        ] {
            let first = Automata::unlimited().regex(first).unwrap();
            let second = Automata::unlimited().regex(second).unwrap();
            assert_eq!(Automata::unlimited().intersects(&first, &second), Ok(intersects));
        }
    }

    #[test]
    fn counterexamples_are_short_and_readable() {
        for (first, second, outside) in [
            ("a|b", "[a-c]", None),
            ("[a-c]", "a|b", Some("c")),
            ("[a-z0-9]+", "[0-9]+", Some("a")),
            ("[a-z0-9]*", "[a-z]+", Some("")),
            ("https?://.+", "https://.+", Some("http://a")),
            ("[^/]", "[a-z0-9]", Some("-")),
        ] {
            let first = Automata::unlimited().regex(first).unwrap();
            let second = Automata::unlimited().regex(second).unwrap();
            let answer = match Automata::unlimited().is_subset_of(&first, &second) {
                Ok(()) => None,
                Err(NotSubset::Outside(witness)) => Some(witness.to_string()),
                Err(NotSubset::TooLarge(_)) => panic!("tiny automata"),
            };
            assert_eq!(answer.as_deref(), outside);
        }
    }
}
