//! Removing items and entries, with the commas and lines that are their own.

use std::ops::Range;

use super::TextEdit;
use super::layout::{Layout, Step};

impl Layout<'_> {
    /// Removes the item, or the entry of the key, that is written here.
    pub(super) fn remove_at(&self, range: &Range<usize>) -> Option<Vec<TextEdit>> {
        let mut path = self.path_to(range);
        // The string of a regex is the regex.
        if matches!(path.as_slice(), [.., around, _] if self.is_regex(around.element)) {
            path.pop();
        }
        Some(vec![self.remove(&path)?])
    }

    /// Removes all entries of a key.
    pub(super) fn remove_key(&self, key: &str) -> Option<Vec<TextEdit>> {
        let entries = self.entries_of(key);
        (!entries.is_empty()).then(|| entries.iter().map(|&entry| self.remove_one(entry)).collect())
    }

    /// Removes the last element of the path, and the lists, tables and entries that are empty without
    /// it.
    fn remove(&self, path: &[Step<'_>]) -> Option<TextEdit> {
        let is_alone = |step: &Step<'_>| step.container.elements.len() == 1;
        let alone = path.iter().skip(1).rev().take_while(|step| is_alone(step)).count();
        let index = path.len().checked_sub(alone)?.checked_sub(1)?;
        path.get(index).map(|&step| self.remove_one(step))
    }

    pub(super) fn remove_one(&self, Step { container, index, element }: Step<'_>) -> TextEdit {
        let (start, end) = (element.range.start, element.end_with_comma());
        let line_end = self.line(end).end;
        let is_last_on_line = self.written(end..line_end).trim().is_empty();
        if self.is_first_on_line(start) && is_last_on_line {
            let with_break = self.written(line_end..self.text.len());
            let line_break = with_break.len().saturating_sub(
                with_break.trim_start_matches('\r').strip_prefix('\n').unwrap_or(with_break).len(),
            );
            let line_start = self.line(start).start;
            return TextEdit::remove(line_start..line_end.saturating_add(line_break));
        }
        let is_blank =
            |range: Range<usize>| self.written(range).trim_matches([' ', '\t']).is_empty();
        let next = container.elements.get(index.saturating_add(1));
        if let Some(next) = next.filter(|next| is_blank(end..next.range.start)) {
            return TextEdit::remove(start..next.range.start);
        }
        let before = index.checked_sub(1).and_then(|before| container.elements.get(before));
        let comma_before = before.and_then(|before| before.comma.clone());
        match comma_before.filter(|comma| next.is_none() && is_blank(comma.end..start)) {
            // The comma before it separates no more; one behind it is kept as the last.
            Some(comma) if element.comma.is_some() => TextEdit::remove(comma.end..end),
            Some(comma) => TextEdit::remove(comma.start..end),
            None => TextEdit::remove(start..end),
        }
    }
}
