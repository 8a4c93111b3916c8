//! Sets of serialised origins.
//!
//! A set has one operation: *is this value of `Origin` a member?* It reads at most as many bytes as an
//! origin can have. Its [`Strategy`] determines how; the compiler chooses one from the shape of the set.
//!
//! ```text
//!                         ┌─ One, Few, Many   compared, or found by a perfect hash
//! Origin ──> OriginSet ───┼─ Wildcards        `*.` and `:*`: scheme, port, suffix, labels
//!                         ├─ Automaton        placeholders, regexes: length, suffix, prefix, walk
//!                         └─ Mixture          these in turn; and the denied origins
//! ```
//!
//! | module | contents |
//! | --- | --- |
//! | `strategy` | the choice of a strategy, and the reasons |
//! | `string_set`, `hash_table`, `hash`, `windows` | strings listed in full |
//! | `wildcard`, `dots`, `labels`, `port`, `scheme` | patterns with `*.` and `:*` |
//! | `automaton` | all other patterns |
//!
//! Source: origins are compared byte for byte,
//! [`#concept-cors-check`](https://fetch.spec.whatwg.org/#concept-cors-check), step 4.

mod automaton;
mod dots;
mod hash;
mod hash_table;
mod labels;
mod port;
mod scheme;
mod strategy;
mod string_set;
mod wildcard;
mod windows;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::Display;
use core::slice;

pub use automaton::{Automaton, Middle, Walk};
pub use hash::{Hasher, Windows};
pub use hash_table::{HashTable, Placement, Tag};
pub use scheme::Scheme;
pub use strategy::{Parts, Strategy};
pub use string_set::{FEW, Few, StringSet};
pub use wildcard::{Shape, WildcardGroup, WildcardOrigin};

/// The longest value of `Origin` that is examined, in bytes.
///
/// A host name has at most 253 bytes and a trailing dot
/// ([RFC 1035, section 2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)); a scheme is
/// given 64, `://` has 3, and a port with its colon 6.
pub const MAX_ORIGIN_LEN: usize = 64 + 3 + 254 + 6;

/// The number of origins that [`OriginSet::nearest`] examines.
pub const MAX_LOOKED_AT: usize = 4096;

/// The number of them that it compares.
pub const MAX_COMPARED: usize = 64;

/// A set of serialised origins: those that match some patterns, minus those that match others.
///
/// ```
/// use cors_tables::origin_set::{OriginSet, Strategy};
/// use cors_tables::stored::Text;
/// let set = OriginSet { strategy: Strategy::One(Text::Fixed("https://example.com")) };
/// assert!(set.contains(b"https://example.com"));
/// assert!(!set.contains(b"https://example.com."));
/// ```
#[derive(Debug, Clone)]
pub struct OriginSet {
    /// How the set is searched.
    pub strategy: Strategy,
}

impl OriginSet {
    /// The set without any origin.
    pub const EMPTY: Self = Self { strategy: Strategy::Nothing };

