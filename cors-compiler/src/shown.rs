//! How the text of a policy is shown in messages: bounded, and without invisible characters.
//!
//! Every message, note and help line passes through [`shown`], whichever front end prints it, and so do
//! the texts of a policy that the tables keep.
//!
//! ```text
//! a\u{202e}b      a\u{202e}b, written out: it would turn the direction of the text
//! yyyy… (1 MB)    yyyy…yyyy
//! ```
//!
//! Source: the [general categories](https://www.unicode.org/reports/tr44/#General_Category_Values) Cc, Cf,
//! Zl, Zp, Zs and Co, and the characters that are [ignored by
//! default](https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point).

use std::fmt::Write as _;

/// How many characters a word may have, which is longer than any origin, and how many are kept of the
/// beginning and of the end of one that has more.
const WORD: (usize, usize) = (1000, 100);

/// The same for a whole text.
const TEXT: (usize, usize) = (4000, 1900);

/// A text that may quote a policy, as it is shown.
pub(crate) fn shown(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain && text.len() <= WORD.0 {
        return text.to_owned();
    }
    let words: Vec<String> = text.split(' ').map(|word| shortened(word, WORD)).collect();
    let mut shown = String::with_capacity(text.len().min(TEXT.0));
    for character in shortened(&words.join(" "), TEXT).chars() {
        match character {
            hidden if is_hidden(hidden) => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "{}", hidden.escape_unicode());
            }
            other => shown.push(other),
        }
    }
    shown
}

/// A text that is shown in messages; shortened if it is longer than any origin.
pub(crate) fn bounded(text: &str) -> String {
    shortened(text, WORD)
}

/// The text without its middle, if it is longer than `most` characters.
fn shortened(text: &str, (most, kept): (usize, usize)) -> String {
    // A text has at least as many bytes as characters.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    let last = kept.saturating_sub(1);
    let start = text.char_indices().rev().nth(last).map_or(0, |(at, _)| at);
    let (begin, rest) = (text.get(..end), text.get(start..));
    format!("{}…{}", begin.unwrap_or_default(), rest.unwrap_or_default())
}

/// Whether a character is invisible or ambiguous: a control or format character, a space other than the
/// ordinary one, or one without a standard glyph.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || character.is_whitespace() && character != ' '
        || matches!(
            character,
            // Format characters, Cf.
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'
            | '\u{891}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Ignored by default.
            | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}'
            // Private use, Co, and noncharacters.
            | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'
            | '\u{f0000}'..='\u{10ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["write `\\.` for a dot", "https://bücher.example, 日本語 and a\u{301}", ""]
        {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(shown("a\u{202e}b\n\u{2028}\u{7f}"), r"a\u{202e}b\u{a}\u{2028}\u{7f}");
        for hidden in
            "\0\t\u{85}\u{a0}\u{61c}\u{200b}\u{2029}\u{3000}\u{2066}\u{feff}\u{e0041}\u{e000}"
                .chars()
        {
            assert!(is_hidden(hidden), "{hidden:?}");
            assert_eq!(shown(&hidden.to_string()), hidden.escape_unicode().to_string());
        }
    }

    #[test]
    fn long_texts_lose_their_middle() {
        let word = format!("start{}end", "é".repeat(1_000_000));
        let text = shown(&format!("`{word}` is listed already"));
        assert!(text.starts_with("`start") && text.ends_with("end` is listed already"), "{text}");
        assert!(text.chars().count() < 300);
        let many = shown(&"a b ".repeat(1_000_000));
        assert_eq!(many.chars().count(), 3801);
        assert!(shown(&"\u{202e}".repeat(1_000_000)).len() < 4000);
        // Longer than any origin, and whole.
        let origin = format!("https://{}", "a.".repeat(126));
        assert_eq!(shown(&origin), origin);
    }
}
