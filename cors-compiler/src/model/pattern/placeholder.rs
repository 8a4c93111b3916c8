//! Patterns with placeholders: `https://pr-{n:[0-9]+}.preview.example.net`.
//!
//! ```text
//! https://pr-   {n:[0-9]+}   .preview.example.net
//!  literal      placeholder         literal
//!
//! language = literal · (placeholder's regex without dots) · literal
//! skeleton = https://pr-x.preview.example.net       read as a plain origin, for its mistakes
//! ```
//!
//! What is outside of the placeholders must be written as a browser writes it. To find out, a
//! letter is put in the place of each placeholder and the result read as a plain origin: the
//! parser of plain origins finds every mistake, and its byte is mapped back.

use std::ops::Range;

use super::plain::{any_port, labels};
use super::regular::{RegularPattern, regex_error, too_large};
use crate::language::{Budget, Language, TooLarge};
use crate::model::origin::{self, Host, OriginError, Parsed, Port, RangePattern};
use crate::origins::SchemeKind;
use crate::rules::{
    ADDRESS_RANGE, ORIGIN_ADDRESS, ORIGIN_BLOCKED_PORT, ORIGIN_PATH, PATTERN_SYNTAX,
    POLICY_TOO_LARGE,
};

/// How many placeholders a pattern may have, which is as many as a host has room for.
const MOST_PLACEHOLDERS: usize = 128;

/// A part of a pattern.
#[derive(Debug)]
enum Part<'t> {
    Literal(&'t str),
    Placeholder {
        /// `{…}`, in bytes of the pattern.
        range: Range<usize>,
        /// The regex and where it starts.
        regex: Option<(&'t str, usize)>,
    },
}

/// Reads a pattern that has a brace.
pub(super) fn parse(text: &str, budget: &Budget) -> Result<RegularPattern, OriginError> {
    let parts = split(text)?;
    // A placeholder may be a part of a name or of an address.
    let plain = match Skeleton::new(text, &parts, 'x').check() {
        Err(error) if error.rule == &ORIGIN_ADDRESS => Skeleton::new(text, &parts, '1').check()?,
        Err(error) if error.rule == &ORIGIN_PATH => {
            let with_digit = Skeleton::new(text, &parts, '1').check().err();
            let is_range =
                |error: &OriginError| error.rule == &PATTERN_SYNTAX || error.rule == &ADDRESS_RANGE;
            return Err(with_digit.filter(is_range).unwrap_or(error));
        }
        other => other?,
    };
    let mut language = Language::literal(b"");
    let whole = 0..text.len();
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    let default = SchemeKind::of(scheme).part_of_a_label();
    for part in &parts {
        let next = match part {
            Part::Literal(literal) => literal_language(literal, &plain, budget)
                .map_err(|error| too_large(whole.clone(), &error))?,
            Part::Placeholder { range, regex } => {
                placeholder_language(range, regex.unwrap_or((default, range.start)), budget)?
            }
        };
        language = language
            .then_within(&next, budget)
            .map_err(|error| too_large(whole.clone(), &error))?;
    }
    if plain.any_port {
        let with_port = any_port(budget).and_then(|port| language.then_within(&port, budget));
        language = with_port.map_err(|error| too_large(whole.clone(), &error))?;
    }
    RegularPattern::new(text.to_owned(), &language, budget)
}

/// The language of text without placeholders: literal, except for a leading `*.`, a range and `:*`.
fn literal_language(literal: &str, plain: &Plain, budget: &Budget) -> Result<Language, TooLarge> {
    let literal = literal.strip_suffix(":*").unwrap_or(literal);
    if let Some(range) = &plain.range
        && let Some(behind) = literal.strip_prefix(range.before_port().as_str())
    {
        return range.hosts(budget)?.then_within(&Language::literal(behind.as_bytes()), budget);
    }
    match literal.split_once("://*.").filter(|_| plain.is_wildcard) {
        None => Ok(Language::literal(literal.as_bytes())),
        Some((scheme, rest)) => Language::literal(format!("{scheme}://").as_bytes())
            .then_within(&labels(scheme, budget)?, budget)?
            .then_within(&Language::literal(format!(".{rest}").as_bytes()), budget),
    }
}

fn placeholder_language(
    range: &Range<usize>,
    (regex, start): (&str, usize),
    budget: &Budget,
) -> Result<Language, OriginError> {
    let language =
        Language::from_regex_within(regex, budget).map_err(|error| regex_error(error, start))?;
    let no_dot = Language::from_regex("[^.]*").map_err(|error| regex_error(error, start))?;
    language.intersection_within(&no_dot, budget).map_err(|error| too_large(range.clone(), &error))
}

/// The regexes of the placeholders, each with where it starts.
pub(super) fn regexes(text: &str) -> Vec<(&str, usize)> {
    let regex = |part| match part {
        Part::Placeholder { regex, .. } => regex,
        Part::Literal(_) => None,
    };
    split(text).unwrap_or_default().into_iter().filter_map(regex).collect()
}

/// Splits a pattern at its placeholders.
fn split(text: &str) -> Result<Vec<Part<'_>>, OriginError> {
    let mut parts = Vec::new();
    let mut at = 0_usize;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(open) = rest.find(['{', '}']) else {
            parts.push(Part::Literal(rest));
            break;
        };
        let start = at.saturating_add(open);
        if rest.get(open..).is_some_and(|brace| brace.starts_with('}')) {
            let range = start..start.saturating_add(1);
            return Err(OriginError::new(&PATTERN_SYNTAX, range, "a `}` without a `{`"));
        }
        let body_start = start.saturating_add(1);
        let body = text.get(body_start..).unwrap_or_default();
        let Some(len) = closing_brace(body) else {
            let range = start..text.len();
            return Err(OriginError::new(&PATTERN_SYNTAX, range, "a `{` without a `}`"));
        };
        if parts.len() >= 2 * MOST_PLACEHOLDERS {
            let message = format!("the pattern has more than {MOST_PLACEHOLDERS} placeholders");
            return Err(OriginError::new(&POLICY_TOO_LARGE, start..text.len(), message)
                .help("use fewer placeholders"));
        }
        parts.push(Part::Literal(rest.get(..open).unwrap_or_default()));
        let body = body.get(..len).unwrap_or_default();
        let end = body_start.saturating_add(len).saturating_add(1);
        parts.push(placeholder(body, start..end)?);
        at = end;
    }
    Ok(parts)
}

