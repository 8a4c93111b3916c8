//! Findings as annotations of GitHub's workflows.
//!
//! ```text
//! ::error file=src/main.rs,line=4,col=5,title=origin_path::an origin cannot have a trailing slash
//! ```
//!
//! Source: [workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions).

use std::io::Write as _;

use super::diagnostic::Diagnostic;
use crate::failure::Failure;
use crate::output::Output;

/// Writes a line for each finding.
///
/// # Errors
///
/// If they cannot be written.
pub fn write(diagnostics: &[Diagnostic], output: &mut Output) -> Result<(), Failure> {
    diagnostics.iter().try_for_each(|it| Ok(writeln!(output, "{}", command(it))?))
}

fn command(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, range, rule, message, notes, helps, .. } = diagnostic;
    let (line, column) = file.line_and_column(range.start);
    let (end_line, end_column) = file.line_and_column(range.end);
    // GitHub ignores columns of several lines.
    let columns = match line == end_line {
        true => format!(",col={column},endColumn={end_column}"),
        false => String::new(),
    };
    let helps = helps.iter().map(|help| format!("help: {}", help.message));
    let lines = std::iter::once(message.clone()).chain(notes.iter().cloned()).chain(helps);
    let text: Vec<String> = lines.chain([rule.url.clone()]).collect();
    format!(
        "::{} file={},line={line},endLine={end_line}{columns},title={}::{}",
        diagnostic.level(),
        property(&file.repository_path()),
        property(&rule.name),
        data(&text.join("\n")),
    )
}

/// A text behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        assert_eq!(property("a:b,c%\r\n"), "a%3Ab%2Cc%25%0D%0A");
        assert_eq!(data("a:b,c%\n"), "a:b,c%25%0A");
    }
}
