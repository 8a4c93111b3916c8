//! Findings for people, in the form that users of rustc know.

use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Suggestion};
use crate::failure::Failure;
use crate::output::{Output, Style};
use crate::wrap::wrapped;

/// How many columns are before the text of a note: the number of the line, ` = note: `.
const MARGIN: usize = 14;

/// Writes findings, with an empty line between two.
///
/// # Errors
///
/// If they cannot be written.
pub fn write(diagnostics: &[Diagnostic], output: &mut Output) -> Result<(), Failure> {
    let style = output.style();
    for diagnostic in diagnostics {
        writeln!(output, "{}\n", rendered(diagnostic, style))?;
    }
    Ok(())
}

/// A finding as it is printed.
#[must_use]
pub fn rendered(diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&groups(diagnostic, style))
}

fn groups(diagnostic: &Diagnostic, style: Style) -> Vec<Group<'_>> {
    let level = if diagnostic.is_error { Level::ERROR } else { Level::WARNING };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.rule.name.as_str())
        .id_url(diagnostic.rule.url.as_str());
    let text = diagnostic.file.text();
    let path = diagnostic.file.shown.as_str();
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| AnnotationKind::Context.span(label.range.clone()).label(label.text.as_str()));
    let primary = AnnotationKind::Primary.span(diagnostic.range.clone());
    let wrap = |text: &str| wrapped(text, style.width.saturating_sub(MARGIN)).join("\n");
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(wrap(note)));
    // What is behind a change of the text is below it, so that the suggestions keep their order.
    let first_patch = diagnostic.helps.iter().position(is_shown_as_patch);
    let (advice, suggestions) =
        diagnostic.helps.split_at(first_patch.unwrap_or(diagnostic.helps.len()));
    let first = title
        .element(Snippet::source(text).path(path).annotation(primary).annotations(labels))
        .elements(notes)
        .elements(advice.iter().map(|help| Level::HELP.message(wrap(&help.message))))
        // A link is not wrapped: it would not be one any more.
        .element(Level::NOTE.message(diagnostic.rule.url.as_str()));
    let suggestions = suggestions.iter().map(|help| {
        let title = Level::HELP.secondary_title(wrap(&help.message));
        if !is_shown_as_patch(help) {
            return Group::with_title(title);
        }
        let edits = help.edits.iter();
        let patches = edits.map(|edit| Patch::new(edit.range.clone(), edit.with.as_str()));
        title.element(Snippet::source(text).path(path).patches(patches))
    });
    std::iter::once(first).chain(suggestions).collect()
}

/// Whether a suggestion is shown as a change of the text; an example is only described.
fn is_shown_as_patch(help: &Suggestion) -> bool {
    help.is_certain && !help.edits.is_empty()
}
