//! Patterns in general: plain origins, and those that need an automaton.

mod dead;
mod dots;
mod placeholder;
mod plain;
mod regular;
mod repair;

use std::fmt;

pub(crate) use dead::dead_part;
pub(super) use dots::with_dots_escaped;
pub(crate) use plain::labels;
pub use regular::{RegularPattern, UnescapedDot, parse_regex, parse_regex_within};
pub use repair::{
    over_https, repaired_placeholders, repaired_placeholders_within, repaired_regex,
    repaired_regex_within,
};

use super::origin::{self, OriginError, OriginPattern, Parsed};
use crate::language::{Budget, Language, TooLarge};

/// What may stand in `allow_origins` and `deny_origins`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "ten thousand origins still make a small list")]
pub enum Pattern {
    /// A plain origin, or one with a leading `*.` or a `:*`.
    Plain(OriginPattern),
    /// A pattern with placeholders, a regex, or an address range.
    Regular(RegularPattern),
    /// The origin `null`.
    Null,
}

/// How a pattern is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As a string.
    Text,
    /// As a regex.
    Regex,
}

/// Reads a pattern from a string: plain, an address range, or with placeholders.
///
/// `null` is read too; whether a policy may have it is another question.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Pattern, OriginError> {
    parse_within(text, &Budget::unlimited())
}

/// The same as [`parse`], within a budget.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse_within(text: &str, budget: &Budget) -> Result<Pattern, OriginError> {
    if text.contains(['{', '}']) {
        return placeholder::parse(text, budget).map(Pattern::Regular);
    }
    if text == "null" {
        return Ok(Pattern::Null);
    }
    match origin::parse_pattern(text)? {
        Parsed::Plain(plain) => Ok(Pattern::Plain(plain)),
        Parsed::Range(range) => RegularPattern::of_range(&range, budget).map(Pattern::Regular),
    }
}

/// Whether a string is a pattern with placeholders or an address range, or is meant as one.
pub(crate) fn needs_automaton(text: &str) -> bool {
    text.contains('{') || origin::is_range(text)
}

impl Pattern {
    /// The origins that it matches, as a language; `null` is none of them.
    ///
    /// # Errors
    ///
    /// The automaton would be too large.
    pub fn language(&self) -> Result<Language, TooLarge> {
        self.language_within(&Budget::unlimited())
    }

    /// The same as [`language`](Self::language), within a budget.
    ///
    /// # Errors
    ///
    /// The automaton would be too large.
    pub fn language_within(&self, budget: &Budget) -> Result<Language, TooLarge> {
        match self {
            Self::Plain(pattern) => plain::language(pattern, budget),
            Self::Regular(pattern) => Ok(pattern.language().clone()),
            Self::Null => Ok(Language::empty()),
        }
    }

    /// The regex, if the pattern is written as one; any other is written as a string, which is how it
    /// is displayed.
    #[must_use]
    pub fn regex(&self) -> Option<&str> {
        match self {
            Self::Regular(pattern) => pattern.regex(),
            Self::Plain(_) | Self::Null => None,
        }
    }

    /// The origin, if the pattern is exactly one.
    #[must_use]
    pub fn exact(&self) -> Option<String> {
        match self {
            Self::Plain(pattern) => pattern.is_exact().then(|| pattern.to_string()),
            Self::Regular(_) => None,
            Self::Null => Some("null".to_owned()),
        }
    }
}

/// The pattern as it was written.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(pattern) => pattern.fmt(f),
            Self::Regular(pattern) => pattern.fmt(f),
            Self::Null => f.write_str("null"),
        }
    }
}
