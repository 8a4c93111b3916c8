//! The lines that a change of a file removes and adds.

use serde::Serialize;

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

/// The most lines of the old and of the new text that are compared line by line.
const COMPARED: usize = 400;

/// The lines that differ. Edits are small: what both texts begin and end with is left out, and of the rest the longest
/// common subsequence is found.
#[must_use]
pub fn changed_lines(old: &str, new: &str) -> Vec<ChangedLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let room = old.len().min(new.len()).saturating_sub(start);
    let pairs = old.iter().rev().zip(new.iter().rev());
    let end = pairs.take(room).take_while(|(old, new)| old == new).count();
    let middle = |lines: &[&'_ str]| -> Vec<String> {
        let count = lines.len().saturating_sub(start).saturating_sub(end);
        lines.iter().skip(start).take(count).map(|&line| line.to_owned()).collect()
    };
    let (old, new) = (middle(&old), middle(&new));
    let common = if old.len().max(new.len()) > COMPARED { Vec::new() } else { common(&old, &new) };
    let mut changed = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    let mut emit = |lines: &[String], from: usize, to: usize, added: bool| {
        for (index, text) in lines.iter().enumerate().take(to).skip(from) {
            let line = start.saturating_add(index).saturating_add(1);
            changed.push(ChangedLine { line, added, text: text.clone() });
        }
    };
    for (old_next, new_next) in common.into_iter().chain([(old.len(), new.len())]) {
        emit(&old, old_at, old_next, false);
        emit(&new, new_at, new_next, true);
        (old_at, new_at) = (old_next.saturating_add(1), new_next.saturating_add(1));
    }
    changed
}

/// The indices of the lines of a longest common subsequence.
fn common(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    // For each pair of ends the length of the longest one, and the pairs themselves from the back.
    let width = new.len().saturating_add(1);
    let mut lengths = vec![0_usize; old.len().saturating_add(1).saturating_mul(width)];
    let index = |old: usize, new: usize| old.saturating_mul(width).saturating_add(new);
    let length = |lengths: &[usize], old, new| lengths.get(index(old, new)).copied().unwrap_or(0);
    for (old_at, old_line) in old.iter().enumerate().rev() {
        for (new_at, new_line) in new.iter().enumerate().rev() {
            let (old_next, new_next) = (old_at.saturating_add(1), new_at.saturating_add(1));
            let best = if old_line == new_line {
                length(&lengths, old_next, new_next).saturating_add(1)
            } else {
                length(&lengths, old_next, new_at).max(length(&lengths, old_at, new_next))
            };
            if let Some(cell) = lengths.get_mut(index(old_at, new_at)) {
                *cell = best;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    while let (Some(old_line), Some(new_line)) = (old.get(old_at), new.get(new_at)) {
        let (old_next, new_next) = (old_at.saturating_add(1), new_at.saturating_add(1));
        if old_line == new_line {
            pairs.push((old_at, new_at));
            (old_at, new_at) = (old_next, new_next);
        } else if length(&lengths, old_next, new_at) >= length(&lengths, old_at, new_next) {
            old_at = old_next;
        } else {
            new_at = new_next;
        }
    }
    pairs
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
