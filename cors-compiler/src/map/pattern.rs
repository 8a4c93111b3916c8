//! The pattern of a row.
//!
//! ```text
//! pattern     = [ "//" host ] path
//! host        = { literal | "{" name [ ":" regex ] "}" }
//! path        = "/" [ segment { "/" segment } [ "/" ] ]
//! segment     = { literal | "{" name [ ":" regex ] "}" } | "{*" name "}"      the last one only
//! ```

use std::ops::Range;

use crate::finding::{Edit, Finding, Help, Words, Written, words};
use crate::language::{Automata, Language, RegexError, RegexErrorKind, RegexSyntaxError, TooLarge};
use crate::location::Location;
use crate::model::pattern::{closing_brace, is_name};
use crate::rules::Rule;

use super::rules::{ROW_MATCHES_NOTHING, ROW_PLACEHOLDER, ROW_REGEX};
use super::{LONGEST, too_large};

/// What a pattern matches.
#[derive(Debug, Clone)]
pub(super) struct RowPattern {
    /// The host as it was written, and its hosts; `None` if the pattern is for all hosts.
    pub(super) host: Option<(String, Language)>,
    /// Its paths, with and without a slash at the end.
    pub(super) paths: Language,
}

/// What is wrong with a pattern: the first mistake.
pub(super) type Wrong = Box<Finding>;

/// A pattern that is being read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) location: Location,
    pub(super) automata: &'a Automata,
}

