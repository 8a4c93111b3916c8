//! How a set of origins is searched: a strategy that the compiler chooses from its shape.
//!
//! A regex engine looks at an expression and takes the cheapest of several machines that can
//! search for it. So does the compiler with a policy, for it knows all of it. Each strategy is what
//! one would write by hand for that one policy:
//!
//! | the patterns are | strategy | one look-up |
//! | --- | --- | --- |
//! | one origin | `One` | the length, then both ends in words of 8 to 32 bytes |
//! | 2 to 4 origins | `Few` | their lengths, then the bytes of those that fit |
//! | more | `Many` | two windows hashed, a pilot, a slot, the text in it last |
//! | `*.`, `:*`, in one form | `Wildcards` | scheme, port, suffix, one read a byte of the labels |
//! | more than 4 suffixes | `Wildcards` with `Many` names | each end at a dot looked up by hash |
//! | one placeholder | `Automaton` with `Bytes` | length, suffix, prefix, one read a byte |
//! | other regular ones | `Automaton` with a `Walk` | the same, but one step a byte |
//! | of several kinds, or with denials | `Mixture` | the above in turn, until one says yes |
//!
//! *Why not one automaton for everything.* It could be: the compiler has one for each pattern. But
//! a step of it waits for a read that waits for the step before, some six cycles a byte, and ten
//! thousand hosts that share nothing need megabytes of table. Everything above it in the list
//! looks at words, not at bytes, and reads its bytes independently of one another.
//!
//! *The cheapest rejection first.* Most values that match nothing differ from what matches in their
//! length or their end, so these are compared first: nothing is hashed, and no automaton walked,
//! for an origin that is too short or of another domain.
//!
//! *A policy of one kind does not pay for the others.* A look-up starts with one jump, to a function
//! of which no other strategy is a part. In a mixture the parts are asked from the cheapest to the
//! dearest.
//!
//! *Denials.* What can be taken away when the policy is compiled is taken away. An origin that is
//! listed and denied is an error, so the list needs no second question. From the automata the
//! denials are subtracted: the difference of two automata is one automaton, and one walk. Wildcards
//! stay as they are, and what is denied is a second set that is asked when one has matched: joining
//! the two would make a walk over the whole origin of what is a comparison of its end.
//!
//! *Few automata, or one.* Up to four regular patterns stay apart, each with its own prefix and
//! suffix, by which nearly every other origin is refused in two comparisons. More are joined into
//! one, so that the time does not grow with their number, unless it would not fit its table.
//!
//! Source: the choice among engines is that of
//! [regex-automata's `meta`](https://docs.rs/regex-automata/0.4/regex_automata/meta/index.html).

use super::compare::equal;
use super::{Automaton, Few, HashTable, StringSet, WildcardGroup};
use crate::stored::{List, Text};

/// How a set of origins is searched.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a policy has one")]
pub enum Strategy {
    /// Not at all: no pattern is allowed.
    Nothing,
    /// By one comparison.
    One(Text),
    /// By a few comparisons, mostly of lengths.
    Few(Few),
    /// By a perfect hash.
    Many(HashTable),
    /// By scheme, suffix and labels.
    Wildcards(WildcardGroup),
    /// By prefix, suffix and what lies between.
    Automaton(Automaton),
    /// By several of these in turn.
    Mixture {
        /// What is allowed.
        allowed: Parts,
        /// What is not, of that which wildcards and automata allow.
        denied: Parts,
    },
}

/// Parts of a mixture, from the cheapest to the dearest.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The origins that are listed in full.
    pub exact: StringSet,
    /// The patterns with a leading `*.`, a `:*`, or both.
    pub wildcards: List<WildcardGroup>,
    /// The patterns with placeholders, and the regexes.
    pub automata: List<Automaton>,
}

impl Strategy {
    /// Whether `origin` is in the set.
    #[inline]
    pub(super) fn finds(&self, origin: &[u8]) -> bool {
        match self {
            Self::Nothing => false,
            Self::One(one) => equal(one.as_bytes(), origin),
            Self::Few(few) => few.contains(origin),
            Self::Many(table) => table.contains(origin),
            Self::Wildcards(group) => group.matches(origin),
            Self::Automaton(automaton) => automaton.accepts(origin),
            Self::Mixture { allowed, denied } => allowed.find_without(denied, origin),
        }
    }
}

impl Parts {
    /// No part.
    pub const NONE: Self =
        Self { exact: StringSet::Empty, wildcards: List::Fixed(&[]), automata: List::Fixed(&[]) };

    // A function of its own, so that the other strategies need not save the registers that it uses.
    #[inline(never)]
    fn find_without(&self, denied: &Self, origin: &[u8]) -> bool {
        self.has_exactly(origin)
            || (self.has_pattern_for(origin)
                && !denied.has_exactly(origin)
                && !denied.has_pattern_for(origin))
    }

    #[inline]
    fn has_exactly(&self, origin: &[u8]) -> bool {
        match &self.exact {
            StringSet::Empty => false,
            StringSet::One(one) => equal(one.as_bytes(), origin),
            more => more.contains(origin),
        }
    }

    #[inline]
    fn has_pattern_for(&self, origin: &[u8]) -> bool {
        self.wildcards.iter().any(|group| group.matches(origin))
            || self.automata.iter().any(|automaton| automaton.accepts(origin))
    }
}
