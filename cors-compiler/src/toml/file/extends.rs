//! A policy and those that it extends, one after another.
//!
//! ```text
//! [policy.admin]            admin    ← chain[0], the policy itself
//! extends = "api"             │
//! [policy.api]              api      ← chain[1]
//! extends = "base"            │
//! [policy.base]             base     ← chain[2]
//! ```
//!
//! A key is taken from the first policy of the chain that has it. A policy's `name` is its own.

use super::contents::{Contents, Declared, EXTENDS, POLICY};
use super::provenance::Provenance;
use super::{MAX_CHAIN, finding};
use crate::ast::{Entry, Value};
use crate::finding::Findings;
use crate::key::Key;
use crate::location::{Located, Location};

/// A policy and those that it extends.
pub(super) struct Chain<'c> {
    policy: &'c Declared,
    links: Vec<Link<'c>>,
    is_broken: bool,
}

/// A policy that is extended.
pub(super) struct Link<'c> {
    /// The name of the policy that extends it.
    pub(super) by: &'c str,
    pub(super) policy: &'c Declared,
    /// Where it says so.
    pub(super) location: Location,
}

impl<'c> Chain<'c> {
    /// The chain of the policy of this name, if there is one. It ends where a base is not found.
    pub(super) fn of(name: &str, contents: &'c Contents, findings: &mut Findings) -> Option<Self> {
        let policy = contents.policy(name)?;
        let mut chain = Self { policy, links: Vec::new(), is_broken: false };
        let mut last = policy;
        while let Some(Entry { key, value }) = last.extends().next() {
            for again in last.extends().skip(1) {
                findings.push(finding::key_twice(&again.key, key.location));
                chain.is_broken = true;
            }
            match chain.next(last, value, contents, findings) {
                Some(link) => {
                    last = link.policy;
                    chain.links.push(link);
                }
                None => {
                    chain.is_broken = true;
                    break;
                }
            }
        }
        Some(chain)
    }

    fn next(
        &self,
        last: &'c Declared,
        value: &Value,
        contents: &'c Contents,
        findings: &mut Findings,
    ) -> Option<Link<'c>> {
        let Value::Text(base) = value else {
            if !value.is_unreadable() {
                findings.push(finding::not_a_base(value));
            }
            return None;
        };
        let Some(policy) = contents.policy(&base.value) else {
            findings.push(finding::unknown_policy(base.location, &base.value, contents.names()));
            return None;
        };
        let names: Vec<&str> = self.names().collect();
        if let Some(start) = names.iter().position(|name| *name == base.value) {
            let cycle = names.get(start..).unwrap_or_default();
            findings.push(finding::circular(base, cycle));
            return None;
        }
        if names.len() == MAX_CHAIN {
            findings.push(finding::long_chain(base.location));
            return None;
        }
        Some(Link { by: &last.name.value, policy, location: base.location })
    }

    fn names(&self) -> impl Iterator<Item = &'c str> {
        let policies = self.links.iter().map(|link| link.policy);
        std::iter::once(self.policy).chain(policies).map(|policy| policy.name.value.as_str())
    }

    pub(super) fn name(&self) -> &'c str {
        &self.policy.name.value
    }

    /// Where the policy is declared.
    pub(super) fn location(&self) -> Location {
        self.policy.name.location
    }

    /// Whether keys may be missing.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The policies that are extended, up to this one, the furthest first.
    pub(super) fn links_to(&self, depth: usize) -> impl Iterator<Item = &Link<'c>> {
        self.links.iter().take(depth).rev()
    }

    /// The tables of the chain, as paths of keys.
    pub(super) fn tables(&self) -> Vec<Vec<String>> {
        self.names().map(|name| vec![POLICY.to_owned(), name.to_owned()]).collect()
    }

    /// The entries that the policy has and takes. Its name is that of its table, unless it has another.
    pub(super) fn entries(&self, provenance: &mut Provenance) -> Vec<Entry> {
        let is_key = |entry: &&Entry| entry.key.value != EXTENDS;
        let mut entries: Vec<Entry> = self.policy.entries.iter().filter(is_key).cloned().collect();
        let mut taken: Vec<Named> = entries.iter().map(Named::of).collect();
        for (index, link) in self.links.iter().enumerate() {
            let depth = index.saturating_add(1);
            let is_inherited = |entry: &&Entry| {
                is_key(entry)
                    && Key::meant(&entry.key.value) != Some(Key::Name)
                    && !taken.contains(&Named::of(entry))
            };
            let inherited: Vec<&Entry> = link.policy.entries.iter().filter(is_inherited).collect();
            for entry in inherited {
                provenance.inherit(entry, depth);
                taken.push(Named::of(entry));
                entries.push(entry.clone());
            }
        }
        if !taken.contains(&Named::Key(Key::Name)) {
            let located = |text: &str| Located::new(text.to_owned(), self.location());
            let value = Value::Text(located(self.name()));
            entries.push(Entry { key: located(Key::Name.name()), value });
        }
        entries
    }
}

/// What a key is, or is meant to be.
#[derive(PartialEq, Eq)]
enum Named {
    Key(Key),
    Other(String),
}

impl Named {
    fn of(entry: &Entry) -> Self {
        match Key::meant(&entry.key.value) {
            Some(key) => Self::Key(key),
            None => Self::Other(entry.key.value.clone()),
        }
    }
}
