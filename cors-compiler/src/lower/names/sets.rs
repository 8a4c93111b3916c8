//! Header sets in a list of names: `[grpc_web, "x-trace"]`, in a file `[{ set = "grpc_web" }, "x-trace"]`.

use super::{NameList, finding};
use crate::ast::Value;
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::language::Budget;
use crate::location::{Located, Location};
use crate::model::{HEADER_SETS, HeaderSet, header_set};
use crate::near::did_you_mean;
use crate::rules::{MISSPELLED_NAME, WRONG_VALUE};

/// An item that is the name of a set.
pub(super) struct SetName<'v> {
    name: &'v Located<String>,
    /// The whole item.
    location: Location,
}

impl<'v> SetName<'v> {
    /// The set that an item is, or is meant to be: a bare name of one, or a table with the key `set`.
    pub(super) fn of(item: &'v Value) -> Option<Self> {
        match item {
            Value::Name(name) => {
                header_set(&name.value)?;
                Some(Self { name, location: name.location })
            }
            Value::Table(table) => match table.value.as_slice() {
                [entry] if entry.key.value == "set" => match &entry.value {
                    Value::Text(name) | Value::Name(name) => {
                        Some(Self { name, location: table.location })
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }
}

/// The sets of a list, whose headers follow the names that are written in it.
#[derive(Default)]
pub(super) struct Sets(Vec<(&'static HeaderSet, Location)>);

impl Sets {
    /// Adds a set, or returns what to report if there is none, or none of its headers belong in the list.
    pub(super) fn add<N>(
        &mut self,
        list: &NameList<N>,
        item: &SetName<'_>,
        suggestions: &Budget,
    ) -> Option<Finding> {
        let Some(set) = header_set(&item.name.value) else {
            return Some(unknown(item, meant(item.name, suggestions)));
        };
        match list.of_set {
            Some(of_set) if !of_set(set).is_empty() => {
                self.0.push((set, item.location));
                None
            }
            _ => Some(without_headers(list, set, item.location)),
        }
    }

    /// Reports a string that is the name of a set, and would be a header of that name.
    pub(super) fn in_quotes<N>(list: &NameList<N>, name: &Located<String>) -> Option<Finding> {
        let set = list.of_set.and_then(|_| header_set(&name.value))?;
        let message =
            words!("`{set}` in quotes is a header name, not the header set", set = set.name);
        let finding = Finding::new(&MISSPELLED_NAME, name.location, message);
        let written = Written::Set(set.name.to_owned());
        Some(finding.help(Help::write(name.location, written)))
    }

    /// What to report of a bare name that is a misspelling of a set.
    pub(super) fn misspelled(name: &Located<String>, suggestions: &Budget) -> Option<Finding> {
        let meant = meant(name, suggestions)?;
        Some(unknown(&SetName { name, location: name.location }, Some(meant)))
    }

    /// The headers that are not in the list yet.
    pub(super) fn put_in<N: PartialEq>(self, list: &NameList<N>, names: &mut Vec<Located<N>>) {
        let Some(of_set) = list.of_set else { return };
        for (set, location) in self.0 {
            for name in of_set(set) {
                // Each name of a set is one that a policy may have.
                let Ok(name) = (list.read)(name) else { continue };
                if !names.iter().any(|listed| listed.value == name) {
                    names.push(Located::new(name, location));
                }
            }
        }
    }
}

/// The set that a name is a misspelling of.
fn meant(name: &Located<String>, suggestions: &Budget) -> Option<&'static str> {
    did_you_mean(&name.value, HEADER_SETS.iter().map(|set| set.name), suggestions)
}

fn unknown(item: &SetName<'_>, meant: Option<&str>) -> Finding {
    let message = words!("unknown header set `{set}`", set = &item.name.value);
    let help = match meant {
        Some(meant) => Help::write(item.location, Written::Set(meant.to_owned())),
        None => {
            let names: Vec<String> = HEADER_SETS.iter().map(|set| set.name.to_owned()).collect();
            words!("the sets are {names}", names).into()
        }
    };
    Finding::new(&WRONG_VALUE, item.name.location, message)
        .because("header sets are built in; other names are written in quotes")
        .help(help)
}

fn without_headers<N>(list: &NameList<N>, set: &HeaderSet, location: Location) -> Finding {
    let message =
        words!("the header set `{set}` has no names for `{key}`", set = set.name, key = list.key);
    let finding = Finding::new(&WRONG_VALUE, location, message).because(finding::SETS);
    finding.help(Help::certain("remove it", [Edit::Remove { location }]))
}
