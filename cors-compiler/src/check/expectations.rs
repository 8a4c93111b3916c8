//! `must_allow` and `must_deny`: the finished tables are asked, and the message shows which
//! pattern decides.

use super::Checked;
use super::relation::matches;
use crate::compile::Tables;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Pattern;
use crate::place::Placed;
use crate::rules::{MUST_ALLOW, MUST_DENY};

/// Asks the tables what the policy says that they answer.
pub fn ask(checked: &Checked, tables: &Tables, diagnostics: &mut Diagnostics) {
    let answers = |origin: &str| tables.with_table(|table| table.allows_origin(origin.as_bytes()));
    for origin in checked.must_allow() {
        if !answers(&origin.value) {
            diagnostics.push(is_refused(checked, origin));
        }
    }
    for origin in checked.must_deny() {
        if answers(&origin.value) {
            diagnostics.push(is_allowed(checked, origin));
        }
    }
}

fn is_refused(checked: &Checked, origin: &Placed<String>) -> Diagnostic {
    let message = format!("the policy refuses `{}`", origin.value);
    let diagnostic = Diagnostic::new(&MUST_ALLOW, origin.place, message);
    if let Some(denial) = deciding(checked.denied(), &origin.value) {
        return diagnostic
            .elsewhere(format!("`deny_origins` has `{}`", denial.value), denial.place);
    }
    diagnostic.note("no pattern of `allow_origins` matches it").help("add it to `allow_origins`")
}

fn is_allowed(checked: &Checked, origin: &Placed<String>) -> Diagnostic {
    let message = format!("the policy allows `{}`", origin.value);
    let diagnostic = Diagnostic::new(&MUST_DENY, origin.place, message);
    let is_listed = checked
        .allowed()
        .iter()
        .any(|pattern| pattern.value.exact().is_some_and(|exact| exact == origin.value));
    let help = if is_listed {
        "remove it from `allow_origins`, or from `must_deny`".to_owned()
    } else {
        match crate::model::pattern::to_list(&origin.value) {
            Some(denial) => format!("add {denial} to `deny_origins`, or make the pattern narrower"),
            None => "make the pattern narrower".to_owned(),
        }
    };
    match deciding(checked.allowed(), &origin.value) {
        Some(pattern) => diagnostic
            .elsewhere(format!("it matches `{}`", pattern.value), pattern.place)
            .help(help),
        None => diagnostic.note("`allow_origins = \"*\"` allows every origin"),
    }
}

/// The first pattern that matches the origin.
fn deciding<'p>(patterns: &'p [Placed<Pattern>], origin: &str) -> Option<&'p Placed<Pattern>> {
    patterns.iter().find(|pattern| matches(&pattern.value, origin) == Ok(true))
}
