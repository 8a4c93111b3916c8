//! The syntax of nginx's configuration: directives, their words, and blocks.
//!
//! ```text
//! directives = { word { word } ( ";" | "{" directives "}" ) }
//! word       = text up to white space, ";" or "{"   |   a text in quotes, in which these have no meaning
//! ```
//!
//! As nginx reads it (`ngx_conf_read_token`): a backslash before a quote or a backslash is dropped, and any other
//! stays, so that regexes keep theirs; `${name}` is a part of a word; `#` starts a comment where a word could start.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use crate::scan::Unread;

/// How deep blocks may be nested.
const MAX_DEPTH: usize = 64;

/// A word of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// What nginx reads.
    pub(super) text: String,
    /// Where it is written.
    pub(super) range: Range<usize>,
}

/// A directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) name: Word,
    pub(super) arguments: Vec<Word>,
    /// What is in its braces.
    pub(super) block: Option<Vec<Directive>>,
}

impl Directive {
    /// The text of an argument.
    pub(super) fn argument(&self, index: usize) -> Option<&str> {
        self.arguments.get(index).map(|word| word.text.as_str())
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.text == name
    }

    /// From its name to its last word.
    pub(super) fn range(&self) -> Range<usize> {
        let last = self.arguments.last().unwrap_or(&self.name);
        self.name.range.start..last.range.end
    }
}

/// Reads a text.
///
/// # Errors
///
/// Where it is not in nginx's syntax, and why.
pub(super) fn parse(text: &str) -> Result<Vec<Directive>, Unread> {
    let mut reader = Reader { text, characters: text.char_indices().peekable() };
    reader.directives(0)
}

struct Reader<'t> {
    text: &'t str,
    characters: Peekable<CharIndices<'t>>,
}

/// How a directive goes on.
enum Token {
    Word(Word),
    Semicolon,
    Open,
    Close,
    End,
}