    /// Whether `origin`, the bytes of one `Origin` header, is in the set.
    ///
    /// Time: bounded by [`MAX_ORIGIN_LEN`] and the number of forms of the set's patterns.
    #[must_use]
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        self.strategy.finds(origin)
    }

    /// The origins that are listed in full, in the table's order.
    pub fn exact(&self) -> impl Iterator<Item = &str> {
        (0..self.exact_slots()).filter_map(|slot| self.exact_at(slot))
    }

    /// The origin with this number among those that are listed in full: its position in a list, or its slot
    /// in a table.
    #[must_use]
    pub fn exact_at(&self, slot: u32) -> Option<&str> {
        match &self.strategy {
            Strategy::One(one) => (slot == 0).then_some(one.value()),
            Strategy::Few(few) => few.iter().nth(slot as usize),
            Strategy::Many(table) => table.at(slot),
            Strategy::Mixture { allowed, .. } => allowed.exact.at(slot),
            Strategy::Nothing | Strategy::Wildcards(_) | Strategy::Automaton(_) => None,
        }
    }

    /// The upper bound of the numbers for [`exact_at`](Self::exact_at); some may have no origin.
    #[must_use]
    pub const fn exact_slots(&self) -> u32 {
        match &self.strategy {
            Strategy::One(_) => 1,
            Strategy::Few(few) => few.count as u32,
            Strategy::Many(table) => table.slot_count,
            Strategy::Mixture { allowed, .. } => allowed.exact.slots(),
            Strategy::Nothing | Strategy::Wildcards(_) | Strategy::Automaton(_) => 0,
        }
    }

    /// The patterns with a leading `*.`, a `:*`, or both.
    pub fn wildcards(&self) -> impl Iterator<Item = WildcardOrigin<'_>> {
        let groups = match &self.strategy {
            Strategy::Wildcards(group) => slice::from_ref(group),
            Strategy::Mixture { allowed, .. } => &*allowed.wildcards,
            _ => &[],
        };
        groups.iter().flat_map(WildcardGroup::patterns)
    }

    fn automata(&self) -> &[Automaton] {
        match &self.strategy {
            Strategy::Automaton(automaton) => slice::from_ref(automaton),
            Strategy::Mixture { allowed, .. } => &allowed.automata,
            _ => &[],
        }
    }

    /// The patterns with placeholders, and the regexes, as written.
    fn regular(&self) -> impl Iterator<Item = &str> {
        self.automata().iter().flat_map(Automaton::patterns)
    }

    /// The pattern that matches `origin`, as it is written; several that share an automaton are joined by commas. A
    /// denial inside the set is not looked at.
    ///
    /// For messages: the time is linear in the number of patterns.
    #[must_use]
    pub fn pattern_of(&self, origin: &str) -> Option<String> {
        if let Some(exact) = self.exact().find(|exact| *exact == origin) {
            return Some(String::from(exact));
        }
        if let Some(pattern) = self.wildcards().find(|pattern| pattern.matches(origin.as_bytes())) {
            return Some(pattern.to_string());
        }
        let automaton = self.automata().iter().find(|one| one.accepts(origin.as_bytes()))?;
        Some(automaton.patterns().collect::<Vec<_>>().join(", "))
    }

    /// Calls `each` with every allowed pattern as written.
    ///
    /// # Errors
    ///
    /// The first error of `each`.
    pub fn try_for_each<E>(
        &self,
        mut each: impl FnMut(&dyn Display) -> Result<(), E>,
    ) -> Result<(), E> {
        self.exact().try_for_each(|origin| each(&origin))?;
        self.wildcards().try_for_each(|pattern| each(&pattern))?;
        self.regular().try_for_each(|pattern| each(&pattern))
    }

    /// Whether it has more patterns than this number, of all kinds.
    ///
    /// It is used in messages and stops counting at that number.
    #[must_use]
    pub fn has_more_than(&self, few: usize) -> bool {
        let patterns = self.exact().map(|_| ()).chain(self.wildcards().map(|_| ()));
        patterns.chain(self.regular().map(|_| ())).nth(few).is_some()
    }

    /// Whether there are no patterns.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.has_more_than(0)
    }

    /// The exact origin that is closest to `origin` by edit distance, if it is close enough for a
    /// suggestion.
    ///
    /// It is used in messages, and bounded like everything that a request can cause: it examines the first
    /// [`MAX_LOOKED_AT`] origins, and compares the first [`MAX_COMPARED`] of those with a similar length.
    #[must_use]
    pub fn nearest(&self, origin: &[u8]) -> Option<&str> {
        if origin.len() > MAX_ORIGIN_LEN {
            return None;
        }
        let is_as_long =
            |candidate: &&str| candidate.len().abs_diff(origin.len()) <= candidate.len() / 4;
        self.exact()
            .take(MAX_LOOKED_AT)
            .filter(is_as_long)
            .take(MAX_COMPARED)
            .map(|candidate| (edit_distance(origin, candidate.as_bytes()), candidate))
            .min_by_key(|&(distance, _)| distance)
            .filter(|&(distance, candidate)| distance <= candidate.len() / 4)
            .map(|(_, candidate)| candidate)
    }
}

