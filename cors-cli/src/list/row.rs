//! A policy in a line.

use cors_compiler::Key;
use cors_compiler::ast::{Policy, Value};
use cors_tables::PolicyTable;
use cors_tables::policy::{AcceptedRisk, AllowMethods, AllowOrigins};

use crate::sources::{Compiled, SourcePolicy};

/// What is listed of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its whole name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What it trusts and allows; `None` if it does not compile.
    pub contents: Option<Contents>,
    /// Where it is mounted: how, the file and the line.
    pub mounts: Vec<(String, String, usize)>,
}

/// What a policy trusts and allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The origins that it allows, as they are written; `*` for any.
    pub origins: Vec<String>,
    /// The origins that it denies, as they are written.
    pub denied: Vec<String>,
    /// The origins that may be added at run time, as they are written.
    pub at_run_time: Vec<String>,
    /// Whether requests may carry credentials.
    pub credentials: bool,
    /// The methods that a preflight grants.
    pub methods: Methods,
    /// The accepted risks.
    pub risks: Vec<AcceptedRisk>,
}

/// The methods that a preflight grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Methods {
    /// These, in addition to the safelisted ones.
    These(Vec<String>),
    /// Any.
    Any,
    /// Those of the handlers.
    OfHandlers,
}

impl Row {
    pub(super) fn of((policy, compiled): (&SourcePolicy, &Compiled)) -> Self {
        let mounts = policy.mounts.iter();
        Self {
            name: policy.declared.full_name(),
            file: policy.declared.file.shown.clone(),
            line: policy.declared.line_and_column().0,
            contents: compiled
                .policy
                .as_ref()
                .zip(compiled.table.as_ref())
                .map(|(policy, table)| Contents::of(policy, table)),
            mounts: mounts
                .map(|mount| (mount.kind.to_string(), mount.file.shown.clone(), mount.line()))
                .collect(),
        }
    }
}

impl Contents {
    fn of(policy: &Policy, table: &PolicyTable) -> Self {
        Self {
            origins: texts(policy, Key::AllowOrigins),
            denied: texts(policy, Key::DenyOrigins),
            at_run_time: texts(policy, Key::RuntimeOrigins),
            credentials: matches!(table.allow_origins, AllowOrigins::Set { credentials: true, .. }),
            methods: match &table.allow_methods {
                AllowMethods::Any | AllowMethods::Mirror => Methods::Any,
                AllowMethods::AsMounted => Methods::OfHandlers,
                AllowMethods::List(list) => {
                    Methods::These(list.names().iter().map(str::to_owned).collect())
                }
            },
            risks: table.outline.risks.iter().cloned().collect(),
        }
    }
}

/// The texts of a key.
fn texts(policy: &Policy, key: Key) -> Vec<String> {
    let entries = policy.entries.iter().filter(|entry| Key::named(&entry.key.value) == Some(key));
    entries.flat_map(|entry| of_value(&entry.value)).collect()
}

fn of_value(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.value.clone()],
        Value::Regex(text) => vec![format!("regex {}", text.value)],
        Value::List(list) => list.value.iter().flat_map(of_value).collect(),
        _ => Vec::new(),
    }
}
