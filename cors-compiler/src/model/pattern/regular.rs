//! A pattern whose meaning is an automaton.

use std::fmt;
use std::ops::Range;

use super::plain::port_language;
use super::{Form, OriginError, dots};
use crate::language::{Budget, Language, RegexError, RegexErrorKind, TooLarge};
use crate::model::origin::{AddressRange, RangePattern};
use crate::origins::among_origins;
use crate::rules::{PATTERN_MATCHES_NOTHING, POLICY_TOO_LARGE, REGEX_SYNTAX};

/// A pattern with placeholders, a regex, or an address range: what it leaves of the origins that a browser can
/// send, never nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegularPattern {
    written: String,
    form: Form,
    language: Language,
    witness: String,
    unescaped_dot: Option<UnescapedDot>,
    range: Option<AddressRange>,
}

/// A dot of a regex that stands for any character, where a host has a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnescapedDot {
    /// Where the first one stands in the regex.
    pub range: Range<usize>,
    /// The regex with a backslash before each of them.
    pub escaped: String,
    /// The same as a value of a policy, in the notation at hand.
    pub repair: String,
    /// The plain pattern or the one with a leading `*.` that means the same, if there is one.
    pub plain: Option<String>,
}

impl RegularPattern {
    /// The pattern that was written like this and means `language`, as far as it is origins.
    pub(super) fn new(
        written: String,
        language: &Language,
        budget: &Budget,
    ) -> Result<Self, OriginError> {
        let whole = 0..written.len();
        let language =
            among_origins(language, budget).map_err(|error| too_large(whole.clone(), &error))?;
        let Some(witness) = language.witness() else {
            let message = format!("no origin matches `{written}`");
            let error = OriginError::new(&PATTERN_MATCHES_NOTHING, whole, message);
            return Err(match hint(&written) {
                Some(hint) => error.note(hint),
                None => error,
            });
        };
        Ok(Self { written, form: Form::Text, language, witness, unescaped_dot: None, range: None })
    }

    /// The pattern of an address range.
    pub(super) fn of_range(pattern: &RangePattern, budget: &Budget) -> Result<Self, OriginError> {
        let written = pattern.to_string();
        let language = pattern
            .hosts(budget)
            .and_then(|hosts| hosts.then_within(&port_language(pattern.port(), budget)?, budget))
            .map_err(|error| too_large(0..written.len(), &error))?;
        let range = Some(pattern.range());
        Ok(Self { range, ..Self::new(written, &language, budget)? })
    }

    /// The regex, if it is written as one.
    #[must_use]
    pub fn regex(&self) -> Option<&str> {
        (self.form == Form::Regex).then_some(self.written.as_str())
    }

    /// The addresses, if it is an address range.
    #[must_use]
    pub fn range(&self) -> Option<AddressRange> {
        self.range
    }

    /// The shortest origin that it matches.
    #[must_use]
    pub fn witness(&self) -> &str {
        &self.witness
    }

    /// The first dot that stands for any character, if it is a regex that has one.
    #[must_use]
    pub fn unescaped_dot(&self) -> Option<&UnescapedDot> {
        self.unescaped_dot.as_ref()
    }

    /// The same pattern, with the repair of its dots as `quote` writes a regex.
    #[must_use]
    pub(crate) fn with_repair(mut self, quote: impl Fn(&str) -> String) -> Self {
        if let Some(dot) = &mut self.unescaped_dot {
            dot.repair = quote(&dot.escaped);
        }
        self
    }

    /// The origins that it matches.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }
}

/// Reads a regex that describes whole origins.
///
/// # Errors
///
/// It does not parse, it is too large, or no origin matches it.
pub fn parse_regex(text: &str) -> Result<RegularPattern, OriginError> {
    parse_regex_within(text, &Budget::unlimited())
}

/// The same as [`parse_regex`], within a budget.
///
/// # Errors
///
/// It does not parse, it is too large, or no origin matches it.
pub fn parse_regex_within(text: &str, budget: &Budget) -> Result<RegularPattern, OriginError> {
    let language =
        Language::from_regex_within(text, budget).map_err(|error| regex_error(error, 0))?;
    let dots = dots::lone_dots(text);
    let unescaped_dot = dots.first().cloned().map(|range| {
        let escaped = dots::escaped(text, &dots);
        let repair = format!("regex({escaped:?})");
        let plain = plain_equivalent(&escaped);
        UnescapedDot { range, escaped, repair, plain }
    });
    let pattern = RegularPattern::new(text.to_owned(), &language, budget)?;
    Ok(RegularPattern { form: Form::Regex, unescaped_dot, ..pattern })
}

/// The pattern that a regex means whose dots are escaped: one origin, or the subdomains of a domain.
fn plain_equivalent(regex: &str) -> Option<String> {
    let any = [".*", ".+"];
    let (scheme, host) = regex.split_once("://")?;
    let (star, host) = any
        .iter()
        .flat_map(|any| [format!("({any})"), format!("(?:{any})"), (*any).to_owned()])
        .find_map(|any| host.strip_prefix(&format!(r"{any}\.")))
        .map_or(("", host), |host| ("*.", host));
    let host = host.replace(r"\.", ".");
    let is_plain = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
    };
    let plain = format!("{scheme}://{star}{host}");
    (is_plain(scheme) && is_plain(&host) && super::parse(&plain).is_ok()).then_some(plain)
}

/// The error of a regex that starts at byte `start` of the text.
pub(super) fn regex_error(error: RegexError, start: usize) -> OriginError {
    let RegexError { kind, message, range } = error;
    let rule = match kind {
        RegexErrorKind::Syntax => &REGEX_SYNTAX,
        RegexErrorKind::TooLarge => &POLICY_TOO_LARGE,
    };
    let range = range.start.saturating_add(start)..range.end.saturating_add(start);
    OriginError::new(rule, range, message)
}

pub(super) fn too_large(range: Range<usize>, error: &TooLarge) -> OriginError {
    OriginError::new(&POLICY_TOO_LARGE, range, format!("the pattern is too large: {error}"))
}

/// Why a regex that looks right matches no origin.
fn hint(written: &str) -> Option<&'static str> {
    if !written.contains("://") {
        Some("an origin starts with its scheme: `https://`")
    } else if written.ends_with('/') || written.contains("/.*") {
        Some("an origin has nothing after the host and the port")
    } else if has_upper_case(written) {
        Some("a browser writes schemes and domains in lower case")
    } else {
        None
    }
}

/// Whether a letter in upper case stands for itself, as it does not in `\D`.
fn has_upper_case(written: &str) -> bool {
    let letter = |pair: &[u8]| matches!(pair, [before, letter] if *before != b'\\' && letter.is_ascii_uppercase());
    written.as_bytes().windows(2).any(letter)
}

/// The pattern as it was written.
impl fmt::Display for RegularPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::Text => f.write_str(&self.written),
            Form::Regex => write!(f, "regex({:?})", self.written),
        }
    }
}
