//! The name of a policy.

/// The longest name, in bytes.
const MAX_LEN: usize = 64;

/// Why a text is not a name for a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelError {
    /// It is empty, or has nothing but spaces.
    Empty,
    /// It has more than 64 bytes.
    TooLong(usize),
    /// It has a character that does not print, or that changes how others do.
    Unprintable(char),
    /// It begins or ends with a space.
    Spaces,
}

/// Checks the name of a policy: it appears in logs and messages.
///
/// # Errors
///
/// Why it is not one.
pub fn check_label(text: &str) -> Result<(), LabelError> {
    if text.len() > MAX_LEN {
        return Err(LabelError::TooLong(text.len()));
    }
    if let Some(c) = text.chars().find(|&c| is_unprintable(c)) {
        return Err(LabelError::Unprintable(c));
    }
    match text.trim() {
        "" => Err(LabelError::Empty),
        trimmed if trimmed != text => Err(LabelError::Spaces),
        _ => Ok(()),
    }
}

/// Controls, white space other than a plain space, and characters without a width or that turn the
/// direction of the text.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_name() {
        for name in ["acme", "ACME GmbH & Co. (eu-1)", "Größe", "テナント", &"a".repeat(64)] {
            assert_eq!(check_label(name), Ok(()), "{name}");
        }
        for (name, error) in [
            ("", LabelError::Empty),
            ("   ", LabelError::Empty),
            (" a", LabelError::Spaces),
            ("a ", LabelError::Spaces),
            ("a\nb", LabelError::Unprintable('\n')),
            ("\0", LabelError::Unprintable('\0')),
            ("a\tb", LabelError::Unprintable('\t')),
            ("\u{1b}[31m", LabelError::Unprintable('\u{1b}')),
            ("\u{7f}", LabelError::Unprintable('\u{7f}')),
            ("\u{85}", LabelError::Unprintable('\u{85}')),
            ("a\u{202e}b", LabelError::Unprintable('\u{202e}')),
            ("a\u{200b}b", LabelError::Unprintable('\u{200b}')),
            ("a\u{2028}b", LabelError::Unprintable('\u{2028}')),
            ("\u{feff}a", LabelError::Unprintable('\u{feff}')),
        ] {
            assert_eq!(check_label(name), Err(error), "{name:?}");
        }
        assert_eq!(check_label(&"a".repeat(65)), Err(LabelError::TooLong(65)));
        assert_eq!(check_label(&"é".repeat(33)), Err(LabelError::TooLong(66)));
    }
}
