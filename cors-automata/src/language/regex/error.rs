//! Why a regex has no language.

use std::ops::Range;

use regex_syntax::{ast, hir};

use crate::language::TooLarge;

/// What is wrong with a regex, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexError {
    /// What is wrong.
    pub kind: RegexErrorKind,
    /// Where in the regex, in bytes.
    pub range: Range<usize>,
}

/// What can be wrong with a regex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegexErrorKind {
    /// It cannot be read.
    Syntax(RegexSyntaxError),
    /// It has more bytes than [`PATTERN_LIMIT`](super::PATTERN_LIMIT).
    TooLong,
    /// Its automaton is beyond a bound.
    TooLarge(TooLarge),
}

/// Why a regex cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegexSyntaxError {
    /// It does not parse.
    Parse(ast::ErrorKind),
    /// It parses, and means nothing.
    Meaning(hir::ErrorKind),
    /// It parses, and has what an origin cannot be described with.
    Unsupported(Unsupported),
    /// An anchor at the beginning or at the end of a line or the text.
    Anchor,
}

/// What is not supported in the regex of an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsupported {
    /// `(?=a)`
    LookAround,
    /// `\1`
    Backreference,
    /// `(?u)`
    UnicodeFlag,
    /// `\pL`
    UnicodeClass,
    /// `\b`
    WordBoundary,
}

impl RegexError {
    pub(super) fn new(error: RegexSyntaxError, span: &ast::Span) -> Self {
        let range = span.start.offset..span.end.offset;
        Self { kind: RegexErrorKind::Syntax(error), range }
    }

    pub(super) fn unsupported(what: Unsupported, span: &ast::Span) -> Self {
        Self::new(RegexSyntaxError::Unsupported(what), span)
    }
}

/// What the parser reports: some of it is well-formed in other syntaxes.
impl From<ast::Error> for RegexError {
    fn from(error: ast::Error) -> Self {
        let kind = match error.kind() {
            ast::ErrorKind::UnsupportedLookAround => {
                RegexSyntaxError::Unsupported(Unsupported::LookAround)
            }
            ast::ErrorKind::UnsupportedBackreference => {
                RegexSyntaxError::Unsupported(Unsupported::Backreference)
            }
            kind => RegexSyntaxError::Parse(kind.clone()),
        };
        Self::new(kind, error.span())
    }
}

impl From<hir::Error> for RegexError {
    fn from(error: hir::Error) -> Self {
        Self::new(RegexSyntaxError::Meaning(error.kind().clone()), error.span())
    }
}
