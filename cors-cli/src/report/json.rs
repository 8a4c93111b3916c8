//! Findings for programs.

use std::io::Write as _;

use cors_compiler::finding::record::Record;
use serde::Serialize;

use super::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::Sources;

/// What `check --format json` prints. Fields may be added.
#[derive(Serialize)]
struct Check<'s> {
    findings: Vec<Finding<'s>>,
    #[serde(flatten)]
    rest: Rest<'s>,
}

/// A finding: the compiler's form, which `docs/findings.schema.json` describes, and where it is.
#[derive(Serialize)]
struct Finding<'s> {
    file: &'s str,
    policy: &'s str,
    #[serde(flatten)]
    record: &'s Record,
}

/// What was not read.
#[derive(Serialize)]
pub(crate) struct Rest<'s> {
    unresolved: Vec<Place<'s>>,
    not_analysed: Vec<Place<'s>>,
    problems: Vec<Place<'s>>,
}

/// A place, and what is there.
#[derive(Serialize)]
pub(crate) struct Place<'s> {
    file: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'s str>,
}

impl<'s> Rest<'s> {
    /// What of these sources was not read.
    pub(crate) fn of(sources: &'s Sources) -> Self {
        let unresolved = sources.unresolved.iter().map(|mount| Place {
            file: &mount.file.shown,
            line: Some(mount.line()),
            column: Some(mount.file.line_and_column(mount.at).1),
            policy: Some(mount.policy.join("::")),
            reason: None,
        });
        let not_analysed = sources.not_analysed.iter().map(|it| {
            let (line, column) = it.file.line_and_column(it.at);
            let (line, column) = (Some(line), Some(column));
            Place { file: &it.file.shown, line, column, policy: None, reason: Some(it.reason) }
        });
        let problems = sources.problems.iter().map(|it| Place {
            file: &it.file,
            line: it.position.map(|(line, _)| line),
            column: it.position.map(|(_, column)| column),
            policy: None,
            reason: Some(&it.reason),
        });
        Self {
            unresolved: unresolved.collect(),
            not_analysed: not_analysed.collect(),
            problems: problems.collect(),
        }
    }
}

/// Writes findings, and what was not read.
///
/// # Errors
///
/// If they cannot be written.
pub fn write(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    output: &mut Output,
) -> Result<(), Failure> {
    let findings = diagnostics.iter().filter_map(|diagnostic| {
        let record = diagnostic.record.as_ref()?;
        Some(Finding { file: &diagnostic.file.shown, policy: &diagnostic.policy, record })
    });
    let check = Check { findings: findings.collect(), rest: Rest::of(sources) };
    pretty(&check, output)
}

/// Writes a value in lines.
pub(crate) fn pretty(value: &impl Serialize, output: &mut Output) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *output, value).map_err(std::io::Error::from)?;
    writeln!(output)?;
    Ok(())
}
