//! The list for people.

use std::io::Write as _;

use cors_tables::policy::AcceptedRisk;

use super::row::{Contents, Methods, Row};
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::Sources;

/// How wide the names of the lines are.
const LABEL: usize = 11;

pub(super) fn write(rows: &[Row], sources: &Sources, output: &mut Output) -> Result<(), Failure> {
    for row in rows {
        let place = format!("{}:{}", row.file, row.line);
        writeln!(output, "{}  {place}", row.name)?;
        match &row.contents {
            Some(contents) => write_contents(contents, output)?,
            None => line(output, "errors", "it does not compile: see `cargo cors check`")?,
        }
        for (kind, file, at) in &row.mounts {
            line(output, "mounted", &format!("{kind}  {file}:{at}"))?;
        }
        if row.mounts.is_empty() {
            line(output, "mounted", "not found")?;
        }
        writeln!(output)?;
    }
    for map in &sources.maps {
        let (at, _) = map.declared.line_and_column();
        writeln!(output, "{}  {}:{at}", map.declared.full_name(), map.declared.file.shown)?;
        for row in &map.map.rows {
            let (pattern, policy) = (row.written(), row.policy.value.written());
            writeln!(output, "  {pattern} => {policy}")?;
        }
        writeln!(output)?;
    }
    for mount in &sources.unresolved {
        let path = mount.policy.join("::");
        writeln!(output, "unresolved: `{path}`  {}:{}", mount.file.shown, mount.line())?;
    }
    for place in &sources.not_analysed {
        let (line, _) = place.file.line_and_column(place.at);
        writeln!(output, "not analysed: {}:{line}: {}", place.file.shown, place.reason)?;
    }
    Ok(())
}

fn write_contents(contents: &Contents, output: &mut Output) -> Result<(), Failure> {
    let origins = match contents.origins.as_slice() {
        [] => "no origin".to_owned(),
        [any] if any == "*" => "any origin".to_owned(),
        origins => origins.join(", "),
    };
    line(output, "trusts", &origins)?;
    if !contents.denied.is_empty() {
        line(output, "except", &contents.denied.join(", "))?;
    }
    if !contents.at_run_time.is_empty() {
        line(output, "may add", &contents.at_run_time.join(", "))?;
    }
    line(output, "credentials", if contents.credentials { "yes" } else { "no" })?;
    let methods = match &contents.methods {
        Methods::Any => "any".to_owned(),
        Methods::OfHandlers => "those of its handlers".to_owned(),
        Methods::These(methods) => methods.join(", "),
    };
    line(output, "methods", &methods)?;
    for AcceptedRisk { rule, pattern, reason } in &contents.risks {
        let pattern = pattern.as_ref().map(|it| format!(" for {it}")).unwrap_or_default();
        line(output, "risk", &format!("{rule}{pattern}: {reason}"))?;
    }
    Ok(())
}

fn line(output: &mut Output, label: &str, text: &str) -> Result<(), Failure> {
    writeln!(output, "  {label:LABEL$}  {text}")?;
    Ok(())
}
