//! From a text to an [`OriginPattern`], or to the one thing that is most wrong with it.
//!
//! ```text
//! https://*.example.com:8443
//! scheme     host       port
//! ```
//!
//! The parser reads from left to right and stops at the first mistake, at its byte. What else
//! is wrong is fixed by the same repair, so one build shows one message per string.
//!
//! Source: [ASCII serialisation of an origin](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin),
//! [URL, host parsing](https://url.spec.whatwg.org/#host-parsing).

mod host;
mod port;
mod scheme;

use std::ops::Range;

use super::error::{
    HostError, OriginError, OriginErrorKind, PathError, RangeError, SchemeError, SeveralError,
};
use super::range::{self, Parsed};
use super::{OriginPattern, Port, repair};
use crate::origins::SchemeKind;

pub(super) use port::parse_port;

/// A part of the text and where it starts, so that errors know their bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPart<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl<'t> TextPart<'t> {
    pub(super) fn whole(text: &'t str) -> Self {
        Self { text, start: 0 }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start.saturating_add(self.text.len())
    }

    /// The part from byte `at` on.
    pub(super) fn from(self, at: usize) -> Self {
        let text = self.text.get(at..).unwrap_or_default();
        Self { text, start: self.start.saturating_add(at) }
    }

    /// The part before byte `at`.
    pub(super) fn before(self, at: usize) -> Self {
        Self { text: self.text.get(..at).unwrap_or_default(), start: self.start }
    }

    /// The parts before and behind the first `separator`.
    pub(super) fn split_once(self, separator: &str) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((self.before(at), self.from(at.saturating_add(separator.len()))))
    }

    /// The parts between the dots.
    fn labels(self) -> impl Iterator<Item = Self> + use<'t> {
        let mut start = self.start;
        self.text.split('.').map(move |text| {
            let label = Self { text, start };
            start = start.saturating_add(text.len()).saturating_add(1);
            label
        })
    }

    pub(super) fn error(self, kind: impl Into<OriginErrorKind>) -> OriginError {
        OriginError::new(kind, self.range())
    }
}

/// Reads one origin pattern that is not an address range.
///
/// # Errors
///
/// The first thing that is wrong with it.
///
/// ```
/// use cors_compiler::model::origin;
/// assert!(origin::parse("https://*.example.com:8443").is_ok());
/// let error = origin::parse("https://example.com/").unwrap_err();
/// assert_eq!((error.rule().name, error.range), ("origin_path", 19..20));
/// ```
pub fn parse(text: &str) -> Result<OriginPattern, OriginError> {
    match parse_pattern(text)? {
        Parsed::Plain(plain) => Ok(plain),
        Parsed::Range(_) => Err(TextPart::whole(text).error(RangeError::Unexpected)),
    }
}

/// Reads one origin pattern or address range.
///
/// # Errors
///
/// The first thing that is wrong with it.
///
/// ```
/// use cors_compiler::model::origin;
/// assert!(origin::parse_pattern("http://10.0.0.0/8:*").is_ok());
/// let error = origin::parse_pattern("http://10.1.2.3/8").unwrap_err();
/// assert_eq!((error.rule().name, error.range), ("address_range", 7..17));
/// ```
pub fn parse_pattern(text: &str) -> Result<Parsed, OriginError> {
    let whole = TextPart::whole(text);
    if repair::is_array(text) && repair::several(text).is_some() {
        return Err(whole.error(SeveralError::Array));
    }
    if text.contains([',', ';', ' ', '|'])
        && repair::several(text).is_some_and(|several| several.len() > 1)
    {
        return Err(whole.error(SeveralError::Text));
    }
    parse_one(text)
}

