//! Edits of a policy in TOML.

use std::ops::Range;

use toml_parser::decoder::Encoding;

use super::lexer::{self, Lexeme, lex};
use super::literal;
use super::locations::Locations;
use super::value::decode;
use crate::ast::Notation;
use crate::finding::apply::{self, Syntax, Token, text_edits};
use crate::finding::{Fix, TextEdit};
use crate::written;

/// The notation.
struct Toml;

impl Syntax for Toml {
    const NOTATION: Notation = Notation::Toml;

    fn tokens(text: &str) -> Option<Vec<Token>> {
        let (tokens, _) = lex(text);
        Some(tokens.into_iter().filter(|token| token.kind != Lexeme::End).map(token).collect())
    }

    fn name(written: &str) -> String {
        match written.as_bytes().first() {
            Some(b'"') => decode(written, Some(Encoding::BasicString)).0.into_owned(),
            Some(b'\'') => decode(written, Some(Encoding::LiteralString)).0.into_owned(),
            _ => written.to_owned(),
        }
    }

    fn within(literal: &str, within: Range<usize>) -> Option<Range<usize>> {
        written::range(&literal::offsets(literal)?, within)
    }
}

fn token(token: lexer::Token) -> Token {
    let kind = match token.kind {
        Lexeme::Word => apply::TokenClass::Word,
        Lexeme::Text(_) => apply::TokenClass::Text,
        Lexeme::Open(_) => apply::TokenClass::Open,
        Lexeme::Close(_) => apply::TokenClass::Close,
        Lexeme::Comma => apply::TokenClass::Comma,
        Lexeme::Equals => apply::TokenClass::Equals,
        Lexeme::LineEnd => apply::TokenClass::LineEnd,
        Lexeme::Dot | Lexeme::Semicolon | Lexeme::End => apply::TokenClass::Other,
    };
    Token { kind, range: token.range() }
}

impl Locations {
    /// The edits of the text that a fix is, sorted and apart from each other; `None` if it cannot be
    /// applied to this text.
    ///
    /// ```
    /// use cors_compiler::finding::TextEdit;
    /// use cors_compiler::toml;
    ///
    /// let source = "allow_origins = [\n    \"https://example.com/\", # ours\n]\n";
    /// let report = toml::compile(source).unwrap_err();
    /// let finding = report.findings().next().unwrap();
    /// let fix = finding.finding().helps[0].fix.as_ref().unwrap();
    /// let edits = report.locations().edits(fix).unwrap();
    /// assert_eq!(
    ///     TextEdit::apply_all(source, &edits),
    ///     "allow_origins = [\n    \"https://example.com\", # ours\n]\n"
    /// );
    /// ```
    #[must_use]
    pub fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        text_edits::<Toml>(self, self.tables(), fix)
    }
}
