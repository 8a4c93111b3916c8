//! Which ui test each rule must have.
//!
//! A case is a program with one mistake, in `tests/cases/`, named after the rule that it breaks;
//! beside it stands what rustc shows. A warning is a case too: it starts with
//! `#![deny(deprecated)]`, which makes an error of it, because only errors are compared.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test -p cors-ui-tests`, and read what
//! changed.

use std::path::Path;

/// The rules that have no case in `cases`, or none with what rustc shows.
#[must_use]
pub fn rules_without_case(cases: &Path) -> Vec<&'static str> {
    cors_compiler::rules::all()
        .chain(cors_compiler::map::rules::all())
        .map(|rule| rule.name)
        .filter(|name| {
            !cases.join(format!("{name}.rs")).is_file()
                || !cases.join(format!("{name}.stderr")).is_file()
        })
        .collect()
}
