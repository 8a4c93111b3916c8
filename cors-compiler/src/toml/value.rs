//! Values: strings, numbers, booleans, lists and tables in braces.
//!
//! ```text
//! string                  Text        array                   List
//! integer, float          Number      { regex = string }      Regex
//! boolean                 Bool        any other table         Table
//! ```

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::{ParseError, Raw, Span};

use super::lexer::{Bracket, Lexeme, Token};
use super::mistake::Problem;
use super::parse::{Parser, Reported};
use super::tree::Tree;
use crate::ast::Value;
use crate::location::Located;

impl Parser<'_, '_> {
    /// A value, in which lists and tables are nested as deep as `room`.
    pub(super) fn value(&mut self, room: usize) -> Result<Value, Reported> {
        while let Some(second) = self.cursor.take(Lexeme::Equals) {
            self.report(second.range(), Problem::SecondEquals);
        }
        let token = self.cursor.peek();
        match token.kind {
            Lexeme::Word | Lexeme::Dot => Ok(self.unquoted()),
            Lexeme::Text(encoding) => {
                self.cursor.next();
                self.string(token.range(), encoding).map(Value::Text)
            }
            Lexeme::Open(bracket) => {
                self.cursor.next();
                let Some(room) = room.checked_sub(1) else {
                    let end = self.cursor.skip_brackets();
                    return Ok(self.unreadable(token.start..end, Problem::TooDeep));
                };
                match bracket {
                    Bracket::Square => self.list(token, room),
                    Bracket::Curly => self.table(token, room),
                }
            }
            Lexeme::Close(_) => {
                let found = self.cursor.written(token.range()).to_owned();
                Err(self.report(token.start..token.start, Problem::NotAValue(found)))
            }
            Lexeme::Equals | Lexeme::Comma | Lexeme::Semicolon | Lexeme::LineEnd | Lexeme::End => {
                Err(self.report(token.start..token.start, Problem::NoValue))
            }
        }
    }

    /// What is not a value is reported, and costs no more than itself.
    fn unreadable(&mut self, range: Range<usize>, problem: Problem) -> Value {
        let _ = self.report(range.clone(), problem);
        Value::Unreadable(self.locations.add(range))
    }

