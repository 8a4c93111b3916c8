//! The front end of files, and of texts at run time: TOML in, tables out.
//!
//! ```text
//! &str        --parse--> ast::Policy, Places
//!                 │            compile_policy
//! PolicyTable <---┤
//! Report      <--report-- Findings, Places
//! ```
//!
//! The keys are those of the macros. Every name is a string, and a regex is a table with one
//! key, `{ regex = '…' }`.
//!
//! ```
//! use cors_compiler::toml;
//!
//! let compiled = toml::compile(
//!     r#"
//!     allow_origins     = ["https://example.com", "https://*.example.com"]
//!     allow_credentials = true
//!     allow_methods     = ["PUT", "DELETE"]
//!     max_age           = "2h"
//!     "#,
//! )?;
//! assert!(compiled.table.allows_origin(b"https://example.com"));
//! assert!(compiled.warnings.is_empty());
//! # Ok::<(), toml::Report>(())
//! ```

mod cursor;
#[cfg(feature = "edits")]
mod edits;
pub(crate) mod file;
mod key;
mod lexer;
mod literal;
mod locations;
mod mistake;
mod parse;
mod report;
mod tree;
mod value;

pub use file::PolicyFile;
pub use locations::Locations;
#[cfg(feature = "tokens")]
pub(crate) use parse::MAX_SOURCE;
pub use parse::parse;
pub use report::{Report, ReportedFinding};

use cors_tables::PolicyTable;

use crate::ast::{Entry, Policy, Value};
use crate::finding::Findings;
use crate::key::Key;
use crate::location::Located;
use crate::model::check_label;

/// A policy that compiled, and its warnings.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Its tables.
    pub table: PolicyTable,
    /// Its warnings; often none.
    pub warnings: Report,
}

/// Compiles a policy written in TOML.
///
/// # Errors
///
/// All mistakes of the policy, as a report that a person can read. A syntax error costs the entry that
/// it is in; the others are checked all the same.
///
/// ```
/// use cors_compiler::toml;
///
/// let report = toml::compile("allow_origins = [\"https://example.com/\"]\n").unwrap_err();
/// assert_eq!(
///     report.in_file("cors.toml").to_string(),
///     r#"error: an origin cannot have a trailing slash
///  --> cors.toml:1:38
///   |
/// 1 | allow_origins = ["https://example.com/"]
///   |                                      ^
///   = note: browsers send only the scheme, host and port of a page, so this would never match
///   = help: write "https://example.com"
///   = note: rule `origin_path`, https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#origin_path"#
/// );
/// ```
pub fn compile(source: &str) -> Result<Compiled, Report> {
    compile_as(None, source)
}

/// Compiles a policy written in TOML under this name, which overrides the one in the text.
///
/// # Errors
///
/// As [`compile`], and if the name is not one. The report names the policy.
pub fn compile_named(name: &str, source: &str) -> Result<Compiled, Report> {
    compile_as(Some(name), source)
}

fn compile_as(name: Option<&str>, source: &str) -> Result<Compiled, Report> {
    let mut findings = Findings::default();
    let (mut policy, locations) = parse(source, &mut findings);
    if let Some(name) = name {
        policy.entries.retain(|entry| !is_name(entry));
        let located = || Located::new(name.to_owned(), Locations::whole());
        let key = Located::new(Key::Name.name().to_owned(), Locations::whole());
        policy.entries.push(Entry { key, value: Value::Text(located()) });
    }
    let table = crate::compile_policy(&policy, &mut findings);
    let report = Report::new(findings, locations).of_policy(name_of(&policy));
    match table {
        Some(table) => Ok(Compiled { table, warnings: report }),
        None => Err(report),
    }
}

fn is_name(entry: &Entry) -> bool {
    Key::named(&entry.key.value) == Some(Key::Name)
}

/// The name of a policy, if it has one that is valid.
fn name_of(policy: &Policy) -> Option<String> {
    let names = policy.entries.iter().filter(|entry| is_name(entry));
    let mut texts = names.filter_map(|entry| match &entry.value {
        Value::Text(text) => Some(text.value.clone()),
        _ => None,
    });
    texts.next().filter(|name| check_label(name).is_ok())
}
