//! TOML's strings: where the quotes end, and which character an escape is.
//!
//! | written | escapes | first line break |
//! | --- | --- | --- |
//! | `"…"` | yes | - |
//! | `'…'` | no | - |
//! | `"""…"""` | yes, and a backslash at a line's end | left out |
//! | `'''…'''` | no | left out |
//! | `word`, `90` | no | - |
//!
//! Source: [strings](https://toml.io/en/v1.1.0#string), with the escapes of TOML 1.1.

use crate::written::{self, Escape};

/// Maps byte offsets of a value to byte offsets of `literal`, which was written for it.
///
/// One entry for each character of the value and one for its end. Text without quotes is taken as
/// itself.
pub(super) fn offsets(literal: &str) -> Option<Vec<(usize, usize)>> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quotes = quotes.into_iter().find(|quotes| literal.starts_with(quotes)).unwrap_or("");
    let first_line_break = match literal.get(quotes.len()..)? {
        _ if quotes.len() < 3 => 0,
        content if content.starts_with("\r\n") => 2,
        content if content.starts_with('\n') => 1,
        _ => 0,
    };
    let start = quotes.len().checked_add(first_line_break)?;
    let end = literal.len().checked_sub(quotes.len())?.max(start);
    let has_escapes = quotes.starts_with('"');
    written::offsets(literal, start..end, |text| {
        if has_escapes && text.starts_with('\\') { escape(text) } else { None }
    })
}

fn escape(text: &str) -> Option<Escape> {
    match text.as_bytes().get(1)? {
        b'x' => code_point(text, 2),
        b'u' => code_point(text, 4),
        b'U' => code_point(text, 8),
        b' ' | b'\t' | b'\r' | b'\n' => written::escaped_line_end(text),
        _ => Some((1, 2)),
    }
}

fn code_point(text: &str, digits: usize) -> Option<Escape> {
    let end = digits.checked_add(2)?;
    Some((written::code_point(text.get(2..end)?)?, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(literal: &str, value_offset: usize) -> usize {
        let offsets = offsets(literal).unwrap();
        offsets.iter().find(|&&(value, _)| value == value_offset).unwrap().1
    }

    #[test]
    fn each_kind_of_quotes() {
        assert_eq!(at(r#""abc""#, 0), 1);
        assert_eq!(at(r#""abc""#, 3), 4);
        assert_eq!(at(r"'a\c'", 2), 3);
        assert_eq!(at("'''abc'''", 1), 4);
        assert_eq!(at("'''\nabc'''", 1), 5);
        assert_eq!(at("\"\"\"\r\na\r\nc\"\"\"", 3), 8);
        assert_eq!(at("\"\"", 0), 1);
        assert_eq!(at("abc", 2), 2);
    }

    #[test]
    fn escapes() {
        assert_eq!(at(r#""a\u00e9b""#, 3), 8);
        assert_eq!(at(r#""a\U000000e9b""#, 3), 12);
        assert_eq!(at(r#""a\xe9b""#, 3), 6);
        assert_eq!(at(r#""a\\b""#, 2), 4);
        assert_eq!(at("\"\"\"a\\  \n   b\"\"\"", 1), 11);
        assert_eq!(at("\"é:1\"", 2), 3);
    }

    #[test]
    fn the_end_of_the_map_is_the_end_of_the_value() {
        for literal in [
            r#""""#,
            r#""\t\e\"\\\u20ac""#,
            "\"\"\"\n\"a\"\\\n\n  b\"\"\"",
            "'''\r\n\"'a'''",
            "'\\u00e9'",
            "\"\"\"\"two quotes \"\"\"\"\"",
        ] {
            let value = toml::de::DeValue::parse(literal).unwrap();
            let value = value.get_ref().as_str().unwrap();
            let (end, _) = *offsets(literal).unwrap().last().unwrap();
            assert_eq!(end, value.len(), "{literal}");
        }
    }
}
