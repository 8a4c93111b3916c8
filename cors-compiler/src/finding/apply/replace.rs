//! Writing another value in the place of one.

use std::ops::Range;

use super::TextEdit;
use super::layout::{Element, Layout, Step};
use crate::ast::Notation;
use crate::finding::value::{Written, printed_key};
use crate::key::Key;

impl Layout<'_> {
    /// Another value, key or entry for what is written here.
    pub(super) fn replace(&self, range: &Range<usize>, with: &Written) -> Option<Vec<TextEdit>> {
        let path = self.path_to(range);
        match with {
            Written::Entry(key, value) => return self.replace_entry(&path, *key, value),
            Written::Closed => {
                let Step { container, element, .. } = path.first()?;
                let entry = format!("{}{}", container.prefix, with.printed(self.notation));
                return Some(vec![TextEdit::new(element.range.clone(), entry)]);
            }
            _ => {}
        }
        let [before @ .., last] = path.as_slice() else { return None };
        let key = last.element.key_range.clone();
        if let Some(key) = key.filter(|key| key.start <= range.start && range.end <= key.end) {
            let (Written::Text(name) | Written::Name(name) | Written::Regex(name)) = with else {
                return None;
            };
            // Of a dotted key only the part that is meant.
            let is_dotted = last.element.is_dotted || last.element.key.len() > 1;
            let part = if is_dotted { range.clone() } else { key };
            return Some(vec![TextEdit::new(part, printed_key(name, self.notation))]);
        }
        // The string of a regex is the regex.
        let replaced = match before.last() {
            Some(around) if self.is_regex(around.element) => around,
            _ => last,
        };
        // A table under a header or with a dotted key.
        if replaced.element.is_section || replaced.element.key.len() > 1 {
            let key = Key::named(replaced.element.key.first()?)?;
            return self.set(key, with);
        }
        let printed = match with {
            Written::Items(items) if !self.is_item(replaced) => {
                Written::List(items.clone()).printed(self.notation)
            }
            with => with.printed(self.notation),
        };
        Some(vec![TextEdit::new(replaced.element.value_or_all(), printed)])
    }

    /// An entry for the innermost one of its key, or for the entry that is around.
    fn replace_entry(&self, path: &[Step<'_>], key: Key, value: &Written) -> Option<Vec<TextEdit>> {
        let outermost = path.first()?.element;
        if outermost.key.first().is_some_and(|first| first == key.name()) {
            // In the place of a table too, which is replaced and not added to.
            return match (&outermost.value, outermost.key.as_slice()) {
                (Some(replaced), [_]) => {
                    Some(vec![TextEdit::new(replaced.clone(), value.printed(self.notation))])
                }
                _ => self.set(key, value),
            };
        }
        let same = path.iter().rfind(|step| step.element.key == [key.name()]);
        let entry = same.map_or(outermost, |step| step.element);
        let printed = Written::entry(key, value.clone()).printed(self.notation);
        let printed = match same {
            Some(_) => printed,
            None => format!("{}{printed}", path.first()?.container.prefix),
        };
        (!entry.is_section).then(|| vec![TextEdit::new(entry.range.clone(), printed)])
    }

    /// Other text for a part of a string, both given by their bytes: the part from the string's start.
    pub(super) fn replace_within(
        &self,
        string: &Range<usize>,
        part: Range<usize>,
        with: &str,
    ) -> Option<TextEdit> {
        let literal = self.written(string.clone());
        let is_plain = !with.contains(['"', '\'', '\\']) && !with.contains(char::is_control);
        let has_escapes = literal.starts_with('"');
        if is_plain || has_escapes {
            let start = string.start.checked_add(part.start)?;
            let end = string.start.checked_add(part.end)?;
            return Some(TextEdit::new(start..end, escaped(with)));
        }
        // What is between raw quotes is the value itself; with other quotes it holds any character.
        let content = literal.trim_start_matches('r').trim_matches('#');
        let offset = literal.find(content)?;
        let quotes = if content.starts_with("'''") { 3 } else { 1 };
        let first = offset.checked_add(quotes)?;
        let last = offset.checked_add(content.len())?.checked_sub(quotes)?;
        let before = literal.get(first..part.start)?;
        let behind = literal.get(part.end..last)?;
        let text = Written::Text(format!("{before}{with}{behind}"));
        Some(TextEdit::new(string.clone(), text.printed(self.notation)))
    }

    /// Whether an element is `regex("…")` or `{ regex = "…" }`.
    pub(super) fn is_regex(&self, element: &Element) -> bool {
        let value = self.written(element.value_or_all());
        match element.inside.as_slice() {
            [only] if self.is(only, '(') => {
                self.notation == Notation::Rust && value.starts_with("regex")
            }
            [only] if self.is(only, '{') => {
                matches!(only.elements.as_slice(), [one] if one.key == ["regex"])
            }
            _ => false,
        }
    }

    /// Whether an element is an item of a list.
    fn is_item(&self, step: &Step<'_>) -> bool {
        self.is(step.container, '[')
    }
}

/// Text between double quotes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
