//! The strategy with which a set of origins is searched. The compiler chooses it from the shape of the set.
//!
//! A regex engine examines an expression and uses the cheapest of several machines that can search for it.
//! The compiler can do the same with a policy, because it has all of it. Each strategy is what one would
//! write by hand for that policy:
//!
//! | the patterns are | strategy | one look-up |
//! | --- | --- | --- |
//! | one origin | `One` | the length, then both ends in words of 8 to 32 bytes |
//! | 2 to 4 origins | `Few` | their lengths, then the bytes of those with the same length |
//! | more | `Many` | two windows hashed, a pilot, a slot, and its text last |
//! | `*.`, `:*`, in one form | `Wildcards` | scheme, port, suffix, one read per byte of the labels |
//! | more than 4 suffixes | `Wildcards` with `Many` names | each suffix that starts with a dot is looked up by hash |
//! | one placeholder | `Automaton` with `Bytes` | length, suffix, prefix, one read per byte |
//! | other regular ones | `Automaton` with a `Walk` | the same, but one step per byte |
//! | of several kinds, or with denials | `Mixture` | these in turn, until one of them matches |
//!
//! *Why there is not one automaton for everything.* It would be possible, because the compiler has one for
//! each pattern. But each step waits for a read that waits for the previous step, about six cycles per
//! byte, and ten thousand unrelated hosts need megabytes of table. The strategies above it in the table
//! compare words instead of bytes, and read their bytes independently of one another.
//!
//! *The cheapest rejection first.* Most values that don't match differ from the patterns in their length or
//! their end, so these are compared first: nothing is hashed, and no automaton is walked, for an origin
//! that is too short or of another domain.
//!
//! *A policy of one kind does not pay for the others.* A look-up starts with one jump, to a function that
//! contains no other strategy. In a mixture, the parts are evaluated from the cheapest to the most
//! expensive.
//!
//! *Denials.* Denials are subtracted when the policy is compiled, if possible. An origin that is listed and
//! denied is an error, so lists need no second check. The denials are subtracted from the automata: the
//! difference of two automata is one automaton, and one walk. Wildcards are kept as they are, and the
//! denials are a second set that is checked after one has matched: a combined automaton would walk over the
//! whole origin instead of comparing its end.
//!
//! *A few automata, or one.* Up to four regular patterns stay separate, each with its own prefix and
//! suffix, which reject nearly every other origin in two comparisons. More patterns are united into one
//! automaton, so that the time does not grow with their number, unless its table would be too large.
//!
//! Source: the choice among engines is that of
//! [regex-automata's `meta`](https://docs.rs/regex-automata/0.4/regex_automata/meta/index.html).

use super::{Automaton, Few, HashTable, StringSet, WildcardGroup};
use crate::compare::equal;
use crate::stored::{List, Text};

/// The strategy with which a set of origins is searched.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a policy has one")]
// A tag of its own: in the unused values of a field, it takes three instructions more to read for each origin.
#[repr(u8)]
pub enum Strategy {
    /// None: no pattern is allowed.
    Nothing,
    /// One comparison.
    One(Text),
    /// A few comparisons, mostly of lengths.
    Few(Few),
    /// A perfect hash.
    Many(HashTable),
    /// Scheme, suffix and labels.
    Wildcards(WildcardGroup),
    /// Prefix, suffix and the part between them.
    Automaton(Automaton),
    /// Several of these in turn.
    Mixture {
        /// The allowed origins.
        allowed: Parts,
        /// The denied ones among those that wildcards and automata match.
        denied: Parts,
    },
}

/// Parts of a mixture, from the cheapest to the most expensive.
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

    // A separate function, so that the other strategies don't save the registers that it uses.
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
