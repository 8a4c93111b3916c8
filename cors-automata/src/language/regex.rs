//! The language of a regex.
//!
//! # The idea
//!
//! ```text
//!   pattern --parse--> what was written --translate--> what it means --> nodes --> states
//!                      (with places)                   (no places)
//! ```
//!
//! A regex here describes whole origins, so it is implicitly anchored at both ends, and
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
mod error;
#[cfg(feature = "migration")]
mod search;

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, AssertionKind, Ast, ClassSetItem, Flag, Flags, GroupKind};
use regex_syntax::hir::Hir;
use regex_syntax::hir::translate::TranslatorBuilder;

pub use ascii::beyond_ascii;
pub use error::{RegexError, RegexErrorKind, RegexSyntaxError, Unsupported};
#[cfg(feature = "migration")]
pub use search::SearchError;

use super::{Automata, Language};

/// How many bytes a pattern may have.
pub const PATTERN_LIMIT: usize = 16 * 1024;

/// How deep groups and repetitions may be nested.
const NEST_LIMIT: u32 = 50;

impl Automata {
    /// The strings that the regex matches from their first to their last byte.
    pub fn regex(&self, pattern: &str) -> Result<Language, RegexError> {
        let too_large = |kind| RegexError { kind, range: 0..pattern.len() };
        if pattern.len() > PATTERN_LIMIT {
            return Err(too_large(RegexErrorKind::TooLong));
        }
        let hir = parse(pattern, Refused { anchors: true })?;
        let states = |error| too_large(RegexErrorKind::TooLarge(error));
        self.of_hir(&hir).map_err(states)
    }
}

/// What a pattern of at most [`PATTERN_LIMIT`] bytes means, as bytes.
fn parse(pattern: &str, refused: Refused) -> Result<Hir, RegexError> {
    let mut ast = ParserBuilder::new().nest_limit(NEST_LIMIT).build().parse(pattern)?;
    ast::visit(&ast, refused)?;
    ascii::keep_ascii(&mut ast);
    let mut translator = TranslatorBuilder::new().unicode(false).utf8(false).build();
    Ok(translator.translate(pattern, &ast)?)
}

impl Language {
    /// The language of a regex of this crate: it parses and is small, as the tests that use it show.
    pub fn own(regex: &str) -> Language {
        Automata::unlimited().regex(regex).unwrap_or_else(|_| Language::empty())
    }
}

/// Finds what parses, but has no place in the regex of an origin.
struct Refused {
    /// Whether `^` and `$` are refused too.
    anchors: bool,
}

impl Refused {
    fn flags(flags: &Flags) -> Result<(), RegexError> {
        match flags.flag_state(Flag::Unicode) {
            Some(true) => Err(RegexError::unsupported(Unsupported::UnicodeFlag, &flags.span)),
            _ => Ok(()),
        }
    }
}

impl ast::Visitor for Refused {
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
                | AssertionKind::EndText => match self.anchors {
                    true => Err(RegexError::new(RegexSyntaxError::Anchor, &assertion.span)),
                    false => Ok(()),
                },
                _ => Err(RegexError::unsupported(Unsupported::WordBoundary, &assertion.span)),
            },
            Ast::ClassUnicode(class) => {
                Err(RegexError::unsupported(Unsupported::UnicodeClass, &class.span))
            }
            Ast::Flags(set) => Refused::flags(&set.flags),
            Ast::Group(group) => match &group.kind {
                GroupKind::NonCapturing(flags) => Refused::flags(flags),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), RegexError> {
        match item {
            ClassSetItem::Unicode(class) => {
                Err(RegexError::unsupported(Unsupported::UnicodeClass, &class.span))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{STATE_LIMIT, TooLarge};

    #[test]
    fn errors_point_into_the_pattern() {
        let parse = |kind| RegexErrorKind::Syntax(RegexSyntaxError::Parse(kind));
        let unsupported = |what| RegexErrorKind::Syntax(RegexSyntaxError::Unsupported(what));
        let states = || RegexErrorKind::TooLarge(TooLarge::States { limit: STATE_LIMIT });
        for (pattern, range, kind) in [
            ("https://(a", 8..9, parse(ast::ErrorKind::GroupUnclosed)),
            ("https://[a", 8..9, parse(ast::ErrorKind::ClassUnclosed)),
            ("a**b)", 4..5, parse(ast::ErrorKind::GroupUnopened)),
            ("^https://a", 0..1, RegexErrorKind::Syntax(RegexSyntaxError::Anchor)),
            (r"a\bb", 1..3, unsupported(Unsupported::WordBoundary)),
            (r"a\pLb", 1..4, unsupported(Unsupported::UnicodeClass)),
            (r"a[\pL]b", 2..5, unsupported(Unsupported::UnicodeClass)),
            ("a(?=b)", 1..4, unsupported(Unsupported::LookAround)),
            (r"(a)\1", 3..5, unsupported(Unsupported::Backreference)),
            ("(?u)a", 2..3, unsupported(Unsupported::UnicodeFlag)),
            ("a(?iu:b)", 3..5, unsupported(Unsupported::UnicodeFlag)),
            ("(a{1000}){1000}", 0..15, states()),
            ("(a|b)*a(a|b){30}", 0..16, states()),
        ] {
            let error = Automata::unlimited().regex(pattern).unwrap_err();
            assert_eq!((error.range, error.kind), (range, kind), "{pattern}");
        }
        assert!(Automata::unlimited().regex("((((a{0}){1000}){1000}){1000}){1000}").is_ok());
        assert!(Automata::unlimited().regex(&"a".repeat(PATTERN_LIMIT + 1)).is_err());
        assert!(Automata::unlimited().regex(&"(".repeat(5000)).is_err());
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
            let language = Automata::unlimited().regex(pattern).unwrap();
            assert!(language.contains(inside.as_bytes()), "{pattern}");
            assert!(!language.contains(outside.as_bytes()), "{pattern}");
        }
        assert!(Automata::unlimited().regex("[a&&b]x").unwrap().is_empty());
    }
}
