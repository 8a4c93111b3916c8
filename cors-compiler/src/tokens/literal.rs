//! Rust's string literals: where the quotes end, and which character an escape is.
//!
//! Source: [string literals](https://doc.rust-lang.org/reference/tokens.html#string-literals).

use crate::written::{self, Escape};

/// Maps byte offsets of `literal`'s value to byte offsets of `literal`, a string literal as it
/// was written, with its quotes.
///
/// One entry for each character of the value and one for its end; `None` if `literal` is no
/// string literal.
pub(super) fn offsets(literal: &str) -> Option<Vec<(usize, usize)>> {
    let start = literal.find('"')?.checked_add(1)?;
    let is_raw = literal.starts_with('r');
    let hashes = if is_raw { start.checked_sub(2)? } else { 0 };
    let end = literal.len().checked_sub(hashes)?.checked_sub(1)?;
    written::offsets(literal, start..end, |text| {
        if is_raw || !text.starts_with('\\') { None } else { escape(text) }
    })
}

/// How many bytes the value of an escape has, and how many bytes the escape itself has.
fn escape(text: &str) -> Option<Escape> {
    match text.as_bytes().get(1)? {
        b'x' => Some((1, 4)),
        b'u' => {
            let digits = text.get(3..text.find('}')?)?.replace('_', "");
            Some((written::code_point(&digits)?, text.find('}')?.checked_add(1)?))
        }
        b'\n' | b'\r' => written::escaped_line_end(text),
        _ => Some((1, 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(literal: &str, value_offset: usize) -> usize {
        let offsets = offsets(literal).unwrap();
        offsets.iter().find(|&&(value, _)| value == value_offset).unwrap().1
    }

    #[test]
    fn plain_and_raw() {
        assert_eq!(at(r#""abc""#, 0), 1);
        assert_eq!(at(r#""abc""#, 3), 4);
        assert_eq!(at(r##"r#"a"c"#"##, 2), 5);
        assert_eq!(at(r#"r"a\c""#, 2), 4);
    }

    #[test]
    fn escapes() {
        assert_eq!(at(r#""a\u{e9}b""#, 3), 8);
        assert_eq!(at(r#""a\x41b""#, 2), 6);
        assert_eq!(at(r#""a\\b""#, 2), 4);
        assert_eq!(at("\"a\\\n   b\"", 1), 7);
        assert_eq!(at("\"é:1\"", 2), 3);
    }

    #[test]
    fn no_string() {
        for text in ["", "\"", "abc", "r", "1"] {
            assert_eq!(offsets(text), None, "{text}");
        }
    }
}