impl Reader<'_> {
    fn directives(&mut self, depth: usize) -> Result<Vec<Directive>, Unread> {
        let mut directives = Vec::new();
        loop {
            let name = match self.token()? {
                Token::Word(name) => name,
                Token::Close if depth > 0 => return Ok(directives),
                Token::End if depth == 0 => return Ok(directives),
                Token::Semicolon | Token::Open => {
                    return Err(self.wrong("nginx expects the name of a directive here"));
                }
                Token::Close => return Err(self.wrong("this `}` closes no block")),
                Token::End => return Err(self.wrong("a `}` is missing at the end")),
            };
            if depth > MAX_DEPTH {
                return Err(Unread { range: name.range, reason: "blocks are nested too deeply" });
            }
            directives.push(self.directive(name, depth)?);
        }
    }

    fn directive(&mut self, name: Word, depth: usize) -> Result<Directive, Unread> {
        let mut arguments = Vec::new();
        let block = loop {
            match self.token()? {
                Token::Word(word) => arguments.push(word),
                Token::Semicolon => break None,
                Token::Open if name.text.ends_with("_by_lua_block") => {
                    self.skip_program()?;
                    break None;
                }
                Token::Open => break Some(self.directives(depth.saturating_add(1))?),
                Token::Close | Token::End => {
                    return Err(self.wrong("a directive ends with `;` or a block"));
                }
            }
        };
        Ok(Directive { name, arguments, block })
    }

    /// Skips a program in another language, up to its closing brace.
    fn skip_program(&mut self) -> Result<(), Unread> {
        let mut depth = 1_usize;
        for (_, character) in self.characters.by_ref() {
            match character {
                '{' => depth = depth.saturating_add(1),
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
        Err(self.wrong("a `}` is missing at the end"))
    }

    fn token(&mut self) -> Result<Token, Unread> {
        loop {
            let Some(&(at, character)) = self.characters.peek() else { return Ok(Token::End) };
            match character {
                _ if character.is_ascii_whitespace() => {
                    self.characters.next();
                }
                '#' => while self.characters.next_if(|(_, next)| *next != '\n').is_some() {},
                ';' => {
                    self.characters.next();
                    return Ok(Token::Semicolon);
                }
                '{' => {
                    self.characters.next();
                    return Ok(Token::Open);
                }
                '}' => {
                    self.characters.next();
                    return Ok(Token::Close);
                }
                quote @ ('"' | '\'') => {
                    self.characters.next();
                    return self.quoted(at, quote).map(Token::Word);
                }
                _ => return Ok(Token::Word(self.bare(at))),
            }
        }
    }

    fn quoted(&mut self, start: usize, quote: char) -> Result<Word, Unread> {
        let mut text = String::new();
        while let Some((at, character)) = self.characters.next() {
            if character == quote {
                let end = at.saturating_add(1);
                return Ok(Word { text, range: start..end });
            }
            self.push(character, &mut text);
        }
        Err(Unread { range: start..start.saturating_add(1), reason: "this quote is not closed" })
    }

    fn bare(&mut self, start: usize) -> Word {
        let mut text = String::new();
        let mut is_variable = false;
        while let Some(&(at, character)) = self.characters.peek() {
            let ends = character.is_ascii_whitespace() || character == ';';
            if ends || (character == '{' && !is_variable) {
                return Word { text, range: start..at };
            }
            self.characters.next();
            is_variable = character == '$';
            self.push(character, &mut text);
        }
        Word { text, range: start..self.text.len() }
    }

    /// Adds a character, or what a backslash and the next character are.
    fn push(&mut self, character: char, text: &mut String) {
        if character != '\\' {
            text.push(character);
            return;
        }
        match self.characters.next() {
            Some((_, quoted @ ('"' | '\'' | '\\'))) => text.push(quoted),
            Some((_, 't')) => text.push('\t'),
            Some((_, 'r')) => text.push('\r'),
            Some((_, 'n')) => text.push('\n'),
            Some((_, other)) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }

    /// What is wrong with the token that was read last.
    fn wrong(&mut self, reason: &'static str) -> Unread {
        let next = self.characters.peek().map_or(self.text.len(), |(at, _)| *at);
        let last = self.text.get(..next).and_then(|read| read.char_indices().next_back());
        Unread { range: last.map_or(next, |(at, _)| at)..next, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(directives: &[Directive]) -> String {
        let one = |directive: &Directive| {
            let words: Vec<&str> = std::iter::once(&directive.name)
                .chain(&directive.arguments)
                .map(|word| word.text.as_str())
                .collect();
            let block = directive.block.as_ref().map(|inner| format!("{{{}}}", shown(inner)));
            format!("[{}]{}", words.join("|"), block.unwrap_or_default())
        };
        directives.iter().map(one).collect()
    }

    #[test]
    fn words_are_read_as_nginx_reads_them() {
        for (text, expected) in [
            ("", ""),
            ("a b c;", "[a|b|c]"),
            ("a {b c; d{}} e;", "[a]{[b|c][d]{}}[e]"),
            ("# no\na # b\n\"c d\" 'e;f' ;", "[a|c d|e;f]"),
            (r#"a "~^https://.*\.example\.com$" ;"#, r"[a|~^https://.*\.example\.com$]"),
            (r#"a \"b\\c \d \'x;"#, r#"[a|"b\c|\d|'x]"#),
            ("a ${b}c x$y{d;}", "[a|${b}c|x$y]{[d]}"),
            ("a b#c;", "[a|b#c]"),
            ("content_by_lua_block { local a = { 1 } } b;", "[content_by_lua_block][b]"),
        ] {
            assert_eq!(shown(&parse(text).unwrap()), expected, "{text}");
        }
        let text = "a \"b c\" d;";
        let parsed = parse(text).unwrap();
        let ranges = parsed[0].arguments.iter().map(|word| text.get(word.range.clone()).unwrap());
        assert_eq!(ranges.collect::<Vec<_>>(), ["\"b c\"", "d"]);
    }

    #[test]
    fn what_is_not_its_syntax_is_reported_where_it_is() {
        for (text, at) in [
            ("a", 0..1),
            ("a {", 2..3),
            ("a; }", 3..4),
            ("; a", 0..1),
            ("a \"b", 2..3),
            ("a { b }", 6..7),
        ] {
            assert_eq!(parse(text).unwrap_err().range, at, "{text}");
        }
        let deep = "a{".repeat(100);
        assert_eq!(parse(&deep).unwrap_err().reason, "blocks are nested too deeply");
    }
}
