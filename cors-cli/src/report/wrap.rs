//! Text in lines of a limited width.

/// The text with line ends between words, so that no line is wider than `width`, except for single words.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut column = 0_usize;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column.saturating_add(length).saturating_add(1) > width {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column = column.saturating_add(1);
        }
        wrapped.push_str(word);
        column = column.saturating_add(length);
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(wrapped("a bb ccc dddd", 6), "a bb\nccc\ndddd");
        assert_eq!(wrapped("a bb ccc dddd", 100), "a bb ccc dddd");
        assert_eq!(wrapped("a long-word b", 4), "a\nlong-word\nb");
        assert_eq!(wrapped("", 4), "");
    }
}