fn placeholder(body: &str, range: Range<usize>) -> Result<Part<'_>, OriginError> {
    let (name, regex) = match body.split_once(':') {
        Some((name, regex)) => (name, Some(regex)),
        None => (body, None),
    };
    if !is_name(name) {
        let message = if name.is_empty() {
            "a placeholder needs a name, as in `{tenant}`".to_owned()
        } else {
            format!("`{name}` is no name for a placeholder: letters, digits and `_`")
        };
        return Err(OriginError::new(&PATTERN_SYNTAX, range, message));
    }
    let start = range.start.saturating_add(name.len()).saturating_add(2);
    Ok(Part::Placeholder { range, regex: regex.map(|regex| (regex, start)) })
}

/// Whether a placeholder may be called this.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Where the brace closes that was opened just before `text`: a regex has braces of its own, and
/// classes, which may stand in classes, in which a brace is a member.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut classes = 0_usize;
    let mut class_start = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => {
                classes = classes.saturating_add(1);
                class_start = at;
            }
            // A bracket that opens a class, or follows its `^`, is a member.
            b']' if is_first_member(text, class_start, at) => {}
            b']' => classes = classes.saturating_sub(1),
            b'{' if classes == 0 => depth = depth.saturating_add(1),
            b'}' if classes == 0 => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Some(at),
            },
            _ => {}
        }
    }
    None
}

/// Whether the byte at `at` is the first in the class that starts at `start`.
fn is_first_member(text: &str, start: usize, at: usize) -> bool {
    text.get(start..at).is_some_and(|opening| opening == "[" || opening == "[^")
}

/// The pattern with a stand-in for each placeholder, read as a plain origin.
struct Skeleton<'t> {
    pattern: &'t str,
    text: String,
    /// For each byte of the skeleton the bytes of the pattern that it came from.
    origins: Vec<Range<usize>>,
    in_port: bool,
    in_scheme: Option<Range<usize>>,
    in_host: Option<Range<usize>>,
}

/// What the skeleton says of the pattern.
struct Plain {
    is_wildcard: bool,
    any_port: bool,
    /// The address range that is its host.
    range: Option<RangePattern>,
}

