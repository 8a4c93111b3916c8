//! The path of a row: what a request's path is once nothing is encoded any more.
//!
//! ```text
//! "/users/{id:[0-9]+}"      /users/17   /users/17/
//! "/files/{*rest}"          /files   /files/   /files/a   /files/a/b
//! ```
//!
//! A slash at the end makes no difference: routers and middleware add and remove it.

use std::ops::Range;
use std::sync::OnceLock;

use crate::finding::{Finding, words};
use crate::language::{Automata, Language};

use super::pattern::{Reader, RowPart, Wrong};
use super::rules::{ROW_PATH, ROW_PLACEHOLDER};

/// The paths without empty segments.
pub(super) const ORDINARY: &str = "/|(/[^/]+)+/?";

impl<'a> Reader<'a> {
    /// The paths of the pattern, whose path starts here.
    pub(super) fn paths(self, start: usize) -> Result<Language, Wrong> {
        let path = self.text.get(start..).unwrap_or_default();
        let Some(mut rest) = path.strip_prefix('/') else {
            return Err(Box::new(self.without_slash(start)));
        };
        let mut at = start.saturating_add(1);
        let mut strings =
            Strings { reader: self, language: Language::literal(b""), literal: String::new() };
        loop {
            let length = self.until_slash(rest, at)?;
            let segment = at..at.saturating_add(length);
            let behind = rest.get(length..).and_then(|behind| behind.strip_prefix('/'));
            if segment.is_empty() {
                return match behind {
                    None if at == start.saturating_add(1) => Ok(Language::literal(b"/")),
                    None => strings.followed_by(optional_slash()),
                    Some(_) => Err(Box::new(self.double_slash(segment.start))),
                };
            }
            let parts = self.parts(segment.clone())?;
            if let [RowPart::Rest { range }] = parts.as_slice() {
                return match behind {
                    Some(behind) => Err(Box::new(self.rest_is_not_last(range.clone(), behind))),
                    None => strings.followed_by(optional_rest()),
                };
            }
            strings.literal.push('/');
            strings = self.segment(strings, parts, segment.clone(), behind.is_none())?;
            match behind {
                None => return strings.followed_by(optional_slash()),
                Some(behind) => {
                    rest = behind;
                    at = segment.end.saturating_add(1);
                }
            }
        }
    }

