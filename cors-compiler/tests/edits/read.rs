//! What is read of a policy's text, and where.

use cors_compiler::ast::{Entry, Value};
use cors_compiler::finding::{Findings, Fix, TextEdit};
use cors_compiler::key::Key;
use cors_compiler::tokens::Checked;
use cors_compiler::toml;

use crate::model::{Content, Item, Model, Notation};

/// A policy that was read, with the means to edit it.
pub(crate) enum Read {
    Rust(Box<Checked>),
    Toml { entries: Vec<Entry>, locations: Box<toml::Locations> },
}

impl Read {
    pub(crate) fn new(notation: Notation, source: &str) -> Self {
        match notation {
            Notation::Rust => {
                let checked =
                    Checked::new(source).unwrap_or_else(|error| panic!("{error}: {source}"));
                let syntax = checked.findings().iter().find(|one| one.rule.name == "syntax");
                assert!(syntax.is_none(), "{syntax:?}: {source}");
                Self::Rust(Box::new(checked))
            }
            Notation::Toml => {
                let mut findings = Findings::default();
                let (policy, locations) = toml::parse(source, &mut findings);
                assert!(!findings.has_errors(), "{findings:?}: {source}");
                Self::Toml { entries: policy.entries, locations: Box::new(locations) }
            }
        }
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        match self {
            Self::Rust(checked) => &checked.policy().entries,
            Self::Toml { entries, .. } => entries,
        }
    }

    pub(crate) fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        match self {
            Self::Rust(checked) => checked.edits(fix),
            Self::Toml { locations, .. } => locations.edits(fix),
        }
    }

    pub(crate) fn model(&self) -> Model {
        let entries = self.entries().iter().map(|Entry { key, value }| {
            let content = match value {
                Value::Text(text) => Content::Text(text.value.clone()),
                Value::List(items) => Content::List(items.value.iter().map(item).collect()),
                Value::Table(table) => {
                    let text = |value: &Value| match value {
                        Value::Text(text) => text.value.clone(),
                        other => panic!("{other:?} in a table"),
                    };
                    let entries = table.value.iter();
                    Content::Table(
                        entries.map(|one| (one.key.value.clone(), text(&one.value))).collect(),
                    )
                }
                other => panic!("{other:?} for a key"),
            };
            (Key::named(&key.value).expect("it is a key"), content)
        });
        Model(entries.collect())
    }
}

pub(crate) fn item(value: &Value) -> Item {
    match value {
        Value::Text(text) => Item::Text(text.value.clone()),
        Value::Regex(regex) => Item::Regex(regex.value.clone()),
        other => panic!("{other:?} in a list"),
    }
}
