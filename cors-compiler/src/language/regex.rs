//! The language of a regex.
//!
//! # The idea
//!
//! ```text
//!   pattern --parse--> what was written --translate--> what it means --> nodes --> states
//!                      (with places)                   (no places)
//! ```
//!
//! A regex here describes whole origins, so it is anchored at both ends without saying so, and
//! it is about bytes: an origin is ASCII. What would make it something else is refused while
//! the places in the text are still known: assertions such as `^` and `\b`, and Unicode
//! classes such as `\pL`. Of a class that lists characters beyond ASCII its ASCII part is kept: no
//! origin has the others.
//!
//! # Cost
//!
//! Linear in the pattern up to the nodes; see `determinize` for the rest. Every stage has a
//! bound: the length of the pattern, the depth of its groups, the nodes, the states.

mod ascii;

use std::fmt;
use std::ops::Range;

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, AssertionKind, Ast, ClassSetItem, Flag, Flags, GroupKind};
use regex_syntax::hir::translate::TranslatorBuilder;

pub(crate) use ascii::beyond_ascii;

use super::{Budget, Language, TooLarge, determinize};

/// How many bytes a pattern may have.
pub const PATTERN_LIMIT: usize = 16 * 1024;

/// How deep groups and repetitions may be nested.
const NEST_LIMIT: u32 = 50;

/// What kind of mistake a pattern has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexErrorKind {
    /// It does not parse, or has what has no place in the regex of an origin.
    Syntax,
    /// It is well-formed, and beyond a bound.
    TooLarge,
}

/// Why a pattern has no language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    /// What kind of mistake it is.
    pub kind: RegexErrorKind,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// Where in the pattern, in bytes.
    pub range: Range<usize>,
}

impl fmt::Display for RegexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RegexError {}

impl Language {
    /// The strings that the regex matches from their first to their last byte.
    pub fn from_regex(pattern: &str) -> Result<Language, RegexError> {
        Language::from_regex_within(pattern, &Budget::unlimited())
    }

    /// The same as [`from_regex`](Self::from_regex), within a budget.
    pub fn from_regex_within(pattern: &str, budget: &Budget) -> Result<Language, RegexError> {
        let too_large = |why: String| RegexError {
            kind: RegexErrorKind::TooLarge,
            message: format!("the regex is too large: {why}"),
            range: 0..pattern.len(),
        };
        if pattern.len() > PATTERN_LIMIT {
            return Err(too_large(format!("it has more than {PATTERN_LIMIT} bytes")));
        }
        let mut ast = ParserBuilder::new().nest_limit(NEST_LIMIT).build().parse(pattern).map_err(
            |error| match error.kind() {
                ast::ErrorKind::UnsupportedLookAround => unsupported("look-around", error.span()),
                ast::ErrorKind::UnsupportedBackreference => {
                    unsupported("a backreference", error.span())
                }
                kind => does_not_parse(kind, error.span()),
            },
        )?;
        ast::visit(&ast, Unsupported)?;
        ascii::keep_ascii(&mut ast);
        let hir = TranslatorBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .translate(pattern, &ast)
            .map_err(|error| does_not_parse(error.kind(), error.span()))?;
        let states = |error: TooLarge| too_large(error.to_string());
        determinize::language(&hir, budget).map_err(states)
    }
}

fn does_not_parse(kind: &impl fmt::Display, span: &ast::Span) -> RegexError {
    let reason = kind.to_string();
    let mut letters = reason.chars();
    // Sentences become clauses, but a name such as "Unicode" keeps its capital.
    let reason = match letters.next() {
        Some(first) if !reason.starts_with("Unicode") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => reason.clone(),
    };
    RegexError {
        kind: RegexErrorKind::Syntax,
        message: format!("the regex does not parse: {reason}"),
        range: range(span),
    }
}

fn unsupported(what: &str, span: &ast::Span) -> RegexError {
    RegexError {
        kind: RegexErrorKind::Syntax,
        message: format!("{what} is not supported in an origin"),
        range: range(span),
    }
}

