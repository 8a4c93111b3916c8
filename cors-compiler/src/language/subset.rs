//! Inclusion, with a counterexample.
//!
//! # The idea
//!
//! One language is part of another unless some string leads the first automaton to a state
//! that accepts and the second to one that does not. Pairs of states are visited breadth
//! first, bytes in the order of readability, so the first such pair is reached by the shortest
//! string, and among the shortest by the one whose letters come first. Each pair remembers
//! from where it was reached; walking back spells the string.
//!
//! ```text
//!   (1,1) --a--> (2,2) --b--> (3*,2)    "ab" is in the first, not in the second
//! ```
//!
//! # Cost
//!
//! The reachable pairs, times the classes of the common alphabet; nothing is built or
//! minimized.

use std::collections::BTreeSet;
use std::fmt;

use super::witness::{Witness, most_readable};
use super::{DEAD, Language, STATE_LIMIT, TooLarge, Work};

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

impl Language {
    /// Whether every string of this language is in the other; if not, the shortest that is not.
    pub fn is_subset_of(&self, other: &Language) -> Result<(), NotSubset> {
        self.subset_within(other, &Work::unlimited())
    }

    /// Whether every string of this language is in the other, found within a budget.
    pub fn is_within(&self, other: &Language, work: &Work) -> Result<bool, TooLarge> {
        match self.subset_within(other, work) {
            Ok(()) => Ok(true),
            Err(NotSubset::Outside(_)) => Ok(false),
            Err(NotSubset::TooLarge(error)) => Err(error),
        }
    }

    /// Whether some string is in both languages, found within a budget. Nothing is built.
    pub fn meets(&self, other: &Language, work: &Work) -> Result<bool, TooLarge> {
        let (_, parts) = self.classes.join(&other.classes);
        let mut met = BTreeSet::from([(self.start, other.start)]);
        let mut to_do = vec![(self.start, other.start)];
        while let Some((first, second)) = to_do.pop() {
            work.spend(parts.len())?;
            if self.accepts(first) && other.accepts(second) {
                return Ok(true);
            }
            for &(first_class, second_class) in &parts {
                let pair = (
                    self.next_by_class(first, first_class),
                    other.next_by_class(second, second_class),
                );
                if pair.0 != DEAD && pair.1 != DEAD && met.insert(pair) {
                    to_do.push(pair);
                }
            }
        }
        Ok(false)
    }

    fn subset_within(&self, other: &Language, work: &Work) -> Result<(), NotSubset> {
        let (classes, parts) = self.classes.join(&other.classes);
        let mut bytes: Vec<(u8, usize, usize)> = classes
            .members()
            .iter()
            .zip(&parts)
            .map(|(members, &(first, second))| (most_readable(members), first, second))
            .collect();
        bytes.sort_by_key(|&(byte, _, _)| super::witness::rank(byte));

        let limit = STATE_LIMIT + 2 * (self.states() + other.states());
        let mut met = BTreeSet::from([(self.start, other.start)]);
        // A pair, the place in this list it was reached from, and by which byte.
        let mut found = vec![(self.start, other.start, 0, 0u8)];
        let mut next = 0;
        while let Some(&(first, second, _, _)) = found.get(next) {
            work.spend(bytes.len()).map_err(NotSubset::TooLarge)?;
            if self.accepts(first) && !other.accepts(second) {
                return Err(NotSubset::Outside(spell(&found, next)));
            }
            for &(byte, first_class, second_class) in &bytes {
                let pair = (
                    self.next_by_class(first, first_class),
                    other.next_by_class(second, second_class),
                );
                if pair.0 == DEAD || !met.insert(pair) {
                    continue;
                }
                if found.len() >= limit {
                    return Err(NotSubset::TooLarge(TooLarge::States { limit }));
                }
                found.push((pair.0, pair.1, next, byte));
            }
            next += 1;
        }
        Ok(())
    }
}

/// The string that leads to the pair at this place.
fn spell(found: &[(u32, u32, usize, u8)], mut place: usize) -> Witness {
    let mut bytes = Vec::new();
    while let Some(&(_, _, from, byte)) = found.get(place)
        && place != 0
    {
        bytes.push(byte);
        place = from;
    }
    bytes.reverse();
    Witness::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_meet_in_a_string() {
        for (first, second, meets) in [
            ("a|b", "b|c", true),
            ("a|b", "c", false),
            ("a*", "", true),
            ("[a-z]+-[0-9]+", "pr-[a-z0-9]", true),
            ("[a-z]+-[0-9]+", "pr-[a-z]+", false),
            ("[a&&b]", "a", false),
        ] {
            let first = Language::from_regex(first).unwrap();
            let second = Language::from_regex(second).unwrap();
            assert_eq!(first.meets(&second, &Work::unlimited()), Ok(meets));
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
            let first = Language::from_regex(first).unwrap();
            let second = Language::from_regex(second).unwrap();
            let answer = match first.is_subset_of(&second) {
                Ok(()) => None,
                Err(NotSubset::Outside(witness)) => Some(witness.to_string()),
                Err(NotSubset::TooLarge(_)) => panic!("tiny automata"),
            };
            assert_eq!(answer.as_deref(), outside);
        }
    }
}
