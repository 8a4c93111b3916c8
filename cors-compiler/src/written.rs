//! Pointing into what was written: both front ends show a line of the text with carets below.
//!
//! A rule speaks of bytes of a string's *value*; the user sees its *literal*. The two differ
//! where the literal has escapes:
//!
//! ```text
//! value      caf é . e x a m p l e
//! literal   "caf\u{e9}.example"
//! ```
//!
//! Each notation knows its own quotes and escapes; what follows from them is here.

use std::ops::Range;

use crate::shown::is_hidden;

/// How wide a line is shown, in characters, before it is cut around the caret.
const WIDTH: usize = 80;

/// How many bytes of the value an escape produces, and how many bytes of the literal it takes.
pub(crate) type Escape = (usize, usize);

/// Maps byte offsets of a value to byte offsets of its literal: one entry for each character of
/// the value and one for its end, in order.
///
/// `content` is the text between the quotes. `escape` reads the escape at the start of a
/// text, or `None` for a plain character.
pub(crate) fn offsets(
    literal: &str,
    content: Range<usize>,
    escape: impl Fn(&str) -> Option<Escape>,
) -> Option<Vec<(usize, usize)>> {
    let mut offsets = Vec::new();
    let mut value_at = 0_usize;
    let mut literal_at = content.start;
    while let Some(first) = literal.get(literal_at..content.end)?.chars().next() {
        let rest = literal.get(literal_at..content.end)?;
        let plain = (first.len_utf8(), first.len_utf8());
        let (value_len, literal_len) = escape(rest).unwrap_or(plain);
        if value_len > 0 {
            offsets.push((value_at, literal_at));
        }
        value_at = value_at.checked_add(value_len)?;
        // At least one byte, so that the loop ends for any `escape`.
        literal_at = literal_at.checked_add(literal_len.max(1))?;
    }
    offsets.push((value_at, content.end));
    Some(offsets)
}

/// The escape of a backslash at the end of a line, which takes the line's end and the white space
/// behind it.
pub(crate) fn escaped_line_end(text: &str) -> Option<Escape> {
    let behind = text.get(1..)?.trim_start_matches([' ', '\t', '\n', '\r']);
    Some((0, text.len().checked_sub(behind.len())?))
}

/// How many bytes the character of a code point takes, which is written in hexadecimal.
pub(crate) fn code_point(digits: &str) -> Option<usize> {
    Some(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?.len_utf8())
}

/// The bytes of the literal in which these bytes of its value are written; never none.
pub(crate) fn range(offsets: &[(usize, usize)], within: Range<usize>) -> Option<Range<usize>> {
    let at = |value_offset: usize| {
        let behind = offsets.partition_point(|&(value, _)| value <= value_offset);
        offsets.get(behind.checked_sub(1)?).map(|&(_, literal)| literal)
    };
    let start = at(within.start)?;
    let end = at(within.end)?.max(start.checked_add(1)?);
    Some(start..end)
}

/// A line of what was written, and the carets to print below it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) line: String,
    pub(crate) carets: String,
}

/// The line of `text` in which `range` starts, or the part of it around the carets.
pub(crate) fn excerpt(text: &str, range: Range<usize>) -> Option<Excerpt> {
    let line_start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let line = text.get(line_start..)?.lines().next().unwrap_or_default();
    // The line's end is one place, even where it is written as two characters.
    let before = text.get(line_start..range.start)?.chars().count().min(line.chars().count());
    let marked = text.get(range.start..range.end.min(text.len())).unwrap_or_default();
    let marked = marked.lines().next().unwrap_or_default().chars().count().max(1);

    // A long line is cut so that the carets are in view.
    let cut = before.saturating_sub(WIDTH / 2);
    let cut = if line.chars().count() > WIDTH { cut } else { 0 };
    let shown: String = line.chars().skip(cut).take(WIDTH).map(visible).collect();
    let (ellipsis, indent) = if cut > 0 { ("…", 1) } else { ("", 0) };
    let tail = if line.chars().count() > cut.saturating_add(WIDTH) { "…" } else { "" };
    let indent = before.saturating_sub(cut).saturating_add(indent);
    let room = WIDTH.saturating_sub(before.saturating_sub(cut)).max(1);
    Some(Excerpt {
        line: format!("{ellipsis}{shown}{tail}"),
        carets: format!("{}{}", " ".repeat(indent), "^".repeat(marked.min(room))),
    })
}

/// A character that takes one column and does nothing to the terminal.
///
/// A tab would move the carets away; a character that is not seen, or turns the direction of the
/// text, would show something else than what was written.
pub(crate) fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        hidden if is_hidden(hidden) => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_lines(text: &str, range: Range<usize>) -> String {
        let Excerpt { line, carets } = excerpt(text, range).unwrap();
        format!("{line}\n{carets}")
    }

    #[test]
    fn carets_stand_under_the_line_in_which_the_range_starts() {
        assert_eq!(two_lines("a = 1\nb = é:2\n", 12..14), "b = é:2\n     ^^");
        assert_eq!(two_lines("a = 1\r\nb = 2\r\n", 4..9), "a = 1\n    ^");
    }

    #[test]
    fn the_end_of_the_text_has_a_caret_too() {
        assert_eq!(two_lines("", 0..0), "\n^");
        assert_eq!(two_lines("a =", 3..3), "a =\n   ^");
        assert_eq!(two_lines("a =\n", 4..4), "\n^");
        assert_eq!(two_lines("a =\r\n", 4..5), "a =\n   ^");
    }

    #[test]
    fn what_would_move_the_carets_is_replaced() {
        assert_eq!(two_lines("\ta\u{1b}\u{202e}b", 6..7), " a\u{fffd}\u{fffd}b\n    ^");
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let line = format!("\"https://{}.example/\"", "a".repeat(200));
        let Excerpt { line, carets } = excerpt(&line, 217..218).unwrap();
        let caret = carets.chars().position(|c| c == '^').unwrap();
        assert_eq!(line.chars().nth(caret), Some('/'));
        assert!(line.chars().count() < 90);
    }
}