/// A part of a host or of a segment.
#[derive(Debug)]
pub(super) enum RowPart<'a> {
    /// Text outside of placeholders, and where it starts.
    Literal(&'a str, usize),
    /// `{name}` or `{name:regex}`, the regex with where it starts.
    Placeholder { range: Range<usize>, regex: Option<(&'a str, usize)> },
    /// `{*name}`
    Rest { range: Range<usize> },
}

/// The host and the path of a pattern, as they are written; no host if it is for all of them. A pattern that
/// cannot be split is a path.
pub(super) fn host_and_path(pattern: &str) -> (Option<&str>, &str) {
    let split = || {
        let behind = pattern.strip_prefix("//")?;
        let automata = Automata::within(0);
        let reader = Reader { text: pattern, location: Location::new(0), automata: &automata };
        behind.split_at_checked(reader.until_slash(behind, 2).ok()?)
    };
    split().map_or((None, pattern), |(host, path)| (Some(host), path))
}

impl<'a> Reader<'a> {
    /// Reads the pattern.
    pub(super) fn read(self) -> Result<RowPattern, Wrong> {
        if self.text.len() > LONGEST {
            let most = words!("the pattern has more than {most} bytes", most = LONGEST);
            return Err(Box::new(Finding::new(&super::rules::MAP_TOO_LARGE, self.location, most)));
        }
        let Some(behind) = self.text.strip_prefix("//") else {
            return Ok(RowPattern { host: None, paths: self.paths(0)? });
        };
        let length = self.until_slash(behind, 2)?;
        let path = length.saturating_add(2);
        let hosts = self.hosts(2..path)?;
        let host = behind.get(..length).unwrap_or_default().to_owned();
        Ok(RowPattern { host: Some((host, hosts)), paths: self.paths(path)? })
    }

    /// How many bytes there are until a slash that is in no placeholder; `start` is where the text starts.
    pub(super) fn until_slash(self, text: &str, start: usize) -> Result<usize, Wrong> {
        let mut at = 0_usize;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(next) = rest.find(['/', '{']) else { break };
            at = at.saturating_add(next);
            if rest.get(next..).is_some_and(|rest| rest.starts_with('/')) {
                return Ok(at);
            }
            let body = text.get(at.saturating_add(1)..).unwrap_or_default();
            let length = self.closing(body, start.saturating_add(at))?;
            at = at.saturating_add(length).saturating_add(2);
        }
        Ok(text.len())
    }

    /// The length of a placeholder's text, whose brace opens at `open`.
    fn closing(self, body: &str, open: usize) -> Result<usize, Wrong> {
        closing_brace(body).ok_or_else(|| {
            let message = "unclosed placeholder";
            self.wrong(&ROW_PLACEHOLDER, open..self.text.len(), message)
                .help("write `}` after it, as in \"/users/{name}\"")
                .into()
        })
    }

    /// Splits a part of the text at its placeholders.
    pub(super) fn parts(self, range: Range<usize>) -> Result<Vec<RowPart<'a>>, Wrong> {
        let mut parts = Vec::new();
        let mut at = range.start;
        while let Some(rest) = self.text.get(at..range.end).filter(|rest| !rest.is_empty()) {
            let Some(next) = rest.find(['{', '}']) else {
                parts.push(RowPart::Literal(rest, at));
                break;
            };
            if next > 0 {
                parts.push(RowPart::Literal(rest.get(..next).unwrap_or_default(), at));
            }
            let open = at.saturating_add(next);
            let body = rest.get(next.saturating_add(1)..).unwrap_or_default();
            if rest.get(next..).is_some_and(|rest| rest.starts_with('}')) {
                let range = open..open.saturating_add(1);
                let message = "unmatched `}`";
                let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
                return Err(Box::new(self.certain(wrong, range, "")));
            }
            let length = self.closing(body, open)?;
            let end = open.saturating_add(length).saturating_add(2);
            parts.push(self.placeholder(body.get(..length).unwrap_or_default(), open..end)?);
            at = end;
        }
        Ok(parts)
    }

    fn placeholder(self, body: &'a str, range: Range<usize>) -> Result<RowPart<'a>, Wrong> {
        let (name, regex) = match body.split_once(':') {
            Some((name, regex)) => (name, Some(regex)),
            None => (body, None),
        };
        let plain = name.strip_prefix('*').unwrap_or(name);
        if !is_name(plain) {
            let message = if plain.is_empty() {
                words!("the placeholder `{text}` has no name", text = format!("{{{body}}}"))
            } else {
                words!("`{name}` is not a valid name for a placeholder", name = plain)
            };
            let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
            let star = if name.starts_with('*') { "*" } else { "" };
            let cleaned: String =
                plain.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let cleaned = match cleaned.as_str() {
                "" => "name",
                text if is_name(text) => text,
                _ => "name",
            };
            let regex = regex.map(|regex| format!(":{regex}")).unwrap_or_default();
            return Err(Box::new(self.certain(
                wrong,
                range,
                &format!("{{{star}{cleaned}{regex}}}"),
            )));
        }
        if name.starts_with('*') {
            if regex.is_some() {
                let message = "a placeholder for the rest of a path cannot have a regex";
                let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
                return Err(Box::new(self.certain(wrong, range, &format!("{{{name}}}"))));
            }
            return Ok(RowPart::Rest { range });
        }
        let start = range.start.saturating_add(name.len()).saturating_add(2);
        Ok(RowPart::Placeholder { range, regex: regex.map(|regex| (regex, start)) })
    }

    /// The strings of a regex that `allowed` has too.
    pub(super) fn regex(
        self,
        regex: &str,
        (start, written): (usize, usize),
        allowed: &Language,
    ) -> Result<Language, Wrong> {
        let wrong = |error: RegexError| {
            let end = start.saturating_add(written);
            // Positions after an escape that was added are behind those of the text.
            let at = |offset: usize| start.saturating_add(offset).min(end);
            let range = at(error.range.start)..at(error.range.end);
            self.wrong_regex(error.kind, range)
        };
        let language = self.automata.regex(regex).map_err(wrong)?;
        let language = self
            .automata
            .intersection(&language, allowed)
            .map_err(|error| self.too_large(error))?;
        if language.is_empty() {
            let range = start..start.saturating_add(written);
            return Err(Box::new(
                self.wrong(&ROW_MATCHES_NOTHING, range, "this placeholder can never match").help(
                    "write a regex for one segment of a path, or for a host: it never matches `/`",
                ),
            ));
        }
        Ok(language)
    }

    fn wrong_regex(self, kind: RegexErrorKind, range: Range<usize>) -> Wrong {
        let message: Words = match kind {
            RegexErrorKind::TooLarge(error) => return self.too_large(error),
            RegexErrorKind::TooLong => "the regex is too long".into(),
            RegexErrorKind::Syntax(RegexSyntaxError::Parse(kind)) => {
                words!("invalid regex: {reason}", reason = kind.to_string())
            }
            RegexErrorKind::Syntax(RegexSyntaxError::Meaning(kind)) => {
                words!("invalid regex: {reason}", reason = kind.to_string())
            }
            RegexErrorKind::Syntax(RegexSyntaxError::Unsupported(_)) => {
                "look-around, backreferences, word boundaries and Unicode classes are not supported"
                    .into()
            }
            RegexErrorKind::Syntax(RegexSyntaxError::Anchor) => {
                "an anchor is not needed: the regex always matches the whole placeholder".into()
            }
        };
        Box::new(
            self.wrong(&ROW_REGEX, range, message)
                .help("write a regex of the `regex` crate, as in \"/users/{id:[0-9]+}\""),
        )
    }

    /// One after the other.
    pub(super) fn concat(self, first: &Language, second: &Language) -> Result<Language, Wrong> {
        self.automata.concat(first, second).map_err(|error| self.too_large(error))
    }

    pub(super) fn too_large(self, error: TooLarge) -> Wrong {
        Box::new(too_large(self.location, error))
    }

    /// What is wrong in these bytes of the pattern.
    pub(super) fn wrong(
        self,
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<Words>,
    ) -> Finding {
        Finding::new(rule, self.location, message).within(range)
    }

    /// … and what the user meant: `with`, in the place of `range`.
    pub(super) fn certain(self, wrong: Finding, range: Range<usize>, with: &str) -> Finding {
        let (value, edits) = self.replaced(range, with);
        wrong.help(Help::certain(words!("write {value}", value), edits))
    }

    /// … and how it is written, with an example.
    pub(super) fn example(self, wrong: Finding, range: Range<usize>, with: &str) -> Finding {
        let (value, edits) = self.replaced(range, with);
        wrong.help(Help::example(words!("write it as in {value}", value), edits))
    }

    fn replaced(self, range: Range<usize>, with: &str) -> (Written, [Edit; 1]) {
        let before = self.text.get(..range.start).unwrap_or_default();
        let behind = self.text.get(range.end..).unwrap_or_default();
        let value = Written::Text(format!("{before}{with}{behind}"));
        // The whole string, since some repairs change its ends.
        let within = 0..self.text.len();
        let text = format!("{before}{with}{behind}");
        (value, [Edit::ReplaceWithin { location: self.location, within, with: text }])
    }
}
