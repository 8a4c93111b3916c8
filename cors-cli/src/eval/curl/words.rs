//! The words of a command line: as a POSIX shell reads it, or as Windows does.
//!
//! ```text
//! POSIX    'a b'   "a \" $"   $'a\nb'   a\ b      a backslash at the end of a line continues it
//! Windows  ^"a b^"   "a \" b"                     so does a circumflex
//! ```
//!
//! Nothing is expanded: `$HOME` is these five letters.
//!
//! Source: POSIX.1-2024, Shell Command Language, section 2.2; for `$'…'` the same section; for Windows
//! [Parsing C command-line arguments](https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).

use std::iter::Peekable;
use std::str::Chars;

use super::CurlError;

/// The words of a command, in the quoting that it seems to use.
pub(super) fn split(command: &str) -> Result<Vec<String>, CurlError> {
    if is_for_windows(command) { windows(&without_circumflexes(command)) } else { posix(command) }
}

/// Whether quotes are escaped, or lines are continued, with `^`.
fn is_for_windows(command: &str) -> bool {
    let continues = command.lines().any(|line| line.trim_end().ends_with(" ^"));
    command.contains("^\"") || continues
}

/// As `cmd.exe` reads it: outside of quotes `^` escapes the next character, or the end of the line.
fn without_circumflexes(command: &str) -> String {
    let mut text = String::with_capacity(command.len());
    let mut is_quoted = false;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '^' if !is_quoted => match characters.next() {
                Some('\r' | '\n') => {
                    // Of two line ends the first is removed, and the second is meant.
                    while characters.next_if_eq(&'\n').is_some() {
                        text.push('\n');
                    }
                }
                Some(escaped) => text.push(escaped),
                None => {}
            },
            '"' => {
                is_quoted = !is_quoted;
                text.push('"');
            }
            other => text.push(other),
        }
    }
    text
}

/// As the runtime of a C program splits its arguments: a backslash escapes only before quotes.
fn windows(command: &str) -> Result<Vec<String>, CurlError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let mut count = 1_usize;
                while characters.next_if_eq(&'\\').is_some() {
                    count = count.saturating_add(1);
                }
                let word = word.get_or_insert_default();
                if characters.peek() != Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', count));
                    continue;
                }
                word.extend(std::iter::repeat_n('\\', count / 2));
                if count % 2 == 1 {
                    characters.next();
                    word.push('"');
                }
            }
            '"' => {
                word.get_or_insert_default();
                // Two quotes inside of quotes are one.
                if is_quoted && characters.next_if_eq(&'"').is_some() {
                    word.get_or_insert_default().push('"');
                } else {
                    is_quoted = !is_quoted;
                }
            }
            space if space.is_whitespace() && !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    if is_quoted { Err(CurlError::Quote) } else { Ok(words) }
}

/// As a POSIX shell splits it.
fn posix(command: &str) -> Result<Vec<String>, CurlError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => single_quoted(&mut characters, word.get_or_insert_default())?,
            '"' => double_quoted(&mut characters, word.get_or_insert_default())?,
            '$' if characters.peek() == Some(&'\'') => {
                characters.next();
                dollar_quoted(&mut characters, word.get_or_insert_default())?;
            }
            '\\' => match characters.next() {
                Some('\n') => {}
                Some('\r') if characters.peek() == Some(&'\n') => {
                    characters.next();
                }
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => word.get_or_insert_default().push('\\'),
            },
            // What follows is another command: `| jq`, `; echo`, `&& …`.
            ';' | '|' | '&' if word.is_none() => break,
            space if space.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

type Rest<'c> = Peekable<Chars<'c>>;

fn single_quoted(characters: &mut Rest<'_>, word: &mut String) -> Result<(), CurlError> {
    for character in characters {
        match character {
            '\'' => return Ok(()),
            other => word.push(other),
        }
    }
    Err(CurlError::Quote)
}

fn double_quoted(characters: &mut Rest<'_>, word: &mut String) -> Result<(), CurlError> {
    while let Some(character) = characters.next() {
        match character {
            '"' => return Ok(()),
            '\\' => match characters.next() {
                Some('\n') => {}
                Some(escaped @ ('$' | '`' | '"' | '\\')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => return Err(CurlError::Quote),
            },
            other => word.push(other),
        }
    }
    Err(CurlError::Quote)
}

/// `$'…'`, with the escapes of C.
fn dollar_quoted(characters: &mut Rest<'_>, word: &mut String) -> Result<(), CurlError> {
    while let Some(character) = characters.next() {
        let escaped = match character {
            '\'' => return Ok(()),
            '\\' => characters.next().ok_or(CurlError::Quote)?,
            other => {
                word.push(other);
                continue;
            }
        };
        match escaped {
            'n' => word.push('\n'),
            't' => word.push('\t'),
            'r' => word.push('\r'),
            'a' => word.push('\u{7}'),
            'b' => word.push('\u{8}'),
            'e' | 'E' => word.push('\u{1b}'),
            'f' => word.push('\u{c}'),
            'v' => word.push('\u{b}'),
            'x' => word.extend(code_point(characters, 16, 2)),
            'u' => word.extend(code_point(characters, 16, 4)),
            'U' => word.extend(code_point(characters, 16, 8)),
            digit @ '0'..='7' => {
                let mut value = digit.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let Some(digit) = characters.peek().and_then(|next| next.to_digit(8)) else {
                        break;
                    };
                    characters.next();
                    value = value.saturating_mul(8).saturating_add(digit);
                }
                word.extend(char::from_u32(value));
            }
            other => word.push(other),
        }
    }
    Err(CurlError::Quote)
}

fn code_point(characters: &mut Rest<'_>, radix: u32, most: usize) -> Option<char> {
    let mut value = 0_u32;
    for _ in 0..most {
        let Some(digit) = characters.peek().and_then(|next| next.to_digit(radix)) else { break };
        characters.next();
        value = value.saturating_mul(radix).saturating_add(digit);
    }
    char::from_u32(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<String> {
        split(command).unwrap()
    }

    #[test]
    fn posix_quotes() {
        assert_eq!(words(r#"a 'b c' "d \"e\" $f" g\ h"#), ["a", "b c", "d \"e\" $f", "g h"]);
        assert_eq!(words("a \\\n  b'c'\"d\"''"), ["a", "bcd"]);
        assert_eq!(words(r"a $'b\'c\n\u00e9\x41\101\\' ''"), ["a", "b'c\néAA\\", ""]);
        assert_eq!(words("curl 'x' | jq ."), ["curl", "x"]);
        assert_eq!(words("curl x?a=1&b=2"), ["curl", "x?a=1&b=2"]);
        assert_eq!(split("a 'b"), Err(CurlError::Quote));
        assert_eq!(split("a \"b\\"), Err(CurlError::Quote));
        assert_eq!(split("a $'b\\"), Err(CurlError::Quote));
    }

    #[test]
    fn windows_quotes() {
        assert_eq!(
            words(
                "curl ^\"https://a.test/?a=1^&b=2^\" ^\n  -H ^\"x-a: 1^\" ^\r\n  -d ^\"^{^\\^\"a^\\^\":1^}^\""
            ),
            ["curl", "https://a.test/?a=1&b=2", "-H", "x-a: 1", "-d", "{\"a\":1}"]
        );
        assert_eq!(
            words("curl \"https://a.test\" ^\n  -H \"x: \\\"b\\\" c\\d\""),
            ["curl", "https://a.test", "-H", "x: \"b\" c\\d"]
        );
        assert_eq!(split("curl ^\"a"), Err(CurlError::Quote));
    }
}
