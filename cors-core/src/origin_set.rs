//! Sets of serialised origins.
//!
//! A set answers one question, *is this value of `Origin` a member?*, and answers it without
//! looking at more bytes than an origin can have. It has parts, tried from the cheapest:
//!
//! ```text
//!                       ┌─ exact      a perfect hash, one comparison
//! Origin ── length ok? ─┼─ wildcards  `*.` and `:*`: scheme, port, suffix, labels
//!                       └─ automaton  placeholders and regexes: one step a byte
//! ```
//!
//! Denied patterns are a set of the same parts, asked when an allowed one has matched.
//!
//! Source: origins are compared byte for byte,
//! [`#concept-cors-check`](https://fetch.spec.whatwg.org/#concept-cors-check), step 4.

mod automaton;
mod exact;
mod hash;
mod wildcard;

pub use automaton::Automaton;
pub use exact::{ExactOrigins, HashTable};
pub use hash::Hasher;
pub use wildcard::{HostPattern, PortPattern, SchemeKind, WildcardOrigin};

/// The longest value of `Origin` that is looked at, in bytes.
///
/// A host name has at most 253 bytes and a trailing dot
/// ([RFC 1035, section 2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)); a scheme is
/// given 64, `://` has 3, and a port with its colon 6.
pub const MAX_ORIGIN_LEN: usize = 64 + 3 + 254 + 6;

/// How many origins [`OriginSet::nearest`] compares with one.
pub const MAX_COMPARED: usize = 64;

/// A set of serialised origins: those of some patterns, less those of others.
///
/// ```
/// use cors_core::origin_set::{ExactOrigins, OriginSet, PatternSet};
/// let allowed =
///     PatternSet { exact: ExactOrigins::One("https://example.com"), ..PatternSet::EMPTY };
/// let set = OriginSet { allowed, denied: PatternSet::EMPTY };
/// assert!(set.contains(b"https://example.com"));
/// assert!(!set.contains(b"https://example.com."));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OriginSet<'a> {
    /// The patterns of `allow_origins`.
    pub allowed: PatternSet<'a>,
    /// The patterns of `deny_origins`.
    pub denied: PatternSet<'a>,
}

/// Patterns, laid out for searching.
#[derive(Debug, Clone, Copy)]
pub struct PatternSet<'a> {
    /// The origins that are listed in full.
    pub exact: ExactOrigins<'a>,
    /// The patterns with a leading `*.`, a `:*`, or both.
    pub wildcards: &'a [WildcardOrigin<'a>],
    /// The patterns with placeholders, and the regexes.
    pub automaton: Option<Automaton<'a>>,
}

impl PatternSet<'_> {
    /// No pattern.
    pub const EMPTY: PatternSet<'static> =
        PatternSet { exact: ExactOrigins::Empty, wildcards: &[], automaton: None };

    /// Whether one of the patterns matches `origin`, which is not longer than an origin.
    #[inline]
    fn matches(&self, origin: &[u8]) -> bool {
        self.exact.contains(origin)
            || self.wildcards.iter().any(|pattern| pattern.matches(origin))
            || self.automaton.as_ref().is_some_and(|automaton| automaton.accepts(origin))
    }

    /// Calls `each` with every pattern as it is written.
    ///
    /// # Errors
    ///
    /// The first error of `each`.
    pub fn try_for_each<E>(
        &self,
        mut each: impl FnMut(&dyn core::fmt::Display) -> Result<(), E>,
    ) -> Result<(), E> {
        self.exact.iter().try_for_each(|origin| each(&origin))?;
        self.wildcards.iter().try_for_each(|pattern| each(pattern))?;
        let mut regular = self.automaton.iter().flat_map(Automaton::patterns);
        regular.try_for_each(|pattern| each(&pattern))
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let regular = self.automaton.iter().flat_map(Automaton::patterns).count();
        self.exact.len().saturating_add(self.wildcards.len()).saturating_add(regular)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.wildcards.is_empty() && self.automaton.is_none()
    }
}

impl<'a> OriginSet<'a> {
    /// Whether `origin`, the bytes of one `Origin` header, is in the set.
    ///
    /// Time: bounded by [`MAX_ORIGIN_LEN`] and the number of wildcard patterns, whatever is sent.
    #[must_use]
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_ORIGIN_LEN
            && self.allowed.matches(origin)
            && (self.denied.is_empty() || !self.denied.matches(origin))
    }

    /// The exact origin nearest to `origin` by edit distance, if one is near enough to be what
    /// somebody meant.
    ///
    /// For messages, and bounded like everything that a request can start: of the origins that
    /// are about as long, it compares the first [`MAX_COMPARED`].
    #[must_use]
    pub fn nearest(&self, origin: &[u8]) -> Option<&'a str> {
        if origin.len() > MAX_ORIGIN_LEN {
            return None;
        }
        let is_as_long =
            |candidate: &&str| candidate.len().abs_diff(origin.len()) <= candidate.len() / 4;
        self.allowed
            .exact
            .iter()
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
    // row[j] is the distance of the part of `left` read so far to the first j bytes of `right`.
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

    fn set(allowed: PatternSet<'_>) -> OriginSet<'_> {
        OriginSet { allowed, denied: PatternSet::EMPTY }
    }

    #[test]
    fn distances() {
        for (left, right, want) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(edit_distance(left.as_bytes(), right.as_bytes()), want, "{left} {right}");
        }
    }

    #[test]
    fn nearest_is_what_somebody_meant() {
        let set = set(PatternSet {
            exact: ExactOrigins::One("https://example.com"),
            ..PatternSet::EMPTY
        });
        assert_eq!(set.nearest(b"http://example.com"), Some("https://example.com"));
        assert_eq!(set.nearest(b"https://unrelated.test"), None);
        assert_eq!(set.nearest(&[b'a'; 8000]), None);
    }

    #[test]
    fn longer_than_any_origin_is_refused() {
        let wildcard = [WildcardOrigin {
            scheme: "https",
            host: HostPattern::Subdomains(".example.com"),
            port: PortPattern::Default,
        }];
        let set = set(PatternSet { wildcards: &wildcard, ..PatternSet::EMPTY });
        let mut origin = [b'a'; 8192];
        origin[..8].copy_from_slice(b"https://");
        origin[8192 - 12..].copy_from_slice(b".example.com");
        assert!(!set.contains(&origin));
    }
}
