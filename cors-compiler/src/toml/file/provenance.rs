//! Where the parts of a policy come from: the policies that it extends, and sets.
//!
//! A finding in such a part is reported where the part is written, with notes that lead to the policy:
//!
//! ```text
//! error: an origin has no trailing slash
//!   --> cors.toml:2:28
//!    |
//!  2 | ours = ["https://example.com/"]
//!    |                             ^
//!    = note: `api` uses the set `ours` on line 5
//!    = note: `admin` extends `api` on line 8
//! ```

use super::extends::{Chain, Link};
use crate::ast::{Entry, Value};
use crate::finding::{Certainty, Edit, Finding, Findings, Fix, words};
use crate::key::Key;
use crate::language::{InsertionMap, Numbering};
use crate::location::{Located, Location};

/// Which parts of a policy are taken from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Provenance {
    parts: InsertionMap<Location, PartSource>,
    /// The keys that are taken from another policy.
    inherited: Numbering<Key>,
}

/// Where a part comes from.
#[derive(Debug, Clone, Default)]
struct PartSource {
    /// How many times `extends` leads to it.
    depth: usize,
    /// The name of the set that it is in, where it is used.
    set: Option<Located<String>>,
}

impl Provenance {
    /// An entry is taken from the policy to which `extends` leads this many times.
    pub(super) fn inherit(&mut self, entry: &Entry, depth: usize) {
        if let Some(key) = Key::meant(&entry.key.value) {
            self.inherited.number(key);
        }
        self.add_entry(entry, &PartSource { depth, set: None });
    }

    /// The value of a set is put in the place of its name.
    pub(super) fn put_in(&mut self, value: &Value, name: &Located<String>) {
        let depth = self.parts.get(&name.location).map_or(0, |part| part.depth);
        self.add(value, &PartSource { depth, set: Some(name.clone()) });
    }

    fn add_entry(&mut self, Entry { key, value }: &Entry, part: &PartSource) {
        self.parts.insert_new(key.location, part.clone());
        self.add(value, part);
    }

    /// A value of a set that several lists use is reported for the first of them.
    fn add(&mut self, value: &Value, part: &PartSource) {
        self.parts.insert_new(value.location(), part.clone());
        match value {
            Value::List(list) => list.value.iter().for_each(|item| self.add(item, part)),
            Value::Table(table) => {
                table.value.iter().for_each(|entry| self.add_entry(entry, part));
            }
            _ => {}
        }
    }

    /// The findings with notes on where these parts come from.
    pub(super) fn applied_to(&self, findings: Findings, chain: &Chain<'_>) -> Findings {
        if self.parts.is_empty() {
            return findings;
        }
        findings.map(|finding| self.applied(finding, chain))
    }

    fn applied(&self, mut finding: Finding, chain: &Chain<'_>) -> Finding {
        for help in &mut finding.helps {
            if let Some(fix) = help.fix.as_mut().filter(|fix| self.is_shared(fix)) {
                fix.certainty = Certainty::Example;
            }
        }
        let Some(part) = self.parts.get(&finding.location) else { return finding };
        let links: Vec<&Link<'_>> = chain.links_to(part.depth).collect();
        if let Some(set) = &part.set {
            let policy = links.first().map_or(chain.name(), |link| &link.policy.name.value);
            let text = words!("`{policy}` uses the set `{set}`", policy, set = &set.value);
            finding = finding.elsewhere(text, set.location);
        }
        links.into_iter().fold(finding, |finding, link| {
            let base = &link.policy.name.value;
            let text = words!("`{policy}` extends `{base}`", policy = link.by, base);
            finding.elsewhere(text, link.location)
        })
    }

    /// Whether a fix takes something from other policies, or gives them something: then another one
    /// may be meant.
    fn is_shared(&self, fix: &Fix) -> bool {
        fix.edits.iter().any(|edit| match edit {
            Edit::Remove { location } => self.parts.get(location).is_some(),
            Edit::SetKey { key, .. } | Edit::AddItem { key, .. } | Edit::RemoveKey { key } => {
                self.inherited.find(key).is_some()
            }
            _ => false,
        })
    }
}
