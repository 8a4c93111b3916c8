//! The last lines of `check` for people.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::Checked;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Diagnostic;
use crate::sources::NotAnalysed;

/// Writes what was not read, and how many findings there are.
pub(super) fn write(checked: &Checked, output: &mut Output) -> Result<(), Failure> {
    let Checked { sources, diagnostics } = checked;
    let mut by_reason: BTreeMap<&str, Vec<&NotAnalysed>> = BTreeMap::new();
    for place in &sources.not_analysed {
        by_reason.entry(place.reason).or_default().push(place);
    }
    for (reason, places) in by_reason {
        let Some(first) = places.first() else { continue };
        let (line, _) = first.file.line_and_column(first.at);
        writeln!(output, "not analysed: {}:{line}: {reason}", first.file.shown)?;
        if let Some(more @ 1..) = places.len().checked_sub(1) {
            writeln!(output, "  and {}", counted(more, "more place", "more places"))?;
        }
    }
    for mount in &sources.unresolved {
        let policy = mount.policy.join("::");
        let place = format!("{}:{}", mount.file.shown, mount.line());
        writeln!(output, "not found: {place}: the policy `{policy}`")?;
    }
    let errors = diagnostics.iter().filter(|it| it.is_error).count();
    let warnings = diagnostics.len().saturating_sub(errors);
    let policies = counted(sources.policies.len(), "policy", "policies");
    let others = [
        (sources.maps.len(), "map", "maps"),
        (sources.routes.len(), "list of handlers", "lists of handlers"),
    ];
    let others = others.into_iter().filter(|(count, ..)| *count > 0);
    let others: Vec<String> = others.map(|(count, one, many)| counted(count, one, many)).collect();
    let checked = match others.as_slice() {
        [] => policies,
        [one] => format!("{policies} and {one}"),
        many => format!("{policies}, {}", many.join(" and ")),
    };
    let found = match (errors, warnings) {
        (0, 0) => "no findings".to_owned(),
        (errors, 0) => counted(errors, "error", "errors"),
        (0, warnings) => counted(warnings, "warning", "warnings"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                counted(errors, "error", "errors"),
                counted(warnings, "warning", "warnings")
            )
        }
    };
    writeln!(output, "{checked} checked: {found}")?;
    let fixable = diagnostics.iter().filter(|it| Diagnostic::certain_edits(it).is_some()).count();
    if fixable > 0 {
        let them = counted(fixable, "finding", "findings");
        writeln!(output, "`cargo cors check --fix` fixes {them}")?;
    }
    Ok(())
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}
