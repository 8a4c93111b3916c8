//! Limits on the size of a policy, regardless of its content.
//!
//! Later stages count their work, and most of it grows with the length of a text. So a text that is
//! longer than any origin, pattern or reason is refused before anything else reads it, and so are the
//! values of a policy that has more of them than anyone lists.
//!
//! # Cost
//!
//! One look at each value; a policy is copied only if something in it is too large.

use std::borrow::Cow;

use crate::ast::{Entry, Policy, Value};
use crate::finding::{Finding, Findings, words};
use crate::key::Key;
use crate::language::PATTERN_LIMIT;
use crate::location::{Located, Location};
use crate::rules::POLICY_TOO_LARGE;

/// How many bytes a key, a string, a name or a number may have: as many as a regex.
const MAX_TEXT: usize = PATTERN_LIMIT;

/// How many values the lists and tables of a policy may have: those of a hundred thousand origins, and
/// more.
const MAX_VALUES: usize = 110_000;

/// How many denials a policy may have. For each one, the compiler computes what is still allowed of its host.
const MAX_DENIALS: usize = 25_000;

/// The policy without what is too large, which is reported.
pub(crate) fn within<'p>(policy: &'p Policy, findings: &mut Findings) -> Cow<'p, Policy> {
    let mut remaining = MAX_VALUES;
    if policy.entries.iter().all(|entry| is_small_entry(entry, &mut remaining)) {
        return Cow::Borrowed(policy);
    }
    let mut limiting = Limiting { remaining: MAX_VALUES, is_reported: false, findings };
    let entries = limiting.entries(&policy.entries);
    let has_lost_entries = policy.has_lost_entries || entries.len() < policy.entries.len();
    Cow::Owned(Policy { entries, has_lost_entries, ..*policy })
}

fn is_small_entry(entry: &Entry, remaining: &mut usize) -> bool {
    entry.key.value.len() <= MAX_TEXT
        && too_many_denials(entry).is_none()
        && is_small(&entry.value, remaining)
}

/// The list of an entry that denies too many origins.
fn too_many_denials(entry: &Entry) -> Option<&Located<Vec<Value>>> {
    match &entry.value {
        Value::List(list) if Key::named(&entry.key.value) == Some(Key::DenyOrigins) => {
            (list.value.len() > MAX_DENIALS).then_some(list)
        }
        _ => None,
    }
}

/// Whether a value has no text that is too long, and not more values than are `remaining`.
fn is_small(value: &Value, remaining: &mut usize) -> bool {
    let Some(fewer) = remaining.checked_sub(1) else { return false };
    *remaining = fewer;
    match value {
        Value::Text(text) | Value::Name(text) | Value::Number(text) | Value::Regex(text) => {
            text.value.len() <= MAX_TEXT
        }
        Value::Bool(_) | Value::Unreadable(_) => true,
        Value::List(list) => list.value.iter().all(|item| is_small(item, remaining)),
        Value::Table(table) => table.value.iter().all(|entry| is_small_entry(entry, remaining)),
    }
}

struct Limiting<'d> {
    /// How many more values are kept.
    remaining: usize,
    /// Whether it was reported that these are too few.
    is_reported: bool,
    findings: &'d mut Findings,
}

