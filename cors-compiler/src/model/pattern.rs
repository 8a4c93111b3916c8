//! Patterns in general: plain origins, and those that need an automaton.

mod dead;
mod dots;
mod meant;
mod placeholder;
mod plain;
mod regular;
mod repair;

use std::fmt;

pub(crate) use dead::{DeadPart, DeadReason};
pub(crate) use dots::with_dots_escaped;
pub use meant::{Meant, over_https, to_list};
pub(super) use placeholder::MOST_PLACEHOLDERS;
pub(crate) use placeholder::{closing_brace, is_name};
#[cfg(feature = "migration")]
pub(crate) use regular::plain_equivalent;
pub use regular::{RegularPattern, UnescapedDot};

use super::origin::{self, Host, OriginError, OriginPattern, Parsed, Port};
use crate::language::{Automata, Language, TooLarge};

/// What may be listed in `allow_origins` and `deny_origins`.
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

/// Reads patterns within a budget, and finds out what was meant by those that cannot be read.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'b> {
    automata: &'b Automata,
}

impl<'b> Reader<'b> {
    /// One that spends this budget.
    #[must_use]
    pub fn new(automata: &'b Automata) -> Self {
        Self { automata }
    }

    /// Reads a pattern in either form.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn pattern(self, text: &str, form: Form) -> Result<Pattern, OriginError> {
        match form {
            Form::Text => self.text(text),
            Form::Regex => self.regex(text).map(Pattern::Regular),
        }
    }

    /// Reads a pattern from a string: plain, an address range, or with placeholders.
    ///
    /// `null` is read too; whether a policy may have it is another question.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn text(self, text: &str) -> Result<Pattern, OriginError> {
        if text.contains(['{', '}']) {
            return self.placeholders(text).map(Pattern::Regular);
        }
        if text == "null" {
            return Ok(Pattern::Null);
        }
        match origin::parse_pattern(text)? {
            Parsed::Plain(plain) => Ok(Pattern::Plain(plain)),
            Parsed::Range(range) => self.range(&range).map(Pattern::Regular),
        }
    }
}

/// Reads a pattern from a string, as [`Reader::text`] does, without a budget.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Pattern, OriginError> {
    Reader::new(&Automata::unlimited()).text(text)
}

/// Reads a regex that describes whole origins, as [`Reader::regex`] does, without a budget.
///
/// # Errors
///
/// It does not parse, it is too large, or no origin matches it.
pub fn parse_regex(text: &str) -> Result<RegularPattern, OriginError> {
    Reader::new(&Automata::unlimited()).regex(text)
}

/// Whether a string is a pattern with placeholders or an address range, or is meant as one.
pub(crate) fn needs_automaton(text: &str) -> bool {
    text.contains('{') || origin::is_range(text)
}

impl Pattern {
    /// One origin that it matches.
    pub(crate) fn sample(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Regular(regular) => regular.witness().to_owned(),
            Self::Plain(plain) => {
                let host = match plain.host() {
                    Host::Subdomains(base) => format!("a.{base}"),
                    host => host.to_string(),
                };
                match plain.port() {
                    Port::Any => format!("{}://{host}", plain.scheme()),
                    port => format!("{}://{host}{port}", plain.scheme()),
                }
            }
        }
    }

    /// The origins that it matches, as a language; `null` is none of them.
    ///
    /// # Errors
    ///
    /// The automaton would be too large.
    pub fn language(&self, automata: &Automata) -> Result<Language, TooLarge> {
        match self {
            Self::Plain(pattern) => pattern.language(automata),
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
