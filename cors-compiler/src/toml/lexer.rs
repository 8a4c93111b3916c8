//! A text to tokens.
//!
//! The lexer is `toml_parser`'s. White space and comments are left out here, and a `;` is a token of
//! its own: TOML has none, but people write it for a `,`.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::lexer::TokenKind;

use super::mistake::{Mistake, Problem};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A key, a number, `true`: whatever has no quotes.
    Word,
    /// A string, with these quotes.
    Text(Encoding),
    Dot,
    Equals,
    Comma,
    Semicolon,
    Open(Bracket),
    Close(Bracket),
    LineEnd,
    /// Behind the last token.
    End,
}

/// What a pair of brackets encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `[…]`: a list, or the name of a table.
    Square,
    /// `{…}`: a table.
    Curly,
}

/// A token and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Lexeme,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The tokens of a text, of which the last one is its end, and what is wrong between them.
pub(super) fn lex(source: &str) -> (Vec<Token>, Vec<Mistake>) {
    let (mut tokens, mut mistakes) = (Vec::new(), Vec::new());
    for token in Source::new(source).lex() {
        let (start, end) = (token.span().start(), token.span().end());
        let written = source.get(start..end).unwrap_or_default();
        let kind = match token.kind() {
            TokenKind::Whitespace => continue,
            TokenKind::Comment => {
                let is_control = |c: char| c.is_ascii_control() && c != '\t';
                if let Some((at, control)) = written.char_indices().find(|&(_, c)| is_control(c)) {
                    let at = start.saturating_add(at);
                    let end = at.saturating_add(control.len_utf8());
                    mistakes.push(Mistake::new(at..end, Problem::ControlCharacter));
                }
                continue;
            }
            TokenKind::Newline => {
                if written == "\r" {
                    mistakes.push(Mistake::new(end..end, Problem::CarriageReturn));
                }
                Lexeme::LineEnd
            }
            TokenKind::Atom => {
                words(written, start, &mut tokens);
                continue;
            }
            TokenKind::Dot => Lexeme::Dot,
            TokenKind::Equals => Lexeme::Equals,
            TokenKind::Comma => Lexeme::Comma,
            TokenKind::LeftSquareBracket => Lexeme::Open(Bracket::Square),
            TokenKind::RightSquareBracket => Lexeme::Close(Bracket::Square),
            TokenKind::LeftCurlyBracket => Lexeme::Open(Bracket::Curly),
            TokenKind::RightCurlyBracket => Lexeme::Close(Bracket::Curly),
            TokenKind::LiteralString => Lexeme::Text(Encoding::LiteralString),
            TokenKind::BasicString => Lexeme::Text(Encoding::BasicString),
            TokenKind::MlLiteralString => Lexeme::Text(Encoding::MlLiteralString),
            TokenKind::MlBasicString => Lexeme::Text(Encoding::MlBasicString),
            TokenKind::Eof => Lexeme::End,
        };
        tokens.push(Token { kind, start, end });
    }
    (tokens, mistakes)
}

/// The words of what has no quotes, and each `;` between them.
fn words(written: &str, start: usize, tokens: &mut Vec<Token>) {
    let mut start = start;
    for part in written.split_inclusive(';') {
        let word = part.strip_suffix(';').unwrap_or(part);
        let (middle, end) = (start.saturating_add(word.len()), start.saturating_add(part.len()));
        if start < middle {
            tokens.push(Token { kind: Lexeme::Word, start, end: middle });
        }
        if middle < end {
            tokens.push(Token { kind: Lexeme::Semicolon, start: middle, end });
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Lexeme> {
        lex(source).0.into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn a_semicolon_is_a_token() {
        use Lexeme::{End, Equals, Semicolon, Word};
        assert_eq!(
            kinds("a = 2h;b;;"),
            [Word, Equals, Word, Semicolon, Word, Semicolon, Semicolon, End]
        );
        assert_eq!(kinds(";"), [Semicolon, End]);
        assert_eq!(kinds(" # a;b"), [End]);
    }

    #[test]
    fn control_characters_in_comments_are_mistakes() {
        assert_eq!(lex("# \u{7}\n").1.len(), 1);
        assert_eq!(lex("# \té\n").1.len(), 0);
        assert_eq!(lex("a\r\nb\rc").1.len(), 1);
    }
}
