//! Keys, and the `=` behind them.

use toml_parser::decoder::Encoding;

use super::lexer::Lexeme;
use super::mistake::Problem;
use super::parse::{Parser, Reported};
use crate::location::Located;

impl Parser<'_, '_> {
    /// The names of a key, of which there is at least one.
    pub(super) fn key(&mut self) -> Result<Vec<Located<String>>, Reported> {
        let mut path = Vec::new();
        loop {
            let name = self.name().inspect_err(|_| self.has_lost_entries = true)?;
            path.push(name);
            if self.cursor.take(Lexeme::Dot).is_none() {
                return Ok(path);
            }
        }
    }

    fn name(&mut self) -> Result<Located<String>, Reported> {
        let token = self.cursor.peek();
        match token.kind {
            Lexeme::Text(encoding @ (Encoding::BasicString | Encoding::LiteralString)) => {
                self.cursor.next();
                self.string(token.range(), encoding)
            }
            Lexeme::Text(_) => Err(self.report(token.range(), Problem::KeyOfSeveralLines)),
            Lexeme::Word => {
                let word = self.cursor.written(token.range());
                let is_of_names = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
                let wrong = word.char_indices().find(|&(_, c)| !is_of_names(c));
                let end = match wrong {
                    None => token.end,
                    // It is read as a `=`.
                    Some((at, ':')) if at > 0 => token.start.saturating_add(at),
                    Some((_, ':')) => {
                        return Err(self.report(token.start..token.start, Problem::NoKey));
                    }
                    Some((at, c)) => {
                        let at = token.start.saturating_add(at);
                        let end = at.saturating_add(c.len_utf8());
                        return Err(self.report(at..end, Problem::KeyCharacter(c)));
                    }
                };
                self.cursor.split(end);
                let name = self.cursor.written(token.start..end).to_owned();
                Ok(Located::new(name, self.locations.add(token.start..end)))
            }
            _ => Err(self.report(token.start..token.start, Problem::NoKey)),
        }
    }

    /// The `=` behind a key, or what was meant as that.
    pub(super) fn equals(&mut self, path: &[Located<String>]) -> Result<(), Reported> {
        let token = self.cursor.peek();
        match token.kind {
            Lexeme::Equals => {
                self.cursor.next();
                Ok(())
            }
            Lexeme::Word if self.cursor.written(token.range()).starts_with(':') => {
                let end = token.start.saturating_add(1);
                self.report(token.start..end, Problem::Colon);
                self.cursor.split(end);
                Ok(())
            }
            Lexeme::Comma
            | Lexeme::Semicolon
            | Lexeme::Close(_)
            | Lexeme::LineEnd
            | Lexeme::End => {
                let end = self.cursor.end_before();
                let name = path.last().map_or_else(String::new, |last| last.value.clone());
                Err(self.report(end..end, Problem::KeyAlone(name)))
            }
            _ => Err(self.report(token.start..token.start, Problem::NoEquals)),
        }
    }
}
