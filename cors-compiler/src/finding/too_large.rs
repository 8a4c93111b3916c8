//! The sentences about automata that are too large.

use super::{Words, words};
use crate::language::TooLarge;

/// What is too large.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Oversized {
    /// One regex.
    Regex,
    /// One pattern.
    Pattern,
    /// All patterns of a policy.
    Policy,
    /// A map of policies.
    Map,
}

impl Oversized {
    /// The sentence about what exceeds the limit.
    pub(crate) fn words(self, error: TooLarge) -> Words {
        match error {
            TooLarge::States { limit } => {
                let what = match self {
                    Self::Regex => "regex",
                    // The automaton of a policy is that of one of its patterns.
                    Self::Pattern | Self::Policy => "pattern",
                    Self::Map => "map",
                };
                words!(
                    "the {what} is too large: the automaton would have more than {limit} states",
                    what,
                    limit,
                )
            }
            TooLarge::Budget => {
                let (what, parts) = match self {
                    Self::Regex => ("regex", "all patterns together"),
                    Self::Pattern => ("pattern", "all patterns together"),
                    Self::Policy => ("policy", "its patterns"),
                    Self::Map => ("map", "its rows"),
                };
                words!(
                    "the {what} is too large: {parts} take too many steps to process",
                    what,
                    parts,
                )
            }
        }
    }
}
