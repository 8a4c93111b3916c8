//! Parts of a regex that no origin can match, in a pattern that matches others.
//!
//! ```text
//! https://example.{tld:com|co\.uk}      a placeholder has no dot
//! null|https://a\.example               no pattern matches `null`
//! https://(a|é)\.example                an origin is ASCII
//! ```
//!
//! An alternative is dead if the pattern with that one alone matches no more than the pattern with none of
//! them. Most need not be tried: a word in a host can always be sent.

use std::convert::Infallible;
use std::ops::Range;

use regex_syntax::ast::{self, Ast, parse::Parser};

use super::placeholder::regexes;
use super::{Form, Reader};
use crate::language::{Automata, Language, beyond_ascii};
use crate::model::origin::{OriginError, OriginErrorKind};

/// A regex that matches nothing.
const NOTHING: &str = "[a&&b]";

/// How many alternatives of a pattern are tried.
const TRIES: usize = 64;

/// What a text of this length costs to read again, in steps.
const STEPS_OF_A_BYTE: usize = 16;

/// A part of a pattern that no origin can match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeadPart {
    /// Where in the pattern, in bytes.
    pub(crate) range: Range<usize>,
    /// Why.
    pub(crate) reason: DeadReason,
}

/// Why no origin can match a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadReason {
    /// A range of a class that begins in ASCII, or doesn't, and ends beyond it.
    RangeBeyondAscii,
    /// Characters beyond ASCII.
    BeyondAscii,
    /// `null`, which only the entry `"null"` matches.
    Null,
    /// A dot in a placeholder.
    DotInPlaceholder,
    /// Something else.
    Other,
}

impl DeadReason {
    fn of(part: &str, form: Form) -> Self {
        match part.is_ascii() {
            false if part.contains('-') => Self::RangeBeyondAscii,
            false => Self::BeyondAscii,
            true if part == "null" => Self::Null,
            true if form == Form::Text && part.contains('.') => Self::DotInPlaceholder,
            true => Self::Other,
        }
    }
}

impl Reader<'_> {
    /// The first part of a pattern that no origin can match, if one is found within the budget; the
    /// pattern itself can be read.
    pub(crate) fn dead_part(self, text: &str, form: Form) -> Option<DeadPart> {
        let range = self.dead_range(text, form)?;
        let part = text.get(range.clone()).unwrap_or_default();
        Some(DeadPart { reason: DeadReason::of(part, form), range })
    }

    fn dead_range(self, text: &str, form: Form) -> Option<Range<usize>> {
        let regexes = match form {
            Form::Regex => vec![(text, 0)],
            Form::Text => regexes(text),
        };
        let mut tries = TRIES;
        for (regex, start) in regexes {
            let Ok(ast) = Parser::new().parse(regex) else { continue };
            let moved = |range: Range<usize>| {
                range.start.saturating_add(start)..range.end.saturating_add(start)
            };
            if let Some(member) = beyond_ascii(&ast) {
                return Some(moved(member));
            }
            let alternations = match ast::visit(&ast, Alternations::default()) {
                Ok(alternations) => alternations,
                Err(never) => match never {},
            };
            for (whole, alternatives) in alternations {
                let (before, behind) = around(text, &moved(whole))?;
                for alternative in alternatives.into_iter().map(moved) {
                    let written = text.get(alternative.clone())?;
                    if written.is_empty() || is_certain(before, written) {
                        continue;
                    }
                    tries = tries.checked_sub(1)?;
                    let with =
                        |part: &str| self.again(&format!("{before}(?:{part}){behind}"), form);
                    let is_dead = match with(written)? {
                        Err(error) => matches!(error.kind, OriginErrorKind::NoOrigin(_)),
                        // Where all of them may be left out, the pattern matches something without
                        // any.
                        Ok(alone) => with(NOTHING)?.is_ok_and(|none| alone == none),
                    };
                    if is_dead {
                        return Some(alternative);
                    }
                }
            }
        }
        None
    }

    /// What a variant of a pattern matches; `None` if the budget is spent.
    fn again(self, text: &str, form: Form) -> Option<Result<Language, OriginError>> {
        self.automata.budget().spend(text.len().saturating_mul(STEPS_OF_A_BYTE)).ok()?;
        match self.pattern(text, form) {
            Ok(pattern) => Some(Ok(pattern.language(&Automata::unlimited()).ok()?)),
            Err(error) => Some(Err(error)),
        }
    }
}

/// What is before and behind a part of a text.
fn around<'t>(text: &'t str, part: &Range<usize>) -> Option<(&'t str, &'t str)> {
    Some((text.get(..part.start)?, text.get(part.end..)?))
}

/// Whether an alternative is a word in a host, which a browser can send.
fn is_certain(before: &str, alternative: &str) -> bool {
    let Some((_, host)) = before.split_once("://") else { return false };
    // What opens the group, and the name of a placeholder.
    let stem = host.trim_end_matches("(?:").trim_end_matches('(');
    let stem = stem.rsplit_once('{').map_or(stem, |(stem, _)| stem);
    !stem.ends_with(':')
        && alternative.starts_with(|c: char| c.is_ascii_lowercase())
        && alternative.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Each alternation with its alternatives.
#[derive(Default)]
struct Alternations(Vec<(Range<usize>, Vec<Range<usize>>)>);

impl ast::Visitor for Alternations {
    type Output = Vec<(Range<usize>, Vec<Range<usize>>)>;
    type Err = Infallible;

    fn finish(self) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        if let Ast::Alternation(alternation) = ast {
            let range = |span: &ast::Span| span.start.offset..span.end.offset;
            let alternatives = alternation.asts.iter().map(|ast| range(ast.span())).collect();
            self.0.push((range(&alternation.span), alternatives));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn parts_that_no_origin_matches() {
        for (text, form, want) in [
            (r"https://example.{tld:com|co\.uk}", Form::Text, Some(r"co\.uk")),
            ("https://{x:a|B}.example", Form::Text, Some("B")),
            ("http://a.example:{p:80|8080}", Form::Text, Some("80")),
            ("https://{x:[a-é]}.example", Form::Text, Some("a-é")),
            ("https://{x:a|b}.example", Form::Text, None),
            (r"null|https://a\.com", Form::Regex, Some("null")),
            (r"https://a\.com|https://b\.com/", Form::Regex, Some(r"https://b\.com/")),
            (r"(https|ftp)://a\.com", Form::Regex, Some("ftp")),
            (r"https://a\.com(:443|:8443)?", Form::Regex, Some(":443")),
            (r"https://a\.com:(443|8443)", Form::Regex, Some("443")),
            (r"https://(a|é)\.com", Form::Regex, Some("é")),
            (r"https://(A|b)*\.com", Form::Regex, Some("A")),
            (r"https://[aé]\.com", Form::Regex, Some("é")),
            (r"https://(a|b)\.com|https://(c|d(e|F))\.com", Form::Regex, Some("F")),
            (r"https?://(eu|us)\.a\.com(:8080|:9090)?", Form::Regex, None),
            (r"https://(a|)b\.com", Form::Regex, None),
            (r"(https|tauri)://(a|ab)\.com", Form::Regex, None),
        ] {
            let dead = Reader::new(&Automata::unlimited()).dead_part(text, form);
            assert_eq!(dead.and_then(|dead| text.get(dead.range)), want, "{text}");
        }
    }
}
