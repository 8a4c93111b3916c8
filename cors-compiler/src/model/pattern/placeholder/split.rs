//! A pattern split at its placeholders.

use std::ops::Range;

use crate::model::origin::OriginError;
use crate::model::origin::error::{PlaceholderError, SizeError};

/// How many placeholders a pattern may have, which is as many as a host has room for.
pub(in crate::model) const MOST_PLACEHOLDERS: usize = 128;

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum PatternPart<'t> {
    /// Text outside of the placeholders.
    Literal(&'t str),
    Placeholder(Placeholder<'t>),
}

#[derive(Debug)]
pub(super) struct Placeholder<'t> {
    /// `{…}`, in bytes of the pattern.
    pub(super) range: Range<usize>,
    /// The regex and where it starts.
    pub(super) regex: Option<(&'t str, usize)>,
}

/// The regexes of the placeholders, each with where it starts.
pub(in crate::model::pattern) fn regexes(text: &str) -> Vec<(&str, usize)> {
    let regex = |part| match part {
        PatternPart::Placeholder(placeholder) => placeholder.regex,
        PatternPart::Literal(_) => None,
    };
    split(text).unwrap_or_default().into_iter().filter_map(regex).collect()
}

/// Splits a pattern at its placeholders.
pub(super) fn split(text: &str) -> Result<Vec<PatternPart<'_>>, OriginError> {
    let mut parts = Vec::new();
    let mut at = 0_usize;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(open) = rest.find(['{', '}']) else {
            parts.push(PatternPart::Literal(rest));
            break;
        };
        let start = at.saturating_add(open);
        if rest.get(open..).is_some_and(|brace| brace.starts_with('}')) {
            let range = start..start.saturating_add(1);
            return Err(OriginError::new(PlaceholderError::Unopened, range));
        }
        let body_start = start.saturating_add(1);
        let body = text.get(body_start..).unwrap_or_default();
        let Some(len) = closing_brace(body) else {
            return Err(OriginError::new(PlaceholderError::Unclosed, start..text.len()));
        };
        if parts.len() >= 2 * MOST_PLACEHOLDERS {
            return Err(OriginError::new(SizeError::Placeholders, start..text.len()));
        }
        parts.push(PatternPart::Literal(rest.get(..open).unwrap_or_default()));
        let body = body.get(..len).unwrap_or_default();
        let end = body_start.saturating_add(len).saturating_add(1);
        parts.push(PatternPart::Placeholder(placeholder(body, start..end)?));
        at = end;
    }
    Ok(parts)
}

fn placeholder(body: &str, range: Range<usize>) -> Result<Placeholder<'_>, OriginError> {
    let (name, regex) = match body.split_once(':') {
        Some((name, regex)) => (name, Some(regex)),
        None => (body, None),
    };
    let name_start = range.start.saturating_add(1);
    let name_end = name_start.saturating_add(name.len());
    if name.is_empty() {
        return Err(OriginError::new(PlaceholderError::NoName, range));
    }
    if !is_name(name) {
        return Err(OriginError::new(PlaceholderError::Name(name_start..name_end), range));
    }
    let regex = regex.map(|regex| (regex, name_end.saturating_add(1)));
    Ok(Placeholder { range, regex })
}

/// Whether a placeholder may be called this.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Where the brace closes that was opened just before `text`: a regex may contain braces, and
/// classes, which may be nested, and in which a brace is a member.
pub(crate) fn closing_brace(text: &str) -> Option<usize> {
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