    /// Adds the strings of a segment.
    fn segment(
        self,
        mut strings: Strings<'a>,
        parts: Vec<RowPart<'a>>,
        segment: Range<usize>,
        is_last: bool,
    ) -> Result<Strings<'a>, Wrong> {
        for part in parts {
            match part {
                RowPart::Literal(literal, start) => {
                    self.literal_path(literal, start, segment.clone(), is_last)?;
                    strings.literal.push_str(literal);
                }
                RowPart::Placeholder { range, regex: Some((regex @ (".*" | ".+"), _)) } => {
                    return Err(Box::new(self.rest_as_regex(range, regex, is_last)));
                }
                RowPart::Placeholder { range, regex: Some((regex, start)) } => {
                    let written = range.end.saturating_sub(1).saturating_sub(start);
                    let language = self.regex(regex, (start, written), one_segment())?;
                    strings.language = strings.followed_by(&language)?;
                    strings.literal.clear();
                }
                RowPart::Placeholder { regex: None, .. } => {
                    strings.language = strings.followed_by(one_segment())?;
                    strings.literal.clear();
                }
                RowPart::Rest { range } => {
                    let message = "a placeholder for the rest of the path must be a whole segment";
                    let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
                    let name = self.text.get(range.clone()).unwrap_or_default().replace('*', "");
                    return Err(Box::new(self.certain(wrong, range, &name)));
                }
            }
        }
        Ok(strings)
    }

    /// Checks text outside of placeholders.
    fn literal_path(
        self,
        text: &str,
        start: usize,
        segment: Range<usize>,
        is_last: bool,
    ) -> Result<(), Wrong> {
        let at = |offset: usize| start.saturating_add(offset);
        let whole = self.text.get(segment.clone()).unwrap_or_default();
        if matches!(whole, "." | "..") {
            let message = words!("no request has the segment `{whole}`", whole);
            let wrong = self.wrong(&ROW_PATH, segment, message);
            return Err(Box::new(
                wrong
                    .because(
                        "browsers remove `.` and `..` before they send a request, and paths \
                         that still have one get no policy",
                    )
                    .help("write the resulting path"),
            ));
        }
        if let Some(wrong) = self.other_syntax(whole, segment, is_last) {
            return Err(Box::new(wrong));
        }
        let Some((offset, bad)) = text.char_indices().find(|&(_, c)| !is_path_character(c)) else {
            return Ok(());
        };
        let range = at(offset)..at(offset.saturating_add(bad.len_utf8()));
        let end = range.start..self.text.len();
        Err(Box::new(match bad {
            '%' => self.encoded(text.get(offset..).unwrap_or_default(), range.start),
            '?' | '#' => {
                let message = "a row cannot have a query or a fragment";
                self.certain(self.wrong(&ROW_PATH, end.clone(), message), end, "")
            }
            '\\' => {
                let wrong =
                    self.wrong(&ROW_PATH, range.clone(), "paths use `/` as their separator");
                self.certain(wrong, range, "/")
            }
            ';' => {
                let message = "path parameters are not supported in a row";
                let wrong = self.wrong(&ROW_PATH, range.clone(), message);
                self.certain(wrong, range.start..at(text.len()), "")
            }
            '*' => {
                let message = "`*` is not a wildcard in a row; paths use placeholders";
                let wrong = self.wrong(&ROW_PATH, range.clone(), message);
                self.certain(wrong, range, "{name}")
            }
            _ => self
                .wrong(&ROW_PATH, range, "a control character cannot be in a path")
                .help("remove it"),
        }))
    }

    /// What other routers write for a placeholder.
    fn other_syntax(self, segment: &str, range: Range<usize>, is_last: bool) -> Option<Finding> {
        let is_word = |name: &str| !name.is_empty() && name.bytes().all(is_word_byte);
        let rest_or_one = |name: &str| {
            let name = if name.is_empty() { "rest" } else { name };
            if is_last { format!("{{*{name}}}") } else { format!("{{{name}}}") }
        };
        let with = if let Some(name) = segment.strip_prefix(':').filter(|name| is_word(name)) {
            format!("{{{name}}}")
        } else if let Some(name) = segment.strip_prefix("**").or(segment.strip_prefix('*')) {
            (name.is_empty() || is_word(name)).then(|| rest_or_one(name))?
        } else {
            let name = segment.strip_prefix('<')?.strip_suffix('>')?;
            match name.strip_suffix("..") {
                Some(name) if is_word(name) => rest_or_one(name),
                None if is_word(name) => format!("{{{name}}}"),
                _ => return None,
            }
        };
        let message = words!("`{segment}` is not a placeholder here", segment);
        Some(self.certain(self.wrong(&ROW_PLACEHOLDER, range.clone(), message), range, &with))
    }

    fn encoded(self, text: &str, start: usize) -> Finding {
        let wrong = |end: usize| {
            let message =
                "a row cannot have percent-encoding: paths are decoded before they are compared";
            self.wrong(&ROW_PATH, start..start.saturating_add(end), message)
        };
        // As many bytes as are encoded one after the other: together they are characters.
        let mut bytes = Vec::new();
        let mut rest = text;
        while let Some(digits) = rest.strip_prefix('%').and_then(|digits| digits.get(..2)) {
            let Ok(byte) = u8::from_str_radix(digits, 16) else { break };
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
        }
        let length = text.len().saturating_sub(rest.len()).max(1);
        match String::from_utf8(bytes) {
            Ok(decoded) if !decoded.is_empty() && decoded.chars().all(is_path_character) => {
                self.certain(wrong(length), start..start.saturating_add(length), &decoded)
            }
            _ => wrong(length).help("write a placeholder: `{name}`"),
        }
    }

    fn without_slash(self, start: usize) -> Finding {
        if start > 0 {
            let message = "the pattern has a host but no path";
            let wrong = self.wrong(&ROW_PATH, 0..self.text.len(), message);
            return self.certain(wrong, self.text.len()..self.text.len(), "/{*rest}");
        }
        let wrong = self.wrong(&ROW_PATH, 0..self.text.len(), "a path must start with `/`");
        let without_scheme =
            self.text.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '{']));
        if let Some((scheme, behind)) = without_scheme {
            let path = if behind.contains('/') { "" } else { "/{*rest}" };
            let wrong = wrong.because("a row cannot have a scheme");
            let scheme = 0..scheme.len().saturating_add(1);
            let end = self.text.len();
            return if path.is_empty() {
                self.certain(wrong, scheme, "")
            } else {
                self.certain(wrong, 0..end, &format!("//{behind}{path}"))
            };
        }
        let first = self.text.split('/').next().unwrap_or_default();
        let has_host = first.contains('.') && self.text.contains('/');
        self.certain(wrong, 0..0, if has_host { "//" } else { "/" })
    }

    fn double_slash(self, slash: usize) -> Finding {
        let before = slash.saturating_sub(1);
        let behind = self.text.get(slash..).unwrap_or_default();
        let slashes = behind.len().saturating_sub(behind.trim_start_matches('/').len());
        let range = before..slash.saturating_add(slashes);
        let wrong = self.wrong(
            &ROW_PATH,
            range.clone(),
            "a path must have a single slash between segments",
        );
        self.certain(wrong, range, "/")
    }

    fn rest_is_not_last(self, range: Range<usize>, behind: &str) -> Finding {
        let message = "a placeholder for the rest of the path must be the last segment";
        let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
        if behind.is_empty() {
            return self.certain(wrong, range.end..self.text.len(), "");
        }
        let name = self.text.get(range.clone()).unwrap_or_default().replace('*', "");
        let wrong = self.certain(wrong, range.clone(), &name);
        self.example(wrong, range.end..self.text.len(), "")
    }

    fn rest_as_regex(self, range: Range<usize>, regex: &str, is_last: bool) -> Finding {
        let message =
            words!("`{regex}` does not match `/`, so it must be within one segment", regex);
        let wrong = self.wrong(&ROW_PLACEHOLDER, range.clone(), message);
        let text = self.text.get(range.clone()).unwrap_or_default();
        let name = text.trim_start_matches('{').split(':').next().unwrap_or_default();
        let is_whole = self.text.get(..range.start).is_some_and(|before| before.ends_with('/'))
            && range.end == self.text.len();
        let with = if is_last && is_whole { format!("{{*{name}}}") } else { format!("{{{name}}}") };
        self.certain(wrong, range, &with)
    }
}

