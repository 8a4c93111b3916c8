//! A pattern whose meaning is an automaton.

use std::fmt;
use std::ops::Range;

use super::{Form, Reader, dots};
use crate::language::{Automata, Language, TooLarge};
use crate::model::origin::error::Hint;
use crate::model::origin::{
    self, AddressRange, OriginError, OriginErrorKind, OriginPattern, RangePattern,
};
use crate::origins::before_host;

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

/// A dot that is any character, in a regex where a host has a dot, or in the regex of a placeholder,
/// which has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnescapedDot {
    /// Where the first one is in the pattern.
    pub range: Range<usize>,
    /// The pattern with a backslash before each of them.
    pub escaped: String,
    /// The plain pattern or the one with a leading `*.` that means the same, if there is one.
    pub plain: Option<OriginPattern>,
}

impl Reader<'_> {
    /// The pattern that is written like this and means `language`, as far as that is origins. `dots`
    /// are those that are any character, in order.
    pub(super) fn regular(
        self,
        (written, form): (&str, Form),
        language: &Language,
        dots: &[Range<usize>],
    ) -> Result<RegularPattern, OriginError> {
        let whole = || 0..written.len();
        let language = self
            .automata
            .among_origins(language)
            .map_err(|error| OriginError::too_large(error, whole()))?;
        let Some(witness) = language.witness() else {
            return Err(OriginError::new(OriginErrorKind::NoOrigin(hint(written)), whole()));
        };
        let unescaped_dot = dots.first().cloned().map(|range| {
            let escaped = dots::escaped(written, dots);
            let plain = if form == Form::Regex { plain_equivalent(&escaped) } else { None };
            UnescapedDot { range, escaped, plain }
        });
        let written = written.to_owned();
        Ok(RegularPattern { written, form, language, witness, unescaped_dot, range: None })
    }

    /// The pattern of an address range.
    pub(crate) fn range(self, pattern: &RangePattern) -> Result<RegularPattern, OriginError> {
        let written = pattern.to_string();
        let language = self
            .before_port(pattern)
            .and_then(|hosts| {
                self.automata.concat(&hosts, &pattern.port().language(self.automata)?)
            })
            .map_err(|error| OriginError::too_large(error, 0..written.len()))?;
        Ok(RegularPattern {
            range: Some(pattern.range()),
            ..self.regular((&written, Form::Text), &language, &[])?
        })
    }

    /// What an address range matches before the port.
    pub(super) fn before_port(self, pattern: &RangePattern) -> Result<Language, TooLarge> {
        let range = pattern.range();
        let hosts = self.automata.hosts_in(range.network(), range.prefix())?;
        self.automata.concat(&before_host(pattern.scheme()), &hosts)
    }

    /// Reads a regex that describes whole origins.
    ///
    /// # Errors
    ///
    /// It does not parse, it is too large, or no origin matches it.
    pub fn regex(self, text: &str) -> Result<RegularPattern, OriginError> {
        let language =
            self.automata.regex(text).map_err(|error| OriginError::of_regex(error, 0))?;
        self.regular((text, Form::Regex), &language, &dots::lone_dots(text))
    }
}

impl RegularPattern {
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

    /// The first dot that is any character, if there is one.
    #[must_use]
    pub fn unescaped_dot(&self) -> Option<&UnescapedDot> {
        self.unescaped_dot.as_ref()
    }

    /// The origins that it matches.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The origins that only a dot that is any character lets in. A dot that is a dot matches nothing in a
    /// placeholder.
    pub(crate) fn only_by_dots(&self, automata: &Automata) -> Result<Language, TooLarge> {
        let Some(dot) = &self.unescaped_dot else { return Ok(Language::empty()) };
        match Reader::new(automata).pattern(&dot.escaped, self.form) {
            Ok(meant) => automata.difference(&self.language, &meant.language(automata)?),
            Err(OriginError { kind: OriginErrorKind::TooLarge(_), .. }) => Err(TooLarge::Budget),
            // What parses without backslashes parses with them, and then no origin matches it.
            Err(_) => Ok(self.language.clone()),
        }
    }
}

/// The pattern that a regex means whose dots are escaped: one origin, or the subdomains of a domain.
pub(crate) fn plain_equivalent(regex: &str) -> Option<OriginPattern> {
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
    let is_plain = is_plain(scheme) && is_plain(&host);
    origin::parse(&format!("{scheme}://{star}{host}")).ok().filter(|_| is_plain)
}

/// Why a regex that looks right matches no origin.
fn hint(written: &str) -> Option<Hint> {
    if !written.contains("://") {
        Some(Hint::NoScheme)
    } else if written.ends_with('/') || written.contains("/.*") {
        Some(Hint::Path)
    } else if has_upper_case(written) {
        Some(Hint::UpperCase)
    } else {
        None
    }
}

/// Whether a letter in upper case is itself, which it is not in `\D`.
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
