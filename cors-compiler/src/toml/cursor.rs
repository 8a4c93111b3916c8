//! Moving through the tokens of a text, and looking ahead to where its entries start.

use std::ops::Range;

use super::lexer::{Bracket, Lexeme, Token};

/// The tokens of a text, and the next one.
pub(super) struct Cursor<'s> {
    source: &'s str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(source: &'s str, tokens: Vec<Token>) -> Self {
        Self { source, tokens, at: 0 }
    }

    pub(super) fn written(&self, range: Range<usize>) -> &'s str {
        self.source.get(range).unwrap_or_default()
    }

    fn token(&self, index: usize) -> Token {
        let end = self.source.len();
        let last = Token { kind: Lexeme::End, start: end, end };
        self.tokens.get(index).copied().unwrap_or(last)
    }

    /// The next token, which is not passed.
    pub(super) fn peek(&self) -> Token {
        self.token(self.at)
    }

    /// The next token, which is passed; the end never is.
    pub(super) fn next(&mut self) -> Token {
        let token = self.peek();
        if token.kind != Lexeme::End {
            self.at = self.at.saturating_add(1);
        }
        token
    }

    /// Passes the next token if it is of this kind.
    pub(super) fn take(&mut self, kind: Lexeme) -> Option<Token> {
        (self.peek().kind == kind).then(|| self.next())
    }

    pub(super) fn skip_line_ends(&mut self) {
        while self.take(Lexeme::LineEnd).is_some() {}
    }

    /// Where the last token ends that is not the end of a line.
    pub(super) fn end_before(&self) -> usize {
        let before = self.tokens.get(..self.at).unwrap_or_default();
        before.iter().rfind(|token| token.kind != Lexeme::LineEnd).map_or(0, |token| token.end)
    }

    /// Whether the next token is the first one of its line.
    pub(super) fn is_at_line_start(&self) -> bool {
        self.at.checked_sub(1).is_none_or(|before| self.token(before).kind == Lexeme::LineEnd)
    }

    /// Whether the line has no more tokens.
    pub(super) fn is_at_line_end(&self) -> bool {
        matches!(self.peek().kind, Lexeme::LineEnd | Lexeme::End)
    }

    /// Takes the first bytes of the next token off, so that the rest of it comes next.
    pub(super) fn split(&mut self, end: usize) {
        if let Some(token) = self.tokens.get_mut(self.at) {
            token.start = end.min(token.end);
            if token.start == token.end {
                self.at = self.at.saturating_add(1);
            }
        }
    }

    /// The bytes of a value without quotes: of the next words, with dots and spaces between, but not
    /// of a key behind it.
    pub(super) fn unquoted(&mut self) -> Range<usize> {
        let mut range = self.next().range();
        loop {
            let token = self.peek();
            let continues = match token.kind {
                Lexeme::Dot => token.start == range.end,
                Lexeme::Word => self.token(self.at.saturating_add(1)).kind != Lexeme::Equals,
                _ => false,
            };
            if !continues {
                return range;
            }
            range.end = self.next().end;
        }
    }

    /// Whether `key =` comes next.
    pub(super) fn is_at_entry(&self) -> bool {
        let mut index = self.at;
        while matches!(self.token(index).kind, Lexeme::Word | Lexeme::Text(_)) {
            match self.token(index.saturating_add(1)).kind {
                Lexeme::Dot => index = index.saturating_add(2),
                behind => return behind == Lexeme::Equals,
            }
        }
        false
    }

    /// Whether the line begins like an entry: with `key =` or `key:`, or with a word that can only be
    /// a key; or like the `[header]` of a table.
    fn is_at_line_of_entry(&self) -> bool {
        let token = self.peek();
        if !self.is_at_line_start() {
            return false;
        }
        if token.kind != Lexeme::Word {
            return self.is_at_header();
        }
        let word = self.written(token.range());
        let is_colon = |rest: &str| rest.starts_with(':') && !rest.starts_with("://");
        let behind = self.written(self.token(self.at.saturating_add(1)).range());
        let colon = word.find(':').and_then(|at| word.get(at..));
        self.is_at_entry() || word.contains('_') || is_colon(colon.unwrap_or(behind))
    }

    /// Whether a line comes next that is the `[header]` of a table.
    pub(super) fn is_at_header(&self) -> bool {
        let mut index = self.at;
        let (mut opened, mut closed) = (0_u8, 0_u8);
        let mut has_name = false;
        loop {
            let token = self.token(index);
            match token.kind {
                Lexeme::Open(Bracket::Square) if !has_name => opened = opened.saturating_add(1),
                Lexeme::Close(Bracket::Square) if has_name => closed = closed.saturating_add(1),
                Lexeme::Word if closed == 0 => {
                    let is_letter = |c: char| c.is_ascii_alphabetic();
                    let word = self.written(token.range());
                    has_name |= word.starts_with(is_letter) && word != "true" && word != "false";
                }
                Lexeme::Dot if closed == 0 => {}
                Lexeme::LineEnd | Lexeme::End => {
                    return opened == closed && (1..3).contains(&opened);
                }
                _ => return false,
            }
            index = index.saturating_add(1);
        }
    }

    /// Skips to the next line that starts an entry, or what was meant as one; returns whether a `=`
    /// was skipped, so that another entry may be lost too.
    pub(super) fn skip_to_entry(&mut self) -> bool {
        let mut has_equals = false;
        while self.peek().kind != Lexeme::End {
            has_equals |= self.next().kind == Lexeme::Equals;
            if self.is_at_line_of_entry() {
                break;
            }
        }
        has_equals
    }

    /// Skips to the end of the line; returns whether a `=` was skipped.
    pub(super) fn skip_line(&mut self) -> bool {
        let mut has_equals = false;
        while !self.is_at_line_end() {
            has_equals |= self.next().kind == Lexeme::Equals;
        }
        has_equals
    }

    /// Skips what is in the brackets that were opened by the token before, however deep it is nested;
    /// returns where they are closed.
    pub(super) fn skip_brackets(&mut self) -> usize {
        let mut depth = 1_usize;
        while depth > 0 && self.peek().kind != Lexeme::End {
            match self.next().kind {
                Lexeme::Open(_) => depth = depth.saturating_add(1),
                Lexeme::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.end_before()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn skipped_to(source: &str) -> (&str, bool) {
        let mut cursor = Cursor::new(source, lex(source).0);
        let has_equals = cursor.skip_to_entry();
        (source.get(cursor.peek().start..).unwrap(), has_equals)
    }

    #[test]
    fn a_mistake_costs_the_entry_that_it_is_in() {
        assert_eq!(skipped_to("a [\n'x',\né,\n]\nd = 2"), ("d = 2", false));
        assert_eq!(skipped_to("a = 1, b = 2\nc = 3"), ("c = 3", true));
        assert_eq!(skipped_to("a 'x\nc : 3"), ("c : 3", false));
        assert_eq!(skipped_to("a\nPUT\nmax_age\n"), ("max_age\n", false));
        assert_eq!(
            skipped_to("a\n[1]\n[true]\n['x']\n[server.cors]\n"),
            ("[server.cors]\n", false)
        );
        assert_eq!(skipped_to("a\n[[b]]"), ("[[b]]", false));
    }

    #[test]
    fn values_without_quotes_have_dots_and_spaces() {
        for (source, value) in [
            ("2001-01-01 07:00:00.5, b", "2001-01-01 07:00:00.5"),
            ("1.5]", "1.5"),
            ("2 h\nb", "2 h"),
            ("PUT allow = 1", "PUT"),
        ] {
            let mut cursor = Cursor::new(source, lex(source).0);
            let range = cursor.unquoted();
            assert_eq!(source.get(range), Some(value));
        }
    }
}
