//! The items of a set for each `{ set = "…" }` in a list of origins.

use super::contents::Contents;
use super::finding;
use super::provenance::Provenance;
use crate::ast::{Entry, Value};
use crate::finding::Findings;
use crate::key::Key;
use crate::language::{Budget, InsertionMap, Numbering};
use crate::location::{Located, Location};
use crate::model::origin_set;

/// How many steps looking for the sets that were meant may take.
const MAX_SUGGESTIONS: usize = 1_000_000;

/// Puts the items of sets in the place of their names.
pub(super) fn put_in(
    entries: &mut [Entry],
    contents: &Contents,
    provenance: &mut Provenance,
    findings: &mut Findings,
) {
    let suggestions = Budget::of(MAX_SUGGESTIONS);
    for Entry { key, value } in entries {
        let Some(key) = Key::meant(&key.value) else { continue };
        let Value::List(list) = value else { continue };
        let has_sets = list.value.iter().any(|item| set_of(item).is_some());
        if key.definition().has_origins && has_sets {
            let mut putting = Putting {
                contents,
                provenance: &mut *provenance,
                findings: &mut *findings,
                suggestions: &suggestions,
                used: InsertionMap::default(),
                written: Numbering::new(),
                items: Vec::new(),
            };
            for item in &list.value {
                putting.item(item);
            }
            list.value = putting.items;
        }
    }
}

/// The value of the key `set` of a table that has it.
fn set_of(item: &Value) -> Option<&Value> {
    let Value::Table(table) = item else { return None };
    let set = table.value.iter().find(|entry| entry.key.value == "set")?;
    Some(&set.value)
}

/// A list that is being put together.
struct Putting<'f> {
    contents: &'f Contents,
    provenance: &'f mut Provenance,
    findings: &'f mut Findings,
    suggestions: &'f Budget,
    /// The sets that are in it already, and where they are written.
    used: InsertionMap<&'f str, Location>,
    /// The patterns that are in it already, apart from regexes.
    written: Numbering<(bool, String)>,
    items: Vec<Value>,
}

impl Putting<'_> {
    fn item(&mut self, item: &Value) {
        match set_of(item) {
            None => {
                if let Some(pattern) = pattern(item) {
                    self.written.number(pattern);
                }
                self.items.push(item.clone());
            }
            Some(Value::Text(name)) => self.set(item, name),
            Some(other) => {
                if !other.is_unreadable() {
                    self.findings.push(finding::not_a_set_name(other));
                }
                self.items.push(Value::Unreadable(item.location()));
            }
        }
    }

    fn set(&mut self, item: &Value, name: &Located<String>) {
        let Some(Entry { key, value }) = self.contents.set(&name.value) else {
            // A built-in set, unless the file has one of that name.
            if origin_set(&name.value).is_some() {
                self.items.push(item.clone());
                return;
            }
            if self.findings.is_full() {
                return;
            }
            self.findings.push(finding::unknown_set(
                name,
                self.contents.set_names(),
                self.suggestions,
            ));
            self.items.push(Value::Unreadable(item.location()));
            return;
        };
        if let Value::Table(table) = item {
            if let Some(other) = table.value.iter().find(|entry| entry.key.value != "set") {
                self.findings.push(finding::key_beside_set(&other.key));
            }
        }
        if let Some(&first) = self.used.insert_new(&key.value, name.location) {
            self.findings.push(finding::set_listed_twice(name, first, item.location()));
            return;
        }
        let list = match value {
            Value::List(list) => list,
            other => {
                if !other.is_unreadable() {
                    self.findings.push(finding::not_a_list(other));
                    self.provenance.put_in(other, name);
                }
                self.items.push(Value::Unreadable(item.location()));
                return;
            }
        };
        if list.value.is_empty() {
            self.findings.push(finding::empty_set(key, list.location));
            self.provenance.put_in(value, name);
            self.items.push(Value::Unreadable(item.location()));
            return;
        }
        self.provenance.put_in(value, name);
        let mut written = Vec::new();
        for item in &list.value {
            if set_of(item).is_some() {
                self.findings.push(finding::set_in_set(item.location()));
                self.items.push(Value::Unreadable(item.location()));
                continue;
            }
            // Two sets may have an origin in common: neither of them is the one to change.
            let pattern = pattern(item);
            if pattern.as_ref().is_none_or(|pattern| self.written.find(pattern).is_none()) {
                self.items.push(item.clone());
            }
            written.extend(pattern);
        }
        for pattern in written {
            self.written.number(pattern);
        }
    }
}

/// The text of a pattern, and whether it is a regex.
fn pattern(item: &Value) -> Option<(bool, String)> {
    match item {
        Value::Text(text) => Some((false, text.value.clone())),
        Value::Regex(text) => Some((true, text.value.clone())),
        _ => None,
    }
}
