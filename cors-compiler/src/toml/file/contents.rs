//! What is in a file: its policies and its sets, by their names.

use super::{MAX_POLICIES, finding};
use crate::ast::{Entry, Policy, Value};
use crate::finding::Findings;
use crate::key::Key;
use crate::language::InsertionMap;
use crate::location::{Located, Location};

/// The table of the policies.
pub(super) const POLICY: &str = "policy";

/// The table of the sets of origins.
const ORIGIN_SETS: &str = "origin_sets";

/// The key of a policy that names the one it extends.
pub(super) const EXTENDS: &str = "extends";

/// The tables of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    /// In the order of the text.
    policies: Vec<Declared>,
    /// Where in `policies` a name is.
    by_name: InsertionMap<String, usize>,
    /// In the order of the text.
    sets: InsertionMap<String, Entry>,
    /// Whether a part of the file could not be read.
    pub(super) has_lost_entries: bool,
}

/// A policy as it is declared.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) name: Located<String>,
    pub(super) entries: Vec<Entry>,
}

impl Contents {
    /// The tables of a text; what else is in it is reported.
    pub(super) fn read(file: Policy, findings: &mut Findings) -> Self {
        let mut contents = Self { has_lost_entries: file.has_lost_entries, ..Self::default() };
        let mut seen: InsertionMap<String, Location> = InsertionMap::default();
        let mut has_key_outside = false;
        for entry in file.entries {
            let Entry { key, value } = entry;
            if let Some(&first) = seen.insert_new(key.value.clone(), key.location) {
                findings.push(finding::table_twice(&key, first));
                continue;
            }
            match key.value.as_str() {
                POLICY => contents.add_policies(&key, value, findings),
                ORIGIN_SETS => contents.add_sets(&key, value, findings),
                // One header fixes them all, so the first is enough.
                name if Key::meant(name).is_some() => {
                    if !has_key_outside {
                        findings.push(finding::key_outside(&key));
                    }
                    has_key_outside = true;
                }
                _ => findings.push(finding::unknown_table(&key)),
            }
        }
        contents
    }

    /// Whether it is the name of one of these tables.
    pub(super) fn has_table(name: &str) -> bool {
        matches!(name, POLICY | ORIGIN_SETS)
    }

    /// The names of the policies, in the order of the text.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.policies.iter().map(|policy| policy.name.value.as_str())
    }

    pub(super) fn policy(&self, name: &str) -> Option<&Declared> {
        self.policies.get(*self.by_name.get(name)?)
    }

    pub(super) fn set(&self, name: &str) -> Option<&Entry> {
        self.sets.get(name)
    }

    pub(super) fn set_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.sets.keys().iter().map(String::as_str)
    }

    fn add_policies(&mut self, key: &Located<String>, value: Value, findings: &mut Findings) {
        let Some(entries) = entries_of(value) else {
            self.has_lost_entries = true;
            findings.push(finding::not_a_table(key, "policies"));
            return;
        };
        let mut has_nameless = false;
        for Entry { key: name, value } in entries {
            if let Some(first) = self.policy(&name.value) {
                findings.push(finding::policy_twice(&name, first.name.location));
                continue;
            }
            if self.policies.len() == MAX_POLICIES {
                findings.push(finding::too_many_policies(name.location));
                self.has_lost_entries = true;
                return;
            }
            let is_unreadable = value.is_unreadable();
            let entries = entries_of(value);
            if entries.is_none() {
                self.has_lost_entries = true;
                // The keys of a policy without a name: one header fixes them all.
                let is_key = Key::named(&name.value).is_some();
                if !(is_unreadable || is_key && has_nameless) {
                    findings.push(finding::not_a_policy(&name));
                }
                has_nameless |= is_key;
            } else if let Some(entries) = entries {
                self.by_name.insert_new(name.value.clone(), self.policies.len());
                self.policies.push(Declared { name, entries });
            }
        }
    }

    fn add_sets(&mut self, key: &Located<String>, value: Value, findings: &mut Findings) {
        let Some(entries) = entries_of(value) else {
            self.has_lost_entries = true;
            findings.push(finding::not_a_table(key, "sets"));
            return;
        };
        for entry in entries {
            let key = entry.key.clone();
            if let Some(first) = self.sets.insert_new(key.value.clone(), entry) {
                findings.push(finding::set_twice(&key, first.key.location));
            }
        }
    }
}

impl Declared {
    /// The entries that say which policy this one extends: more than one is a mistake.
    pub(super) fn extends(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.key.value == EXTENDS)
    }
}

/// The entries of a table.
fn entries_of(value: Value) -> Option<Vec<Entry>> {
    match value {
        Value::Table(table) => Some(table.value),
        _ => None,
    }
}
