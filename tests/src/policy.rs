//! Policies made at test time, by the compiler that the macro calls.

use cors_compiler::ast::{self, Entry, Value};
use cors_compiler::location::{Located, Location};
use cors_compiler::{Finding, Findings};
use cors_runtime::__private::policy_of;
use cors_runtime::Policy;
use serde_json::Value as Json;

use crate::cases::{texts, truth};

/// The result of the compiler: compiled, or refused.
pub type Compiled = Result<&'static Policy, Vec<Finding>>;

/// The syntax tree of a configuration of the corpus.
#[must_use]
pub fn tree(config: &Json) -> ast::Policy {
    let mut entries = Vec::new();
    let mut add = |key: &str, value| entries.push(Entry { key: located(key.to_owned()), value });
    if config.get("origins").is_some() {
        add("allow_origins", list(&texts(config, "origins")));
    }
    if truth(config, "credentials") {
        add("allow_credentials", Value::Bool(located(true)));
    }
    if config.get("methods").is_some() {
        add("allow_methods", list(&texts(config, "methods")));
    }
    match texts(config, "request_headers").as_slice() {
        [] => {}
        // `*` with credentials in the corpus is `mirror_request` in the policy language, and a risk
        // that must be accepted.
        names if truth(config, "credentials") && names.contains(&"*") => {
            add("allow_headers", Value::Name(located("mirror_request".to_owned())));
            add("accept_risk", risk("mirror_headers"));
        }
        names => add("allow_headers", list(names)),
    }
    if config.get("response_headers").is_some() {
        add("expose_headers", list(&texts(config, "response_headers")));
    }
    if let Some(seconds) = config.get("max_age").and_then(Json::as_i64) {
        add("max_age", Value::Number(located(seconds.to_string())));
    }
    ast::Policy {
        location: Location::new(0),
        notation: ast::Notation::Rust,
        entries,
        has_lost_entries: false,
    }
}

/// Compiles a syntax tree and keeps the tables until the end of the tests.
///
/// # Errors
///
/// The errors of the policy; warnings are ignored.
pub fn compile(tree: &ast::Policy) -> Compiled {
    let mut findings = Findings::default();
    let Some(table) = cors_compiler::compile_policy(tree, &mut findings) else {
        return Err(findings.into_sorted().into_iter().filter(Finding::is_error).collect());
    };
    Ok(Box::leak(Box::new(policy_of(table))))
}

/// Compiles a configuration of the corpus.
///
/// # Errors
///
/// The errors of the policy; warnings are ignored.
pub fn from_config(config: &Json) -> Compiled {
    compile(&tree(config))
}

/// `{ rule = "reason" }`
fn risk(rule: &str) -> Value {
    let value = Value::Text(located("the corpus has it so".to_owned()));
    Value::Table(located(vec![Entry { key: located(rule.to_owned()), value }]))
}

/// A list of strings, all with the same location.
fn list(texts: &[&str]) -> Value {
    Value::List(located(texts.iter().map(|&text| Value::Text(located(text.to_owned()))).collect()))
}

fn located<T>(value: T) -> Located<T> {
    Located::new(value, Location::new(0))
}