fn range(span: &ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// Finds what parses, but has no place in the regex of an origin.
struct Unsupported;

impl Unsupported {
    fn flags(flags: &Flags) -> Result<(), RegexError> {
        match flags.flag_state(Flag::Unicode) {
            Some(true) => Err(unsupported("the Unicode flag", &flags.span)),
            _ => Ok(()),
        }
    }
}

impl ast::Visitor for Unsupported {
    type Output = ();
    type Err = RegexError;

    fn finish(self) -> Result<(), RegexError> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), RegexError> {
        match ast {
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText => Err(RegexError {
                    kind: RegexErrorKind::Syntax,
                    message: "an anchor is not needed: the regex always matches the whole origin"
                        .to_owned(),
                    range: range(&assertion.span),
                }),
                _ => Err(unsupported("a word boundary", &assertion.span)),
            },
            Ast::ClassUnicode(class) => Err(unsupported("a Unicode class", &class.span)),
            Ast::Flags(set) => Unsupported::flags(&set.flags),
            Ast::Group(group) => match &group.kind {
                GroupKind::NonCapturing(flags) => Unsupported::flags(flags),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), RegexError> {
        match item {
            ClassSetItem::Unicode(class) => Err(unsupported("a Unicode class", &class.span)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_into_the_pattern() {
        for (pattern, range, part) in [
            ("https://(a", 8..9, "unclosed group"),
            ("https://[a", 8..9, "unclosed character class"),
            ("a**b)", 4..5, "unopened group"),
            ("^https://a", 0..1, "whole origin"),
            (r"a\bb", 1..3, "word boundary"),
            (r"a\pLb", 1..4, "Unicode class"),
            (r"a[\pL]b", 2..5, "Unicode class"),
            ("a(?=b)", 1..4, "look-around"),
            (r"(a)\1", 3..5, "backreference"),
            ("(?u)a", 2..3, "Unicode flag"),
            ("a(?iu:b)", 3..5, "Unicode flag"),
            ("(a{1000}){1000}", 0..15, "too large"),
            ("((((a{0}){1000}){1000}){1000}){1000}", 0..36, ""),
            ("(a|b)*a(a|b){30}", 0..16, "too large"),
        ] {
            match Language::from_regex(pattern) {
                Ok(_) => assert_eq!(part, "", "{pattern}"),
                Err(error) => {
                    assert_eq!(error.range, range, "{pattern}: {error}");
                    assert!(error.message.contains(part), "{pattern}: {error}");
                }
            }
        }
        assert!(Language::from_regex(&"a".repeat(PATTERN_LIMIT + 1)).is_err());
        assert!(Language::from_regex(&"(".repeat(5000)).is_err());
    }

    #[test]
    fn small_regexes() {
        for (pattern, inside, outside) in [
            ("", "", "a"),
            ("a{2,3}", "aaa", "aaaa"),
            ("a{2,}b?", "aaaaab", "ab"),
            ("(?i)ab", "aB", "b"),
            (".+", "a.b", "\n"),
            ("[^a]", "\n", "a"),
            (r"\d\w", "1_", "1-"),
            ("[a-c&&[^b]]", "c", "b"),
            ("(?x) a b # c", "ab", "a b"),
            ("é", "é", "e"),
            ("(a|é)", "a", "e"),
            ("[a-é]", "z", "A"),
            ("[éa]", "a", "e"),
            ("[^é]", "a", ""),
            ("[a-z&&[^bé]]", "a", "b"),
            ("(?i)[k\u{212a}]", "K", "l"),
        ] {
            let language = Language::from_regex(pattern).unwrap();
            assert!(language.contains(inside.as_bytes()), "{pattern}");
            assert!(!language.contains(outside.as_bytes()), "{pattern}");
        }
        assert!(Language::from_regex("[a&&b]x").unwrap().is_empty());
    }
}
