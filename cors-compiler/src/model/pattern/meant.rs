//! A pattern that the compiler offers to write.

use std::fmt;

use super::{Pattern, Reader, parse};
use crate::finding::Written;
use crate::language::Automata;
use crate::model::origin::{OriginPattern, Parsed};

/// A pattern that was meant by another text. It can be parsed, and is written as a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// A plain pattern.
    Plain(OriginPattern),
    /// A pattern with placeholders, or an address range, as it is written.
    Text(String),
}

impl Meant {
    /// Whether it is one origin, without a wildcard.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        match self {
            Self::Plain(plain) => plain.is_exact(),
            Self::Text(_) => false,
        }
    }
}

impl Reader<'_> {
    /// The pattern that is written like this, if it can be read.
    pub(in crate::model) fn meant(self, text: String) -> Option<Meant> {
        match self.text(&text).ok()? {
            Pattern::Plain(plain) => Some(Meant::Plain(plain)),
            Pattern::Regular(_) | Pattern::Null => Some(Meant::Text(text)),
        }
    }
}

impl From<Parsed> for Meant {
    fn from(parsed: Parsed) -> Self {
        match parsed {
            Parsed::Plain(plain) => Self::Plain(plain),
            Parsed::Range(range) => Self::Text(range.to_string()),
        }
    }
}

/// The pattern as it is written.
impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(plain) => plain.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<&Meant> for Written {
    fn from(meant: &Meant) -> Self {
        Self::Text(meant.to_string())
    }
}

impl From<&Pattern> for Written {
    fn from(pattern: &Pattern) -> Self {
        match pattern.regex() {
            Some(regex) => Self::Regex(regex.to_owned()),
            None => Self::Text(pattern.to_string()),
        }
    }
}

/// The same pattern over https, if it is not a regex.
#[must_use]
pub fn over_https(pattern: &Pattern) -> Option<Meant> {
    match pattern {
        Pattern::Plain(plain) => plain.over_https().map(Meant::Plain),
        Pattern::Regular(regular) if regular.regex().is_none() => {
            let written = regular.to_string();
            let over_https = format!("https://{}", written.strip_prefix("http://")?);
            Reader::new(&Automata::unlimited()).meant(over_https)
        }
        Pattern::Regular(_) | Pattern::Null => None,
    }
}

/// How a list of patterns takes an origin that a browser can send: as a string; or, where it is one
/// that no page has and that is taken for a typing error, as a regex. `None` where there is neither.
///
/// ```
/// use cors_compiler::finding::Written;
/// use cors_compiler::model::pattern::to_list;
/// let text = |text: &str| Some(Written::Text(text.to_owned()));
/// assert_eq!(to_list("https://a.example"), text("https://a.example"));
/// assert_eq!(to_list("https://a!b"), Some(Written::Regex("https://a!b".to_owned())));
/// ```
#[must_use]
pub fn to_list(origin: &str) -> Option<Written> {
    if parse(origin).is_ok() {
        return Some(Written::Text(origin.to_owned()));
    }
    let regex = regex_syntax::escape(origin);
    Reader::new(&Automata::unlimited()).regex(&regex).is_ok().then_some(Written::Regex(regex))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pattern::parse_regex;

    #[test]
    fn patterns_over_https() {
        for (text, want) in [
            ("http://a.example", Some("https://a.example")),
            ("http://*.a.example:*", Some("https://*.a.example:*")),
            ("http://{x}.a.example:8080", Some("https://{x}.a.example:8080")),
            ("http://a.example:443", None),
            ("https://a.example", None),
            ("null", None),
        ] {
            let pattern = parse(text).unwrap();
            assert_eq!(over_https(&pattern).map(|it| it.to_string()).as_deref(), want, "{text}");
        }
        let regex = Pattern::Regular(parse_regex(r"http://a\.example").unwrap());
        assert_eq!(over_https(&regex), None);
    }
}