/// Reads a text that is known to be one origin, or none.
pub(super) fn parse_one(text: &str) -> Result<Parsed, OriginError> {
    let whole = TextPart::whole(text);
    check_text(whole)?;
    let Some((scheme, rest)) = whole.split_once("://") else {
        return Err(scheme::missing(whole));
    };
    scheme::check(scheme)?;
    let kind = SchemeKind::of(scheme.text);
    if kind == SchemeKind::Web {
        if let Some(range) = range::parse(scheme.text, rest) {
            return range.map(Parsed::Range);
        }
    }
    check_behind_host(rest)?;
    let (host, port) = port::split(rest)?;
    let host = host::parse(host, kind)?;
    let port = match port {
        Some(port) => parse_port(port, scheme.text)?,
        None => Port::Default,
    };
    Ok(Parsed::Plain(OriginPattern { scheme: scheme.text.to_owned(), host, port }))
}

/// What can be wrong with the text as a whole.
fn check_text(whole: TextPart<'_>) -> Result<(), OriginError> {
    let text = whole.text;
    if text == "null" {
        return Err(whole.error(OriginErrorKind::Null));
    }
    if text.is_empty() {
        return Err(whole.error(SchemeError::Empty));
    }
    if text.contains("\\.") {
        return Err(whole.error(HostError::EscapedDot));
    }
    if text.matches("://").nth(1).is_some() {
        return Err(whole.error(SeveralError::Text));
    }
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    if let Some(at) = text.find(is_space) {
        let here = whole.from(at);
        let len = here.text.find(|c| !is_space(c)).unwrap_or(here.text.len());
        return Err(here.before(len).error(OriginErrorKind::WhiteSpace));
    }
    Ok(())
}

/// User info before the host, a path behind it.
fn check_behind_host(rest: TextPart<'_>) -> Result<(), OriginError> {
    let authority_len = rest.text.find(['/', '?', '#', '\\']).unwrap_or(rest.text.len());
    let authority = rest.before(authority_len);
    if let Some(at) = authority.text.find('@') {
        let user_info = authority.before(at.saturating_add(1));
        return Err(user_info.error(OriginErrorKind::UserInfo));
    }
    let path = rest.from(authority_len);
    match path.text.bytes().next() {
        None => Ok(()),
        Some(b'/') if path.text.len() == 1 => Err(path.error(PathError::TrailingSlash)),
        Some(b'/' | b'\\') => Err(path.error(PathError::Path)),
        Some(b'?') => Err(path.error(PathError::Query)),
        Some(_) => Err(path.error(PathError::Fragment)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::LengthError;
    use super::*;

    /// What is longer than this by one byte is an error.
    #[test]
    fn limits() {
        let (label, host) = ("a".repeat(63), "a.".repeat(125));
        for (longest, longer, part) in [
            (
                format!("https://{label}.example"),
                format!("https://a{label}.example"),
                LengthError::Label,
            ),
            (
                format!("https://*.{label}.example"),
                format!("https://*.a{label}.example"),
                LengthError::Label,
            ),
            (format!("https://{host}abc"), format!("https://{host}abcd"), LengthError::Host),
            (format!("https://{host}abc."), format!("https://{host}abcd."), LengthError::Host),
            (format!("https://*.{host}a"), format!("https://*.{host}ab"), LengthError::Host),
            (format!("app://{host}abc"), format!("app://{host}abcd"), LengthError::Host),
            (format!("app://*.{host}a"), format!("app://*.{host}ab"), LengthError::Host),
            (format!("{label}b://a"), format!("{label}bc://a"), LengthError::Scheme),
        ] {
            assert!(parse(&longest).is_ok(), "{longest}");
            assert_eq!(parse(&longer).unwrap_err().kind, part.into(), "{longer}");
        }
    }

    /// Two labels of one text are distinguished.
    #[test]
    fn a_long_label_is_marked_where_it_is() {
        let long = "a".repeat(64);
        let error = parse(&format!("https://a.{long}.example")).unwrap_err();
        assert_eq!((error.kind, error.range), (LengthError::Label.into(), 10..74));
    }
}
