//! The lines that a change of a file removes and adds.

use serde::Serialize;
use similar::{Change, ChangeTag, TextDiff};

/// A line of a change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ChangedLine {
    /// Its number, in the old file or the new one.
    pub line: usize,
    /// Whether it is removed or added.
    pub added: bool,
    /// Its text.
    pub text: String,
}

/// The lines that differ.
#[must_use]
pub fn changed_lines(old: &str, new: &str) -> Vec<ChangedLine> {
    let diff = TextDiff::from_lines(old, new);
    let changed = |change: Change<&str>| {
        let (added, index) = match change.tag() {
            ChangeTag::Equal => return None,
            ChangeTag::Delete => (false, change.old_index()?),
            ChangeTag::Insert => (true, change.new_index()?),
        };
        let text = change.value().trim_end_matches(['\r', '\n']).to_owned();
        Some(ChangedLine { line: index.saturating_add(1), added, text })
    };
    diff.iter_all_changes().filter_map(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ() {
        let changed = |old, new| -> Vec<(usize, bool, String)> {
            let lines = changed_lines(old, new).into_iter();
            lines.map(|one| (one.line, one.added, one.text)).collect()
        };
        let text = |text: &str| text.to_owned();
        assert_eq!(
            changed("a\nb\nc\n", "a\nx\nc\n"),
            [(2, false, text("b")), (2, true, text("x"))]
        );
        assert_eq!(changed("a\nc\n", "a\nb\nc\n"), [(2, true, text("b"))]);
        assert_eq!(changed("a\na\n", "a\n"), [(2, false, text("a"))]);
        assert_eq!(
            changed("a\nb\nc\nd\n", "x\nb\nc\ny\nz\n"),
            [
                (1, false, text("a")),
                (1, true, text("x")),
                (4, false, text("d")),
                (4, true, text("y")),
                (5, true, text("z")),
            ]
        );
        assert_eq!(changed("a\n", "a\n"), []);
    }
}
