//! Built-in origin sets in a list of origins: `[tauri, "https://a.example"]`, in a file
//! `[{ set = "tauri" }, "https://a.example"]`.

use crate::ast::Value;
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::language::Budget;
use crate::location::{Located, Location};
use crate::model::{ORIGIN_SETS, OriginSet, Pattern, origin, origin_set};
use crate::near::did_you_mean;
use crate::rules::WRONG_VALUE;

/// The built-in set that an item is.
pub(super) fn set_of(item: &Value) -> Option<&'static OriginSet> {
    match item {
        Value::Name(name) => origin_set(&name.value),
        Value::Table(table) => match table.value.as_slice() {
            [entry] if entry.key.value == "set" => match &entry.value {
                Value::Text(name) | Value::Name(name) => origin_set(&name.value),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The sets of a list, whose origins follow those that are written in it.
#[derive(Default)]
pub(super) struct OriginSets(Vec<(&'static OriginSet, Location)>);

impl OriginSets {
    /// Whether an item is a set, which is added then.
    pub(super) fn take(&mut self, item: &Value) -> bool {
        let set = set_of(item);
        self.0.extend(set.map(|set| (set, item.location())));
        set.is_some()
    }

    /// The origins that are not in the list yet.
    pub(super) fn put_in(self, patterns: &mut Vec<Located<Pattern>>) {
        for (set, location) in self.0 {
            // Each text of a set is an origin.
            for plain in set.origins.iter().filter_map(|text| origin::parse(text).ok()) {
                let pattern = Pattern::Plain(plain);
                if !patterns.iter().any(|listed| listed.value == pattern) {
                    patterns.push(Located::new(pattern, location));
                }
            }
        }
    }
}

/// What to report of a name, bare or in quotes, that is a set or a misspelling of one.
pub(super) fn meant_as_set(item: &Value, suggestions: &Budget) -> Option<Finding> {
    let (text, meant) = match item {
        Value::Text(text) => (text, origin_set(&text.value)?.name),
        Value::Name(name) => {
            let names = ORIGIN_SETS.iter().map(|set| set.name);
            (name, did_you_mean(&name.value, names, suggestions)?)
        }
        _ => return None,
    };
    let set = Written::Set(meant.to_owned());
    let message = words!("`{text}` is not an origin", text = &text.value);
    let help = words!("write {set} for the origins of every app built with it", set = set.clone());
    let edit = Edit::Replace { location: text.location, with: set };
    let finding = Finding::new(&WRONG_VALUE, text.location, message)
        .because("an origin is a string, and a built-in set of origins is a name");
    Some(finding.help(Help::certain(help, [edit])))
}
