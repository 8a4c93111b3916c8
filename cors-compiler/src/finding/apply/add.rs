//! Adding items and entries.

use super::TextEdit;
use super::layout::{Container, Element, Layout, Step};
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
            ([], _) => self.append(self.own(), &[printed]),
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
            (parts, Written::Table(added)) => self.merge_parts(key, parts, added),
            // A table in several parts gives way to a value: in the place of the first, if it is a line.
            ([first, others @ ..], _) if !first.element.is_section => {
                let others = others.iter().map(|&other| self.remove_one(other));
                let first = TextEdit::new(first.element.range.clone(), printed);
                Some(others.chain([first]).collect())
            }
            (sections, _) => {
                let removed = sections.iter().map(|&section| self.remove_one(section));
                let container = sections.first().map_or(self.own(), |section| section.container);
                Some(removed.chain(self.append(container, &[printed])?).collect())
            }
        }
    }

    fn merge(&self, element: &Element, added: &[(String, Written)]) -> Option<Vec<TextEdit>> {
        let table = match element.inside.as_slice() {
            [lines] if element.is_section => lines,
            _ => element.brackets().filter(|table| self.is(table, '{'))?,
        };
        let (mut edits, mut new) = (Vec::new(), Vec::new());
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
                    new.push(format!("{key} = {}", value.printed(self.notation)));
                }
            }
        }
        if !new.is_empty() {
            edits.extend(self.append(table, &new)?);
        }
        Some(edits)
    }

    /// Adds to a table that is written with dotted keys, or under several headers.
    fn merge_parts(
        &self,
        key: Key,
        parts: &[Step<'_>],
        added: &[(String, Written)],
    ) -> Option<Vec<TextEdit>> {
        let (mut edits, mut new) = (Vec::new(), Vec::new());
        for (name, value) in added {
            let part = parts.iter().find(|part| part.element.key == [key.name(), name.as_str()]);
            match (part, value) {
                (Some(part), Written::Table(added)) => {
                    edits.extend(self.merge(part.element, added)?);
                    continue;
                }
                (Some(part), value) if !part.element.is_section => {
                    let with = value.printed(self.notation);
                    edits.push(TextEdit::new(part.element.value.clone()?, with));
                    continue;
                }
                // A section that has entries is replaced by a line.
                (Some(&section), _) => edits.push(self.remove_one(section)),
                (None, _) => {}
            }
            let name = printed_key(name, self.notation);
            new.push(format!("{}.{name} = {}", key.name(), value.printed(self.notation)));
        }
        if !new.is_empty() {
            let container = parts.first().map_or(self.own(), |part| part.container);
            edits.extend(self.append(container, &new)?);
        }
        Some(edits)
    }

    /// An item at the end of the list of a key.
    pub(super) fn add_item(&self, key: Key, item: &Written) -> Option<Vec<TextEdit>> {
        match self.entries_of(key.name()).as_slice() {
            [] => self.set(key, &Written::List(vec![item.clone()])),
            [one] => {
                let list = one.element.brackets().filter(|list| self.is(list, '['))?;
                self.append(list, &[item.printed(self.notation)])
            }
            _ => None,
        }
    }

    /// Whether a container is in this kind of bracket.
    pub(super) fn is(&self, container: &Container, bracket: char) -> bool {
        !container.is_of_lines && self.written(container.open.clone()).starts_with(bracket)
    }

    /// Elements behind the others of a container; `None` if it has no place for them.
    pub(super) fn append(&self, container: &Container, new: &[String]) -> Option<Vec<TextEdit>> {
        if !container.has_room {
            return None;
        }
        let new: Vec<String> =
            new.iter().map(|element| format!("{}{element}", container.prefix)).collect();
        Some(if container.is_of_lines {
            vec![self.append_lines(container, &new)]
        } else {
            self.append_items(container, &new)
        })
    }

    /// Elements behind the others of a container in brackets.
    fn append_items(&self, container: &Container, new: &[String]) -> Vec<TextEdit> {
        let Some(last) = container.elements.last() else {
            let new = new.join(", ");
            let with = if self.is(container, '{') { format!(" {new} ") } else { new };
            return vec![TextEdit::insert(container.open.end, with)];
        };
        let end = last.end_with_comma();
        let line_end = self.line(end).end;
        let is_last_on_line = is_comment(self.written(end..line_end), self.notation);
        let line = self.line(last.range.start);
        let is_first_on_line = line.start > 0 && self.is_first_on_line(last.range.start);
        let has_own_line = is_first_on_line && is_last_on_line;
        // A comma behind the last one is there again.
        let (before, behind) = if last.comma.is_some() { ("", ",") } else { (",", "") };
        if !has_own_line {
            return vec![TextEdit::insert(end, format!("{before} {}{behind}", new.join(", ")))];
        }
        let indent = self.written(line.start..last.range.start);
        let line_start = format!("{}{indent}", self.line_break());
        let with = format!("{line_start}{}{behind}", new.join(&format!(",{line_start}")));
        if before.is_empty() || line_end == end {
            return vec![TextEdit::insert(line_end, format!("{before}{with}"))];
        }
        vec![TextEdit::insert(end, before), TextEdit::insert(line_end, with)]
    }

    /// Lines behind the last entry of a section, or of the policy itself before the first section.
    fn append_lines(&self, container: &Container, new: &[String]) -> TextEdit {
        let line_break = self.line_break();
        let new = new.join(line_break);
        let entries = container.elements.iter().take_while(|element| !element.is_section);
        let end = match entries.last() {
            Some(last) => last.end_with_comma(),
            None if container.open.end > 0 => container.open.end,
            None => {
                let mark = '\u{feff}';
                let start = if self.text.starts_with(mark) { mark.len_utf8() } else { 0 };
                return TextEdit::insert(start, format!("{new}{line_break}"));
            }
        };
        TextEdit::insert(self.line(end).end, format!("{line_break}{new}"))
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
