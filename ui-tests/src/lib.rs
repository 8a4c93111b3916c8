//! Checks that every rule has a ui test.
//!
//! A case is a program with one mistake, in `tests/cases/`, named after the rule that it breaks, with the
//! output of rustc next to it. A warning is a case too: it starts with `#![deny(deprecated)]`, which turns
//! it into an error, because only errors are compared.
//!
//! After a change of a message, run `TRYBUILD=overwrite cargo test -p cors-ui-tests`, and review the
//! changes.

use std::path::Path;

/// The rules that have no case in `cases`, or none with rustc's output.
#[must_use]
pub fn rules_without_case(cases: &Path) -> Vec<&'static str> {
    cors_compiler::rules::all()
        .chain(cors_compiler::map::rules::all())
        .chain(cors_compiler::rules::routes::all())
        .map(|rule| rule.name)
        .filter(|name| {
            !cases.join(format!("{name}.rs")).is_file()
                || !cases.join(format!("{name}.stderr")).is_file()
        })
        .collect()
}
