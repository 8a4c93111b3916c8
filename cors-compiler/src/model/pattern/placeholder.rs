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
//! What is outside of the placeholders must be written as a browser writes it: see `skeleton`.

mod skeleton;
mod split;

use std::ops::Range;
use std::sync::LazyLock;

use super::dots::lone_dots;
use super::{Form, Reader, RegularPattern};
use crate::language::{Language, TooLarge};
use crate::model::origin::OriginError;
use crate::origins::{SchemeKind, before_host};

pub(in crate::model) use split::MOST_PLACEHOLDERS;
pub(super) use split::regexes;
pub(crate) use split::{closing_brace, is_name};

use skeleton::Plain;
use split::{PatternPart, Placeholder, split};

impl Reader<'_> {
    /// Reads a pattern that has a brace.
    pub(super) fn placeholders(self, text: &str) -> Result<RegularPattern, OriginError> {
        let parts = split(text)?;
        let plain = skeleton::read(&parts)?;
        let too_large = |error| OriginError::too_large(error, 0..text.len());
        let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
        let mut language = Language::literal(b"");
        for part in &parts {
            let next = match part {
                PatternPart::Literal(literal) => {
                    self.literal(scheme, literal, &plain).map_err(too_large)?
                }
                PatternPart::Placeholder(placeholder) => {
                    let default = SchemeKind::of(scheme).part_of_a_label();
                    self.placeholder(placeholder, default)?
                }
            };
            language = self.automata.concat(&language, &next).map_err(too_large)?;
        }
        if plain.any_port {
            let with_port =
                self.automata.any_port().and_then(|port| self.automata.concat(&language, &port));
            language = with_port.map_err(too_large)?;
        }
        self.regular((text, Form::Text), &language, &open_dots(&parts, &plain))
    }

    /// The language of text without placeholders: literal, except for a leading `*.`, a range and
    /// `:*`.
    fn literal(self, scheme: &str, literal: &str, plain: &Plain) -> Result<Language, TooLarge> {
        let automata = self.automata;
        let literal = literal.strip_suffix(":*").unwrap_or(literal);
        if let Some(range) = &plain.range {
            if let Some(behind) = literal.strip_prefix(range.before_port().as_str()) {
                let behind = Language::literal(behind.as_bytes());
                return automata.concat(&self.before_port(range)?, &behind);
            }
        }
        // The first literal has the scheme, and the star of a wildcard.
        match literal.split_once("://*").filter(|_| plain.is_wildcard) {
            None => Ok(Language::literal(literal.as_bytes())),
            Some((_, base)) => {
                let labels = automata.concat(&before_host(scheme), &automata.labels(scheme)?)?;
                automata.concat(&labels, &Language::literal(base.as_bytes()))
            }
        }
    }

    /// The language of a placeholder: of its regex or of the default, without dots.
    fn placeholder(
        self,
        placeholder: &Placeholder<'_>,
        default: &str,
    ) -> Result<Language, OriginError> {
        let (regex, start) = placeholder.regex.unwrap_or((default, placeholder.range.start));
        let of_regex = |error| OriginError::of_regex(error, start);
        let language = self.automata.regex(regex).map_err(of_regex)?;
        static NO_DOT: LazyLock<Language> = LazyLock::new(|| Language::own("[^.]*"));
        self.automata
            .intersection(&language, &NO_DOT)
            .map_err(|error| OriginError::too_large(error, placeholder.range.clone()))
    }
}

/// The dots that are any character, in the regexes of placeholders of the host: a port has none.
fn open_dots(parts: &[PatternPart<'_>], plain: &Plain) -> Vec<Range<usize>> {
    let mut dots = Vec::new();
    for part in parts {
        let PatternPart::Placeholder(placeholder) = part else { continue };
        let Some((regex, start)) = placeholder.regex else { continue };
        if !plain.is_in_port(placeholder) {
            let moved =
                |dot: Range<usize>| dot.start.saturating_add(start)..dot.end.saturating_add(start);
            dots.extend(lone_dots(regex).into_iter().map(moved));
        }
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::language::Automata;
    use crate::model::Pattern;

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
            let Ok(Pattern::Regular(parsed)) = parse(pattern) else { panic!("{pattern}") };
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
            let error = parse(pattern).unwrap_err();
            assert_eq!((error.rule().name, error.range), (rule, range), "{pattern}");
        }
    }

    #[test]
    fn dots_that_are_any_character() {
        for (pattern, dot, only_by_dots, otherwise) in [
            (
                "https://{d:a.b|c}.example.app",
                Some(12..13),
                &["https://axb.example.app"][..],
                &["https://c.example.app"][..],
            ),
            ("https://{c}-{d:ab.}.example.app", Some(17..18), &["https://c-abc.example.app"], &[]),
            ("https://{d:a.*b}.example.app", None, &[], &["https://axb.example.app"]),
            ("https://{d:a[.x]b}.example.app", None, &[], &["https://axb.example.app"]),
            ("https://a.{d:b}.example.app", None, &[], &["https://a.b.example.app"]),
            ("http://localhost:{p:30..}", None, &[], &["http://localhost:3000"]),
        ] {
            let Ok(Pattern::Regular(parsed)) = parse(pattern) else { panic!("{pattern}") };
            assert_eq!(parsed.unescaped_dot().map(|dot| dot.range.clone()), dot, "{pattern}");
            let by_dots = parsed.only_by_dots(&Automata::unlimited()).unwrap();
            for origin in only_by_dots {
                assert!(by_dots.contains(origin.as_bytes()), "{pattern} {origin}");
            }
            for origin in otherwise {
                assert!(parsed.language().contains(origin.as_bytes()), "{pattern} {origin}");
                assert!(!by_dots.contains(origin.as_bytes()), "{pattern} {origin}");
            }
        }
    }
}
