//! Compiles the text of a CORS policy to constant tables, or to errors that show how to fix it.
//!
//! A plain library, independent of macros and frameworks. A *front end*
//! parses some notation into an [`ast::Policy`] and prints the result; `tokens` is the front end
//! of the macros, `toml` that of files in TOML.
//!
//! ```text
//! tokens, TOML   --parse-->   ast::Policy      the syntax tree with locations; unchecked
//! ast::Policy    --lower-->   model::Policy    its meaning; only well-formed values
//! model::Policy  --facts-->   Facts            what is known of it, each fact computed once
//! Facts          --rules-->   Checked          a valid policy (only `check` can make one)
//! Checked        --compile--> PolicyTable      matchers, header values
//! PolicyTable    --quote-->   tokens           a const expression
//! ```
//!
//! Errors are collected, so that all mistakes of a policy show in one build: a stage reports what it
//! cannot use, leaves it out or takes it as what its help line offers, and the next stage checks the
//! rest. A rule that depends on the absence of something is not checked where it may be in a part that
//! was left out ([`model::Unread`]). No table is made of a policy with an error.
#![forbid(unsafe_code)]
#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the same policy gives the same tables, whatever machine, folder, time or process"
)]

#[cfg(feature = "access")]
pub mod access;
pub mod ast;
pub mod check;
#[cfg(feature = "compare")]
pub mod compare;
pub mod compile;
#[cfg(feature = "drawing")]
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "states index the tables that were made for them, and all sizes are bounded"
)]
pub mod drawing;
pub mod exceptions;
mod facts;
pub mod finding;
pub mod key;
mod limits;
pub mod location;
pub mod lower;
pub mod map;
#[cfg(feature = "migration")]
pub mod migration;
pub mod model;
pub mod near;
pub mod rules;
mod shown;
#[cfg(feature = "tokens")]
pub mod tokens;
#[cfg(feature = "toml")]
pub mod toml;
#[cfg(feature = "toml")]
mod written;

use cors_automata::order;
use cors_tables::PolicyTable;

pub use check::Checked;
pub use cors_automata::{language, origins, trust};
pub use finding::{Finding, Findings};
pub use key::Key;
pub use location::Location;

/// Compiles a policy, collecting what is wrong with it.
///
/// `None` if there is an error among the findings; with warnings alone there are tables.
pub fn compile_policy(policy: &ast::Policy, findings: &mut Findings) -> Option<PolicyTable> {
    check_policy(policy, findings).map(|(_, table)| table)
}

/// Compiles a policy, as [`compile_policy`] does, and returns the checked policy with its tables: for programs that
/// compare or export policies.
pub fn check_policy(
    policy: &ast::Policy,
    findings: &mut Findings,
) -> Option<(Checked, PolicyTable)> {
    let (model, mut exceptions) = lower::lower(policy, findings);
    exceptions.settle(findings);
    let checked = check::check(model, &mut exceptions, findings)?;
    let table = compile::compile(&checked, findings)?;
    check::ask(&checked, &table, findings);
    findings.unless_errors((checked, table))
}
