//! Adding items and entries.

use super::TextEdit;
use super::layout::{Container, Element, Layout};
use crate::ast::Notation;
use crate::finding::value::{Written, printed_key};
use crate::key::Key;

impl Layout<'_> {
    /// The entry of a key, in the place of what it is now, or behind the others. Entries of a table are
    /// added to those that it has.
    pub(super) fn set(&self, key: Key, value: &Written) -> Option<Vec<TextEdit>> {
        let entries = self.entries_of(key.name());
        let printed = Written::entry(key, value.clone()).printed(self.notation);
        match (entries.as_slice(), value) {
            ([], _) => Some(self.append(&self.root, &printed)),
            ([one], Written::Table(added)) if one.element.key.len() == 1 => {
                self.merge(one.element, added)
            }
            ([one], _) if one.element.key.len() == 1 && !one.element.is_section => {
                let with = value.printed(self.notation);
                match &one.element.value {
                    Some(value) => Some(vec![TextEdit::new(value.clone(), with)]),
                    None => Some(vec![TextEdit::new(one.element.range.clone(), printed)]),
                }
            }
            (_, Written::Table(_)) => None,
            // A table in several parts gives way to a value.
            _ => {
                let mut edits = self.remove_key(key.name())?;
                edits.extend(self.append(&self.root, &printed));
                Some(edits)
            }
        }
    }

    fn merge(&self, element: &Element, added: &[(String, Written)]) -> Option<Vec<TextEdit>> {
        let table = match element.inside.as_slice() {
            [lines] if element.is_section => lines,
            _ => element.brackets().filter(|table| self.is(table, '{'))?,
        };
        let mut edits = Vec::new();
        for (name, value) in added {
            let existing = table.elements.iter().find(|one| one.key == [name.as_str()]);
            match (existing, value) {
                (Some(existing), Written::Table(added)) => {
                    edits.extend(self.merge(existing, added)?);
                }
                (Some(existing), value) => {
                    let with = value.printed(self.notation);
                    edits.push(TextEdit::new(existing.value.clone()?, with));
                }
                (None, value) => {
                    let key = printed_key(name, self.notation);
                    let entry = format!("{key} = {}", value.printed(self.notation));
                    edits.extend(self.append(table, &entry));
                }
            }
        }
        Some(edits)
    }

    /// An item at the end of the list of a key.
    pub(super) fn add_item(&self, key: Key, item: &Written) -> Option<Vec<TextEdit>> {
        match self.entries_of(key.name()).as_slice() {
            [] => self.set(key, &Written::List(vec![item.clone()])),
            [one] => {
                let list = one.element.brackets().filter(|list| self.is(list, '['))?;
                Some(self.append(list, &item.printed(self.notation)))
            }
            _ => None,
        }
    }

    /// Whether a container is in this kind of bracket.
    pub(super) fn is(&self, container: &Container, bracket: char) -> bool {
        !container.is_of_lines && self.written(container.open.clone()).starts_with(bracket)
    }

    /// An element behind the others of a container.
    fn append(&self, container: &Container, text: &str) -> Vec<TextEdit> {
        if container.is_of_lines {
            return vec![self.append_line(container, text)];
        }
        let Some(last) = container.elements.last() else {
            let with = if self.is(container, '{') { format!(" {text} ") } else { text.to_owned() };
            return vec![TextEdit::insert(container.open.end, with)];
        };
        let end = last.end_with_comma();
        let line_end = self.line(end).end;
        let is_last_on_line = is_comment(self.written(end..line_end), self.notation);
        let has_own_line = self.is_first_on_line(last.range.start) && is_last_on_line;
        let (before, behind) = if last.comma.is_some() { ("", ",") } else { (",", "") };
        if !has_own_line {
            return vec![TextEdit::insert(end, format!("{before} {text}{behind}"))];
        }
        let line = self.line(last.range.start);
        let indent = self.written(line.start..last.range.start);
        let with = format!("{}{indent}{text}{behind}", self.line_break());
        if before.is_empty() || line_end == end {
            return vec![TextEdit::insert(line_end, format!("{before}{with}"))];
        }
        vec![TextEdit::insert(end, before), TextEdit::insert(line_end, with)]
    }

    /// A line behind the last entry of a section, or of the policy itself before the first section.
    fn append_line(&self, container: &Container, text: &str) -> TextEdit {
        let line_break = self.line_break();
        let entries = container.elements.iter().take_while(|element| !element.is_section);
        let end = match entries.last() {
            Some(last) => last.end_with_comma(),
            None if container.open.end > 0 => container.open.end,
            None => {
                let start =
                    if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
                return TextEdit::insert(start, format!("{text}{line_break}"));
            }
        };
        TextEdit::insert(self.line(end).end, format!("{line_break}{text}"))
    }
}

/// Whether the rest of a line is a comment, or nothing.
fn is_comment(rest: &str, notation: Notation) -> bool {
    let rest = rest.trim();
    let comment = match notation {
        Notation::Rust => "//",
        Notation::Toml => "#",
    };
    rest.is_empty() || rest.starts_with(comment)
}
