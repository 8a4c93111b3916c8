//! What was found, for people.

use std::io::Write as _;

use cors_compiler::ast::Notation;
use cors_compiler::migration::Change;

use super::files::File;
use super::reviewed::Reviewed;
use super::summary::Summary;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::{self, Diagnostic};

/// Writes a report for each configuration, and how many there are.
pub(super) fn write(
    files: &[File],
    notation: Notation,
    output: &mut Output,
) -> Result<(), Failure> {
    for file in files {
        for reviewed in &file.configurations {
            configuration(reviewed, notation, output)?;
        }
        for unread in &file.unread {
            let (line, column) = file.text.line_and_column(unread.range.start);
            writeln!(
                output,
                "not understood: {}:{line}:{column}: {}",
                file.text.shown, unread.reason
            )?;
            writeln!(output)?;
        }
    }
    let all = files.iter().flat_map(|file| &file.configurations);
    let (configurations, findings) =
        all.fold((0_usize, 0_usize), |(configurations, findings), one| {
            let found = one.review.findings.len();
            (configurations.saturating_add(1), findings.saturating_add(found))
        });
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    writeln!(
        output,
        "{configurations} configuration{}, {findings} finding{}",
        plural(configurations),
        plural(findings)
    )?;
    Ok(())
}

fn configuration(
    reviewed: &Reviewed,
    notation: Notation,
    output: &mut Output,
) -> Result<(), Failure> {
    let (line, column) = reviewed.file.line_and_column(reviewed.start().start);
    let library = reviewed.found.library.name();
    writeln!(output, "{library} at {}:{line}:{column}", reviewed.file.shown)?;
    summary(&Summary::of(reviewed), output)?;
    writeln!(output)?;
    let diagnostics: Vec<Diagnostic> = reviewed.diagnostics().collect();
    report::human::write(&diagnostics, output)?;
    for remark in &reviewed.found.remarks {
        let (line, column) = reviewed.file.line_and_column(remark.range.start);
        let place = format!("{}:{line}:{column}", reviewed.file.shown);
        lines(&format!("note: {place}: "), remark.text, "", output)?;
    }
    for unread in &reviewed.found.unread {
        let (line, column) = reviewed.file.line_and_column(unread.range.start);
        let place = format!("{}:{line}:{column}", reviewed.file.shown);
        let text = format!("{}: {}", written(reviewed, &unread.range), unread.reason);
        lines(&format!("not understood: {place}: "), &text, "", output)?;
    }
    if !(reviewed.found.remarks.is_empty() && reviewed.found.unread.is_empty()) {
        writeln!(output)?;
    }
    policy(reviewed, notation, output)
}

/// The text of a place, if it is short.
fn written(reviewed: &Reviewed, range: &std::ops::Range<usize>) -> String {
    let text = reviewed.file.text().get(range.clone()).unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let short: String = first.chars().take(40).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{more}`")
}

fn summary(summary: &Summary, output: &mut Output) -> Result<(), Failure> {
    for (at, origin) in summary.origins.iter().enumerate() {
        let label = if at == 0 { "origins" } else { "" };
        lines(&format!("  {label:<13}"), origin, "               ", output)?;
    }
    for (label, value) in [
        ("credentials", summary.credentials),
        ("methods", &summary.methods),
        ("headers", &summary.headers),
        ("exposed", &summary.exposed),
        ("max-age", &summary.max_age),
    ] {
        lines(&format!("  {label:<13}"), value, "               ", output)?;
    }
    Ok(())
}

/// The policy to move to.
fn policy(reviewed: &Reviewed, notation: Notation, output: &mut Output) -> Result<(), Failure> {
    let Some(proposal) = &reviewed.proposal else {
        writeln!(output, "No policy is proposed: list the origins by hand.")?;
        writeln!(output)?;
        return Ok(());
    };
    writeln!(output, "Policy to move to:")?;
    writeln!(output)?;
    let (comment, indent) = match notation {
        Notation::Rust => ("// ", "    "),
        Notation::Toml => ("# ", ""),
    };
    if notation == Notation::Rust {
        writeln!(output, "pub static CORS: Policy = cors! {{")?;
    }
    for Change { kind, words, .. } in proposal.changes() {
        let text = format!("{}: {}", kind.name(), words.rendered(notation));
        let before = format!("{indent}{comment}");
        lines(&before, &text, &format!("{before}  "), output)?;
    }
    for line in proposal.printed(notation).lines() {
        writeln!(output, "{indent}{line}")?;
    }
    if notation == Notation::Rust {
        writeln!(output, "}};")?;
    }
    writeln!(output)?;
    if !proposal.risks().is_empty() {
        let risks = proposal.risks().join("`, `");
        let text = format!(
            "It accepts `{risks}` with a placeholder: replace it with the reason, or narrow the policy."
        );
        lines("", &text, "", output)?;
        writeln!(output)?;
    }
    Ok(())
}

/// A text in lines of the output's width: `before` is before the first one, `indent` before the others.
fn lines(before: &str, text: &str, indent: &str, output: &mut Output) -> Result<(), Failure> {
    let width = output.style().width;
    let mut line = before.to_owned();
    let mut is_empty = true;
    for word in text.split(' ') {
        let length = line.chars().count().saturating_add(word.chars().count());
        if !is_empty && length >= width {
            writeln!(output, "{}", line.trim_end())?;
            line = indent.to_owned();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    writeln!(output, "{}", line.trim_end())?;
    Ok(())
}
