//! The list for people.

use std::io::Write as _;

use super::row::{Contents, MapRow, MountRow, Place, Row};
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::Sources;
use crate::wrap::wrapped;

/// How wide the names of the lines are.
const LABEL: usize = 11;

/// How many patterns of a policy are listed.
const MOST: usize = 8;

pub(super) fn write(
    rows: &[Row<'_>],
    maps: &[MapRow<'_>],
    sources: &Sources,
    output: &mut Output,
) -> Result<(), Failure> {
    for row in rows {
        write_place(&row.place, output)?;
        match &row.contents {
            Some(contents) => write_contents(contents, output)?,
            None => line(output, "errors", "it does not compile: see `cargo cors check`")?,
        }
        write_mounts(&row.mounts, output)?;
        writeln!(output)?;
    }
    for map in maps {
        write_place(&map.place, output)?;
        for row in &map.rows {
            let host = row.host.map(|host| format!("//{host}")).unwrap_or_default();
            let pattern = format!("{host}{}", row.path.unwrap_or("_"));
            let policy = row.resolved.unwrap_or(row.policy);
            writeln!(output, "  {pattern} => {policy}")?;
        }
        write_mounts(&map.mounts, output)?;
        writeln!(output)?;
    }
    for mount in &sources.unresolved {
        let path = mount.policy.join("::");
        writeln!(output, "unresolved: {}:{}: `{path}`", mount.file.shown, mount.line())?;
    }
    for place in &sources.not_analysed {
        let (line, _) = place.file.line_and_column(place.at);
        writeln!(output, "not analysed: {}:{line}: {}", place.file.shown, place.reason)?;
    }
    if rows.is_empty() && maps.is_empty() {
        writeln!(output, "no policies found")?;
    }
    Ok(())
}

fn write_place(place: &Place<'_>, output: &mut Output) -> Result<(), Failure> {
    let at = format!("{}:{}", place.file, place.line);
    // A policy without a name is called after its place.
    if place.name == at {
        writeln!(output, "{at}")?;
    } else {
        writeln!(output, "{}  {at}", place.name)?;
    }
    Ok(())
}

fn write_mounts(mounts: &[MountRow<'_>], output: &mut Output) -> Result<(), Failure> {
    if mounts.is_empty() {
        return line(output, "mounted", "not found in the sources");
    }
    for MountRow { kind, file, line: at } in mounts {
        line(output, "mounted", &format!("{kind}  {file}:{at}"))?;
    }
    Ok(())
}

fn write_contents(contents: &Contents, output: &mut Output) -> Result<(), Failure> {
    line(output, "trusts", &listed(&contents.trusted()))?;
    if !contents.denied_origins.is_empty() {
        line(output, "except", &listed(&contents.denied_origins))?;
    }
    if !contents.runtime_origins.is_empty() {
        line(output, "at run time", &listed(&contents.runtime_origins))?;
    }
    line(output, "credentials", if contents.credentials { "yes" } else { "no" })?;
    line(output, "methods", &contents.methods())?;
    for risk in &contents.accepted_risks {
        let pattern = risk.pattern.as_ref().map(|it| format!(" for {it}")).unwrap_or_default();
        line(output, "accepts", &format!("{}{pattern}: {}", risk.rule, risk.reason))?;
    }
    Ok(())
}

fn listed(texts: &[String]) -> String {
    let shown = texts.get(..MOST).unwrap_or(texts).join(", ");
    match texts.len().checked_sub(MOST) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

fn line(output: &mut Output, label: &str, text: &str) -> Result<(), Failure> {
    let indent = LABEL.saturating_add(4);
    let lines = wrapped(text, output.style().width.saturating_sub(indent));
    // A reason may have lines of its own.
    let text = lines.join("\n").replace('\n', &format!("\n{:indent$}", ""));
    writeln!(output, "  {label:LABEL$}  {text}")?;
    Ok(())
}