    fn unquoted(&mut self) -> Value {
        let range = self.cursor.unquoted();
        let written = self.cursor.written(range.clone());
        let (_, kind, error) = decode(written, None);
        let location = self.locations.add(range.clone());
        let number = || Value::Number(Located::new(written.to_owned(), location));
        let unsigned = written.trim_start_matches(['+', '-']);
        let is_like_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || "_.".contains(c));
        match (kind, error) {
            (ScalarKind::Boolean(truth), None) => Value::Bool(Located::new(truth, location)),
            // As it was written, so that a message can show it.
            (ScalarKind::Integer(_) | ScalarKind::Float, None) => number(),
            (ScalarKind::DateTime, _) => self.unreadable(range, Problem::DateOrTime),
            (ScalarKind::Integer(_) | ScalarKind::Float, Some(error)) if is_like_number => {
                let part = shifted(&error, range.clone());
                self.unreadable(part, Problem::Number(written.to_owned()))
            }
            _ => {
                let truth = [true, false].into_iter().find(|truth| {
                    written.eq_ignore_ascii_case(if *truth { "true" } else { "false" })
                });
                let problem = match truth {
                    Some(truth) => Problem::BooleanCase(truth),
                    None => Problem::BareWord(written.to_owned()),
                };
                self.unreadable(range, problem)
            }
        }
    }

    /// A string; if it is not closed, its end is unknown.
    pub(super) fn string(
        &mut self,
        range: Range<usize>,
        encoding: Encoding,
    ) -> Result<Located<String>, Reported> {
        let written = self.cursor.written(range.clone());
        let (text, _, error) = decode(written, Some(encoding));
        let Some(error) = error else {
            return Ok(Located::new(text.into_owned(), self.locations.add(range)));
        };
        let part = shifted(&error, range.clone());
        let before = self.cursor.written(range.start..part.start);
        let problem = if part.start == range.end {
            self.has_lost_entries |=
                matches!(encoding, Encoding::MlBasicString | Encoding::MlLiteralString);
            Problem::UnclosedString
        } else if before.ends_with('\r') {
            Problem::CarriageReturn
        } else if self.cursor.written(part.clone()).starts_with(|c: char| c.is_ascii_control()) {
            Problem::ControlCharacter
        } else {
            Problem::Escape
        };
        Err(self.report(part, problem))
    }

    fn list(&mut self, open: Token, room: usize) -> Result<Value, Reported> {
        let before = self.mistakes;
        let mut items = Vec::new();
        let mut needs_comma = false;
        let end = loop {
            self.cursor.skip_line_ends();
            let token = self.cursor.peek();
            let is_next_entry = self.cursor.is_at_entry();
            match token.kind {
                Lexeme::Close(Bracket::Square) => break self.cursor.next().end,
                Lexeme::Comma | Lexeme::Semicolon => {
                    self.separator(token, needs_comma);
                    needs_comma = false;
                }
                Lexeme::End => {
                    let end = self.cursor.end_before();
                    return Err(self.report(end..end, Problem::UnclosedList { is_at_end: true }));
                }
                _ if self.cursor.is_at_line_start()
                    && (is_next_entry || self.cursor.is_at_header()) =>
                {
                    let problem = Problem::UnclosedList { is_at_end: false };
                    self.report(token.range(), problem);
                    break self.cursor.end_before();
                }
                Lexeme::Equals | Lexeme::Close(Bracket::Curly) => {
                    return Err(self.not_in_list(token));
                }
                _ if is_next_entry => return Err(self.not_in_list(token)),
                _ => {
                    if needs_comma {
                        self.report(token.start..token.start, Problem::NoComma);
                    }
                    items.push(self.value(room)?);
                    needs_comma = true;
                }
            }
        };
        let location = self.locations.add(open.start..end);
        // A list that is empty only because of mistakes is not reported as empty.
        if items.is_empty() && self.mistakes > before {
            items.push(Value::Unreadable(location));
        }
        Ok(Value::List(Located::new(items, location)))
    }

    /// Reads what separates the items of a list or the entries of a table, and reports it unless it is one comma.
    fn separator(&mut self, token: Token, needs_comma: bool) {
        self.cursor.next();
        match token.kind {
            Lexeme::Semicolon => drop(self.report(token.range(), Problem::Semicolon)),
            _ if needs_comma => {}
            _ => drop(self.report(token.range(), Problem::ExtraComma)),
        }
    }

    fn not_in_list(&mut self, token: Token) -> Reported {
        let found = self.cursor.written(token.range()).to_owned();
        self.report(token.range(), Problem::NotInList(found))
    }

    fn table(&mut self, open: Token, room: usize) -> Result<Value, Reported> {
        let mut tree = Tree::new(self.locations.add(open.range()), room);
        let mut needs_comma = false;
        let end = loop {
            self.cursor.skip_line_ends();
            let token = self.cursor.peek();
            match token.kind {
                Lexeme::Close(Bracket::Curly) => break self.cursor.next().end,
                Lexeme::Comma | Lexeme::Semicolon => {
                    self.separator(token, needs_comma);
                    needs_comma = false;
                }
                Lexeme::End => {
                    let end = self.cursor.end_before();
                    return Err(self.report(end..end, Problem::UnclosedTable));
                }
                _ => {
                    if needs_comma && self.cursor.is_at_line_start() {
                        // The next entry of the policy, or of this table: it is ambiguous.
                        return Err(self.report(token.start..token.start, Problem::NoComma));
                    }
                    if needs_comma {
                        self.report(token.start..token.start, Problem::NoComma);
                    }
                    self.entry(&mut tree)?;
                    needs_comma = true;
                }
            }
        };
        let location = self.locations.add(open.start..end);
        Ok(Value::table(Located::new(tree.into_entries(), location)))
    }
}

/// What is written without or within quotes, and what is wrong with it first.
pub(super) fn decode(
    written: &str,
    encoding: Option<Encoding>,
) -> (Cow<'_, str>, ScalarKind, Option<ParseError>) {
    let mut text = Cow::Borrowed("");
    let mut error = None;
    let raw = Raw::new_unchecked(written, encoding, Span::new_unchecked(0, written.len()));
    let kind = raw.decode_scalar(&mut text, &mut error);
    (text, kind, error)
}

/// Where an error is that the decoder found in these bytes; the bytes themselves if it gives none.
fn shifted(error: &ParseError, range: Range<usize>) -> Range<usize> {
    error.unexpected().map_or(range.clone(), |part| {
        let at = |offset: usize| range.start.saturating_add(offset).min(range.end);
        at(part.start())..at(part.end())
    })
}