/// The strings of a path, as far as it has been read.
struct Strings<'a> {
    reader: Reader<'a>,
    language: Language,
    /// What comes behind the language: text is put together before it becomes an automaton.
    literal: String,
}

impl Strings<'_> {
    /// The strings, each followed by one of `next`.
    fn followed_by(&self, next: &Language) -> Result<Language, Wrong> {
        let Self { reader, language, literal } = self;
        let next = reader.concat(&Language::literal(literal.as_bytes()), next)?;
        if *language == Language::literal(b"") {
            return Ok(next);
        }
        reader.concat(language, &next)
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric()
}

fn is_path_character(c: char) -> bool {
    !c.is_control() && !matches!(c, '%' | '?' | '#' | '\\' | ';' | '*' | '/')
}

/// What `{name}` matches.
fn one_segment() -> &'static Language {
    static SEGMENT: OnceLock<Language> = OnceLock::new();
    SEGMENT.get_or_init(|| of_regex("[^/]+"))
}

/// The end of a path.
fn optional_slash() -> &'static Language {
    static SLASH: OnceLock<Language> = OnceLock::new();
    SLASH.get_or_init(|| Language::from_strings(&["", "/"]))
}

/// What `/{*rest}` matches: nothing, or a slash and anything.
fn optional_rest() -> &'static Language {
    static REST: OnceLock<Language> = OnceLock::new();
    REST.get_or_init(|| of_regex("(?s-u:(/.*)?)"))
}

fn of_regex(regex: &str) -> Language {
    Automata::unlimited().regex(regex).unwrap_or_else(|_| Language::empty())
}