/// The Levenshtein distance of two origins, in one row of memory.
///
/// Source: R. Wagner, M. Fischer, *The String-to-String Correction Problem*, 1974.
fn edit_distance(left: &[u8], right: &[u8]) -> usize {
    // row[j] is the distance between the part of `left` read so far and the first j bytes of `right`.
    let mut row = [0_usize; MAX_ORIGIN_LEN + 1];
    let Some(row) = row.get_mut(..=right.len()) else { return usize::MAX };
    for (j, cell) in row.iter_mut().enumerate() {
        *cell = j;
    }
    for (i, &byte) in left.iter().enumerate() {
        let mut diagonal = i;
        let mut previous = i.saturating_add(1);
        let mut cells = row.iter_mut();
        if let Some(first) = cells.next() {
            *first = previous;
        }
        for (cell, &other) in cells.zip(right) {
            let replaced = diagonal.saturating_add(usize::from(byte != other));
            diagonal = *cell;
            previous = replaced.min(diagonal.saturating_add(1)).min(previous.saturating_add(1));
            *cell = previous;
        }
    }
    row.last().copied().unwrap_or(left.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::{ByteMap, List, Text};
    use std::vec;

    #[test]
    fn distances() {
        for (left, right, want) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(edit_distance(left.as_bytes(), right.as_bytes()), want, "{left} {right}");
        }
    }

    #[test]
    fn nearest_origin_is_suggested() {
        let set = OriginSet { strategy: Strategy::One(Text::Fixed("https://example.com")) };
        assert_eq!(set.nearest(b"http://example.com"), Some("https://example.com"));
        assert_eq!(set.nearest(b"https://unrelated.test"), None);
        assert_eq!(set.nearest(&[b'a'; 8000]), None);
        // At most a quarter of its bytes may differ.
        assert_eq!(set.nearest(b"https://ple.com"), Some("https://example.com"));
        assert_eq!(set.nearest(b"https://le.com"), None);
    }

    #[test]
    fn longest_origin_is_examined() {
        assert_eq!(MAX_ORIGIN_LEN, 327);
        let longest = "a".repeat(MAX_ORIGIN_LEN);
        let set = OriginSet { strategy: Strategy::One(Text::from(longest.clone())) };
        assert_eq!(set.nearest(longest.as_bytes()), Some(&*longest));
        let too_long = "a".repeat(MAX_ORIGIN_LEN + 1);
        assert_eq!(set.nearest(too_long.as_bytes()), None);
    }

    const EXACT: &str = "https://example.com";
    const BELOW: WildcardGroup = WildcardGroup {
        scheme: Scheme::Https,
        shape: Shape::Subdomains,
        names: StringSet::One(Text::Fixed(".example.com")),
    };
    /// `pr-` and digits, which are 0 here.
    static DIGITS: [u8; 256] = {
        let mut others = [1; 256];
        let (_, digits) = others.split_at_mut(b'0' as usize);
        let mut left: &mut [u8] = digits.split_at_mut(10).0;
        while let Some((first, rest)) = left.split_first_mut() {
            *first = 0;
            left = rest;
        }
        others
    };
    const PREVIEW: Automaton = Automaton {
        written: Text::Fixed("https://pr-{n:[0-9]+}.example.net"),
        prefix: Text::Fixed("https://pr-"),
        suffix: Text::Fixed(".example.net"),
        shortest: 24,
        longest: 26,
        middle: Middle::Bytes(ByteMap::Fixed(&DIGITS)),
    };

    /// For each strategy: members, similar origins that are not members, and the patterns as written.
    #[test]
    fn every_strategy_finds_its_members_and_lists_its_patterns() {
        let few = Few::new(&[Text::Fixed("https://a.com"), Text::Fixed(EXACT)]).unwrap();
        let denied =
            WildcardGroup { names: StringSet::One(Text::Fixed(".denied.example.com")), ..BELOW };
        let mixture = Strategy::Mixture {
            allowed: Parts {
                exact: StringSet::One(Text::Fixed(EXACT)),
                wildcards: List::Fixed(&[BELOW]),
                automata: List::Fixed(&[PREVIEW]),
            },
            denied: Parts {
                exact: StringSet::One(Text::Fixed("https://one.example.com")),
                wildcards: List::from(vec![denied]),
                automata: List::Fixed(&[PREVIEW]),
            },
        };
        let some = Strategy::Mixture {
            allowed: Parts { automata: List::Fixed(&[PREVIEW]), ..Parts::NONE },
            denied: Parts { exact: StringSet::Few(few.clone()), ..Parts::NONE },
        };
        let wildcard = "https://*.example.com";
        let regular = "https://pr-{n:[0-9]+}.example.net";
        type Row<'a> = (Strategy, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
        let rows: [Row<'_>; 7] = [
            (Strategy::Nothing, &[], &["", EXACT], &[]),
            (Strategy::One(Text::Fixed(EXACT)), &[EXACT], &["", "https://example.co"], &[EXACT]),
            (
                Strategy::Few(few),
                &["https://a.com", EXACT],
                &["", "https://b.com"],
                &["https://a.com", EXACT],
            ),
            (Strategy::Wildcards(BELOW), &["https://a.example.com"], &[EXACT], &[wildcard]),
            (
                Strategy::Automaton(PREVIEW),
                &["https://pr-0.example.net", "https://pr-129.example.net"],
                &[
                    "https://pr-.example.net",
                    "https://pr-1234.example.net",
                    "https://pr-x.example.net",
                    "https://pr-1x.example.net",
                    "https://pr-/:.example.net",
                    "https://pr-1.example.com",
                    "https://pq-1.example.net",
                ],
                &[regular],
            ),
            (
                mixture,
                &[EXACT, "https://a.example.com"],
                &[
                    "https://one.example.com",
                    "https://a.denied.example.com",
                    "https://pr-1.example.net",
                    "https://example.org",
                ],
                &[EXACT, wildcard, regular],
            ),
            (some, &["https://pr-1.example.net"], &[EXACT, "https://a.example.com"], &[regular]),
        ];
        for (strategy, members, others, patterns) in rows {
            let set = OriginSet { strategy };
            for origin in members {
                assert!(set.contains(origin.as_bytes()), "{origin}: {set:?}");
            }
            for origin in others {
                assert!(!set.contains(origin.as_bytes()), "{origin}: {set:?}");
            }
            let mut written = Vec::new();
            let result = set.try_for_each(|pattern| {
                written.push(std::format!("{pattern}"));
                if written.len() == patterns.len() { Err(()) } else { Ok(()) }
            });
            assert_eq!(result.is_err(), !patterns.is_empty(), "the first error is returned");
            assert_eq!(written, patterns);
            assert_eq!(set.is_empty(), patterns.is_empty());
            assert!(!set.has_more_than(patterns.len()));
            assert!(patterns.is_empty() || set.has_more_than(patterns.len() - 1));
        }
    }
}