impl<'t> Skeleton<'t> {
    fn new(pattern: &'t str, parts: &[Part<'_>], stand_in: char) -> Self {
        let mut skeleton = Self {
            pattern,
            text: String::new(),
            origins: Vec::new(),
            in_port: false,
            in_scheme: None,
            in_host: None,
        };
        let mut at = 0_usize;
        for part in parts {
            match part {
                Part::Literal(literal) => {
                    for byte in 0..literal.len() {
                        let start = at.saturating_add(byte);
                        skeleton.origins.push(start..start.saturating_add(1));
                    }
                    skeleton.text.push_str(literal);
                    at = at.saturating_add(literal.len());
                }
                Part::Placeholder { range, .. } => {
                    skeleton.place(range, stand_in);
                    at = range.end;
                }
            }
        }
        skeleton
    }

    /// Puts a stand-in where a placeholder is: a digit in a port.
    fn place(&mut self, range: &Range<usize>, stand_in: char) {
        let behind_scheme = self.text.split_once("://").map(|(_, rest)| rest);
        if behind_scheme.is_none() {
            self.in_scheme.get_or_insert(range.clone());
        }
        // The colons of an address in brackets set off no port.
        let behind_address = behind_scheme.and_then(|rest| {
            if rest.starts_with('[') {
                rest.split_once(']').map(|(_, behind)| behind)
            } else {
                Some(rest)
            }
        });
        let in_port = behind_address.is_some_and(|rest| rest.contains(':'));
        self.in_port |= in_port;
        if !in_port {
            self.in_host.get_or_insert(range.clone());
        }
        self.text.push(if in_port { '1' } else { stand_in });
        self.origins.push(range.clone());
    }

    fn check(&self) -> Result<Plain, OriginError> {
        if let Some(range) = &self.in_scheme {
            let message = "a placeholder stands in the host or the port";
            return Err(OriginError::new(&PATTERN_SYNTAX, range.clone(), message)
                .help("list the pattern once for each scheme"));
        }
        match origin::parse_pattern(&self.text) {
            Ok(Parsed::Plain(plain)) => Ok(Plain {
                is_wildcard: matches!(plain.host(), Host::Subdomains(_)),
                any_port: plain.port() == Port::Any,
                range: None,
            }),
            Ok(Parsed::Range(range)) => {
                if let Some(placeholder) = &self.in_host {
                    let message = "an address range cannot contain a placeholder";
                    return Err(OriginError::new(&PATTERN_SYNTAX, placeholder.clone(), message)
                        .help("remove the placeholder or the prefix length"));
                }
                let any_port = range.port() == Port::Any;
                Ok(Plain { is_wildcard: false, any_port, range: Some(range) })
            }
            // The stand-in made a port that is blocked; the automaton has all others.
            Err(error) if self.in_port && error.rule == &ORIGIN_BLOCKED_PORT => {
                let with_any_port = self.text.rsplit_once(':').map(|(host, _)| format!("{host}:*"));
                let range = match origin::parse_pattern(&with_any_port.unwrap_or_default()) {
                    Ok(Parsed::Range(range)) if self.in_host.is_none() => Some(range),
                    _ => None,
                };
                Ok(Plain { is_wildcard: self.text.contains("://*."), any_port: false, range })
            }
            Err(error) => Err(self.mapped_back(error)),
        }
    }

    /// The error with the bytes of the pattern in the place of the skeleton's.
    fn mapped_back(&self, error: OriginError) -> OriginError {
        let message = self.quotes_mapped_back(&error);
        OriginError { range: self.bytes_of(&error.range), message, ..error }
    }

    /// The bytes of the pattern that these bytes of the skeleton came from.
    fn bytes_of(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.origins.last().map_or(0, |range| range.end);
        let start = self.origins.get(range.start).map_or(last, |range| range.start);
        let end = range
            .end
            .checked_sub(1)
            .and_then(|end| self.origins.get(end))
            .map_or(last, |range| range.end);
        start..end.max(start)
    }

    /// The message, which quotes between backquotes what is wrong: nobody wrote the stand-in.
    fn quotes_mapped_back(&self, error: &OriginError) -> String {
        let wrong = self.text.get(error.range.clone()).unwrap_or_default();
        let written = |piece: &str| {
            let start = error.range.start.saturating_add(wrong.find(piece)?);
            self.pattern.get(self.bytes_of(&(start..start.saturating_add(piece.len()))))
        };
        let mut message = String::new();
        for (index, piece) in error.message.split('`').enumerate() {
            // Every second one is a quotation.
            if index % 2 == 0 {
                message.push_str(piece);
            } else {
                message.extend(["`", written(piece).unwrap_or(piece), "`"]);
            }
        }
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_patterns_match() {
        for (pattern, inside, outside) in [
            (
                "https://pr-{n:[0-9]+}.preview.example.net",
                &["https://pr-17.preview.example.net"][..],
                &["https://pr-.preview.example.net", "https://pr-1x.preview.example.net"][..],
            ),
            (
                "https://{tenant}.example.app",
                &["https://a-b_1.example.app"],
                &["https://a.b.example.app", "https://.example.app", "https://A.example.app"],
            ),
            (
                "https://{a:.+}.example.app",
                &["https://a!b.example.app"],
                &["https://a.b.example.app", "https://a/b.example.app"],
            ),
            (
                "http://localhost:{port:[34][0-9]{3}}",
                &["http://localhost:3000"],
                &["http://localhost:300", "http://localhost"],
            ),
            (
                "https://*.{tenant}.example.app:*",
                &["https://a.b.c.example.app", "https://a.b.example.app:8443"],
                &["https://b.example.app", "https://a.b.example.app:443"],
            ),
            ("https://x{n:[}]?[0-9]{1,2}}.example.app", &["https://x12.example.app"], &[]),
            ("https://x{n:[]}]?[0-9]}.example.app", &["https://x1.example.app"], &[]),
            ("https://x{n:[{]?[0-9]}.example.app", &["https://x{1.example.app"], &[]),
            ("https://x{n:\\}?[0-9]}.example.app", &["https://x}1.example.app"], &[]),
            ("https://x{n:[\\]}]?[0-9]}.example.app", &["https://x}1.example.app"], &[]),
            (
                "https://x{n:[a-c[^}]]}.example.app",
                &["https://x1.example.app"],
                &["https://x}.example.app", "https://x.example.app"],
            ),
            ("https://x{n:[[:digit:]}]}.example.app", &["https://x}.example.app"], &[]),
            ("https://x{_n:[0-9]}.example.app", &["https://x1.example.app"], &[]),
            (
                "http://[2001:{n:[1-5]}::1]:{p:[0-9]+}",
                &["http://[2001:2::1]:81"],
                &["http://[2001:6::1]:81", "http://[2001:2::1]"],
            ),
            (
                "https://10.0.{x:[1-5]}.1",
                &["https://10.0.5.1"],
                &["https://10.0.6.1", "https://10.0.0.5.1"],
            ),
        ] {
            let parsed = parse(pattern, &Budget::unlimited()).unwrap();
            for origin in inside {
                assert!(parsed.language().contains(origin.as_bytes()), "{pattern} {origin}");
            }
            for origin in outside {
                assert!(!parsed.language().contains(origin.as_bytes()), "{pattern} {origin}");
            }
        }
    }

    #[test]
    fn mistakes_point_at_their_bytes() {
        for (pattern, rule, range) in [
            ("https://{tenant.example.app", "pattern_syntax", 8..27),
            ("https://tenant}.example.app", "pattern_syntax", 14..15),
            ("https://{}.example.app", "pattern_syntax", 8..10),
            ("https://{a b}.example.app", "pattern_syntax", 8..13),
            ("{scheme}://example.app", "pattern_syntax", 0..8),
            ("https://{tenant}.example.app/", "origin_path", 28..29),
            ("https://{n:[0-9}.example.app", "pattern_syntax", 8..28),
            ("https://{n:a**)}.example.app", "regex_syntax", 14..15),
            ("https://{tenant}.Example.app", "origin_case", 8..28),
            ("https://{n:\\.}.example.app", "pattern_matches_nothing", 0..26),
            ("{tenant}.example.app", "pattern_syntax", 0..8),
            ("https://{1n}.example.app", "pattern_syntax", 8..12),
            ("https://example.{tld}:0", "origin_port", 22..23),
            ("https://{tenant}.example.app:22", "origin_blocked_port", 29..31),
            ("https://{tenant}.Example.app:{p:[0-9]+}", "origin_case", 8..28),
            ("http://[2001:{n:[1-5]}::1]:80", "origin_default_port", 27..29),
            ("http://[2001:{n:[1-5]}::1]:22", "origin_blocked_port", 27..29),
        ] {
            let error = parse(pattern, &Budget::unlimited()).unwrap_err();
            assert_eq!((error.rule.name, error.range), (rule, range), "{pattern}");
        }
    }
}