impl Limiting<'_> {
    fn entries(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let mut kept = Vec::new();
        for entry @ Entry { key, value } in entries {
            if let Some(list) = too_many_denials(entry) {
                let value = self.without_surplus(list);
                kept.push(Entry { key: key.clone(), value });
            } else if key.value.len() > MAX_TEXT {
                self.too_long("key", key.location, "remove it");
            } else if self.is_used_up(value) {
                break;
            } else {
                kept.push(Entry { key: key.clone(), value: self.value(value) });
            }
        }
        kept
    }

    fn value(&mut self, value: &Value) -> Value {
        self.remaining = self.remaining.saturating_sub(1);
        match value {
            Value::Regex(text) if text.value.len() > MAX_TEXT => {
                self.too_long("regex", text.location, "simplify the regex, or list the origins")
            }
            Value::Text(text) if text.value.len() > MAX_TEXT => {
                self.too_long("string", text.location, "shorten it, or write several strings")
            }
            Value::Name(text) | Value::Number(text) if text.value.len() > MAX_TEXT => {
                self.too_long("value", text.location, "shorten it")
            }
            Value::List(list) => {
                let mut items = Vec::new();
                for item in &list.value {
                    if self.is_used_up(item) {
                        items.push(Value::Unreadable(item.location()));
                        break;
                    }
                    items.push(self.value(item));
                }
                Value::List(Located::new(items, list.location))
            }
            Value::Table(table) => {
                Value::Table(Located::new(self.entries(&table.value), table.location))
            }
            other => other.clone(),
        }
    }

    /// The first denials of a list that has too many.
    fn without_surplus(&mut self, list: &Located<Vec<Value>>) -> Value {
        let (first, rest) = list.value.split_at_checked(MAX_DENIALS).unwrap_or_default();
        let location = rest.first().map_or(list.location, Value::location);
        let message = words!(
            "`{key}` has more than {most} entries",
            key = Key::DenyOrigins,
            most = MAX_DENIALS
        );
        self.findings.push(
            Finding::new(&POLICY_TOO_LARGE, location, message)
                .because("any further entries are ignored")
                .help("deny a pattern that covers many origins, as in \"https://*.example.com\""),
        );
        let denials = Value::List(Located::new(first.to_vec(), list.location));
        match self.value(&denials) {
            Value::List(mut list) => {
                list.value.push(Value::Unreadable(location));
                Value::List(list)
            }
            other => other,
        }
    }

    fn too_long(&mut self, what: &'static str, location: Location, help: &'static str) -> Value {
        let message = words!("the {what} is longer than {most} bytes", what, most = MAX_TEXT);
        self.findings.push(
            Finding::new(&POLICY_TOO_LARGE, location, message)
                .because("values longer than this limit are ignored")
                .help(help),
        );
        Value::Unreadable(location)
    }

    /// Whether there are too many values to keep this one, the first of which is reported.
    fn is_used_up(&mut self, value: &Value) -> bool {
        if self.remaining == 0 && !self.is_reported {
            self.is_reported = true;
            let message = words!("the policy has more than {most} values", most = MAX_VALUES);
            self.findings.push(
                Finding::new(&POLICY_TOO_LARGE, value.location(), message)
                    .because("any further values are ignored")
                    .help(
                        "use a pattern that covers many origins, as in \"https://*.example.com\"",
                    ),
            );
        }
        self.remaining == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Notation;

    fn text(len: usize) -> Value {
        Value::Text(Located::new("x".repeat(len), Location::new(1)))
    }

    fn list(items: Vec<Value>) -> Value {
        Value::List(Located::new(items, Location::new(1)))
    }

    /// What is kept of a policy with this key and value, and how often it is reported to be too large.
    fn limited(key: &str, value: Value) -> (Vec<Entry>, bool, usize) {
        let key = Located::new(key.to_owned(), Location::new(0));
        let entries = vec![Entry { key, value }];
        let location = Location::new(0);
        let policy =
            Policy { location, notation: Notation::Toml, entries, has_lost_entries: false };
        let mut findings = Findings::default();
        let kept = within(&policy, &mut findings).into_owned();
        (kept.entries, kept.has_lost_entries, findings.iter().count())
    }

    #[test]
    fn a_policy_within_the_limits_stays_as_it_is() {
        let values = vec![text(MAX_TEXT); 10];
        let (entries, is_lost, reports) = limited(&"k".repeat(MAX_TEXT), list(values.clone()));
        assert_eq!((entries.len(), is_lost, reports), (1, false, 0));
        assert_eq!(entries[0].value, list(values));
        let (entries, _, reports) = limited("k", list(vec![text(1); MAX_VALUES - 1]));
        assert_eq!(entries[0].value, list(vec![text(1); MAX_VALUES - 1]));
        assert_eq!(reports, 0);
    }

    #[test]
    fn long_texts_are_unreadable() {
        let (entries, is_lost, reports) = limited("k", list(vec![text(1), text(MAX_TEXT + 1)]));
        assert_eq!((is_lost, reports), (false, 1));
        assert_eq!(entries[0].value, list(vec![text(1), Value::Unreadable(Location::new(1))]));
        let (entries, is_lost, reports) = limited(&"k".repeat(MAX_TEXT + 1), text(1));
        assert_eq!((entries.len(), is_lost, reports), (0, true, 1));
    }

    #[test]
    fn too_many_denials_are_reported_once() {
        let denials = |count: usize| list(vec![text(1); count]);
        assert_eq!(limited("deny_origins", denials(MAX_DENIALS)).2, 0);
        let (entries, is_lost, reports) = limited("deny_origins", denials(MAX_DENIALS + 2));
        assert_eq!((is_lost, reports), (false, 1));
        let Value::List(items) = &entries[0].value else { panic!("no list") };
        assert_eq!(items.value.len(), MAX_DENIALS + 1);
        assert_eq!(items.value.last(), Some(&Value::Unreadable(Location::new(1))));
        assert_eq!(limited("allow_origins", denials(MAX_DENIALS + 2)).2, 0);
    }

    #[test]
    fn too_many_values_are_reported_once() {
        let (entries, _, reports) = limited("k", list(vec![list(vec![text(1); 10]); MAX_VALUES]));
        let Value::List(items) = &entries[0].value else { panic!("no list") };
        assert!(items.value.len() < MAX_VALUES / 10);
        assert_eq!(items.value.last(), Some(&Value::Unreadable(Location::new(1))));
        assert_eq!(reports, 1);
    }
}
