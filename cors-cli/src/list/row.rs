//! What is listed of a policy, and of a map.

use cors_compiler::Key;
use cors_compiler::ast::{Policy, Value};
use cors_tables::PolicyTable;
use cors_tables::policy::{AcceptedRisk, AllowMethods, AllowOrigins};
use serde::Serialize;

use crate::sources::{Compiled, Declared, Form, MountKind, SourceMap, SourcePolicy};

/// What is listed of a policy.
#[derive(Debug, Serialize)]
pub(super) struct Row<'s> {
    #[serde(flatten)]
    pub(super) place: Place<'s>,
    form: &'static str,
    /// `None` if it does not compile.
    pub(super) contents: Option<Contents>,
    pub(super) mounts: Vec<MountRow<'s>>,
}

/// What something is called, and where it is.
#[derive(Debug, Serialize)]
pub(super) struct Place<'s> {
    pub(super) name: String,
    pub(super) file: &'s str,
    pub(super) line: usize,
}

/// What a policy trusts and allows.
#[derive(Debug, Serialize)]
pub(super) struct Contents {
    /// The origins that it allows, as they are written; `*` for any.
    pub(super) origins: Vec<String>,
    pub(super) denied_origins: Vec<String>,
    /// Those that may be added at run time.
    pub(super) runtime_origins: Vec<String>,
    pub(super) credentials: bool,
    pub(super) methods: Methods,
    pub(super) accepted_risks: Vec<RiskRow>,
}

/// The methods that a preflight grants.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "names")]
pub(super) enum Methods {
    /// These.
    Listed(Vec<String>),
    /// Any.
    Any,
    /// The requested one.
    Mirrored,
    /// Those of the handlers.
    OfHandlers,
}

/// An accepted risk.
#[derive(Debug, Serialize)]
pub(super) struct RiskRow {
    pub(super) rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pattern: Option<String>,
    pub(super) reason: String,
}

/// Where a policy is mounted.
#[derive(Debug, Serialize)]
pub(super) struct MountRow<'s> {
    #[serde(flatten)]
    pub(super) kind: &'s MountKind,
    pub(super) file: &'s str,
    pub(super) line: usize,
}

/// What is listed of a map.
#[derive(Debug, Serialize)]
pub(super) struct MapRow<'s> {
    #[serde(flatten)]
    pub(super) place: Place<'s>,
    pub(super) rows: Vec<RowOfMap<'s>>,
    pub(super) mounts: Vec<MountRow<'s>>,
}

/// A row of a map, in order.
#[derive(Debug, Serialize)]
pub(super) struct RowOfMap<'s> {
    /// The pattern of its hosts; none for all hosts.
    pub(super) host: Option<&'s str>,
    /// The pattern of its paths; none for all requests.
    pub(super) path: Option<&'s str>,
    /// The policy, as it is written.
    pub(super) policy: &'s str,
    /// The whole name of the policy, if it was found.
    pub(super) resolved: Option<&'s str>,
}

impl<'s> Place<'s> {
    fn of(declared: &'s Declared) -> Self {
        let (line, _) = declared.line_and_column();
        let name = match declared.item {
            Some(_) => declared.full_name(),
            None => declared.to_string(),
        };
        Self { name, file: &declared.file.shown, line }
    }
}

impl<'s> Row<'s> {
    pub(super) fn of((policy, compiled): (&'s SourcePolicy, &Compiled)) -> Self {
        let contents = compiled.policy.as_ref().zip(compiled.table.as_ref());
        Self {
            place: Place::of(&policy.declared),
            form: match policy.form {
                Form::Macro => "macro",
                Form::Attribute => "attribute",
                Form::Table => "table",
                Form::File => "file",
            },
            contents: contents.map(|(policy, table)| Contents::of(policy, table)),
            mounts: policy.mounts.iter().map(MountRow::of).collect(),
        }
    }
}

impl<'s> MountRow<'s> {
    fn of(mount: &'s crate::sources::Mount) -> Self {
        Self { kind: &mount.kind, file: &mount.file.shown, line: mount.line() }
    }
}

impl<'s> MapRow<'s> {
    pub(super) fn of(map: &'s SourceMap) -> Self {
        let rows = map.map.rows.iter().zip(&map.names).map(|(row, resolved)| {
            let (host, path) =
                row.host_and_path().map_or((None, None), |(host, path)| (host, Some(path)));
            RowOfMap {
                host,
                path,
                policy: row.policy.value.written(),
                resolved: resolved.as_deref(),
            }
        });
        Self {
            place: Place::of(&map.declared),
            rows: rows.collect(),
            mounts: map.mounts.iter().map(MountRow::of).collect(),
        }
    }
}

impl Contents {
    fn of(policy: &Policy, table: &PolicyTable) -> Self {
        let risk = |AcceptedRisk { rule, pattern, reason }: &AcceptedRisk| RiskRow {
            rule: rule.to_string(),
            pattern: pattern.as_ref().map(ToString::to_string),
            reason: reason.to_string(),
        };
        Self {
            origins: texts(policy, Key::AllowOrigins),
            denied_origins: texts(policy, Key::DenyOrigins),
            runtime_origins: texts(policy, Key::RuntimeOrigins),
            credentials: matches!(table.allow_origins, AllowOrigins::Set { credentials: true, .. }),
            methods: match &table.allow_methods {
                AllowMethods::Any => Methods::Any,
                AllowMethods::Mirror => Methods::Mirrored,
                AllowMethods::AsMounted => Methods::OfHandlers,
                AllowMethods::List(list) => {
                    Methods::Listed(list.names().iter().map(str::to_owned).collect())
                }
            },
            accepted_risks: table.outline.risks.iter().map(risk).collect(),
        }
    }

    /// The origins in words: as they are written, or what none and all of them are called.
    pub(super) fn trusted(&self) -> Vec<String> {
        match self.origins.as_slice() {
            [] if self.runtime_origins.is_empty() => vec!["no origin".to_owned()],
            [] => vec!["no origin yet".to_owned()],
            [any] if any == "*" => vec!["any origin".to_owned()],
            origins => origins.to_vec(),
        }
    }

    /// The methods in words.
    pub(super) fn methods(&self) -> String {
        match &self.methods {
            Methods::Any => "any".to_owned(),
            Methods::Mirrored => "any, mirrored".to_owned(),
            Methods::OfHandlers => "those of its handlers".to_owned(),
            Methods::Listed(methods) => methods.join(", "),
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
        Value::Text(text) | Value::Name(text) => vec![text.value.clone()],
        Value::Regex(text) => vec![format!("regex {}", text.value)],
        Value::List(list) => list.value.iter().flat_map(of_value).collect(),
        _ => Vec::new(),
    }
}
