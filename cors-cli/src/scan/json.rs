//! What was found, for programs: a list of configurations.
//!
//! Locations are those of findings (`docs/findings.schema.json`): bytes, lines and columns. Fields may be added.

use std::io::Write as _;
use std::ops::Range;

use cors_compiler::ast::Notation;
use cors_compiler::finding::record::Record;
use cors_compiler::migration::Proposal;
use serde::Serialize;

use super::files::File;
use super::found::Unread;
use super::reviewed::Reviewed;
use super::summary::Summary;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::sources::TextFile;

/// A configuration.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    library: &'static str,
    #[serde(flatten)]
    place: Place<'a>,
    allows: Summary,
    findings: Vec<Record>,
    notes: Vec<Note<'a>>,
    not_understood: Vec<Note<'a>>,
    /// Absent if no origin could be carried over.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Policy<'a>>,
}

/// Where it is written.
#[derive(Debug, Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    bytes: [usize; 2],
}

/// A sentence about a place.
#[derive(Debug, Serialize)]
struct Note<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// The policy to move to.
#[derive(Debug, Serialize)]
struct Policy<'a> {
    rust: String,
    toml: String,
    changes: Vec<Change<'a>>,
    accepted_risks: &'a [&'static str],
    warnings: &'a [&'static str],
}

/// A difference.
#[derive(Debug, Serialize)]
struct Change<'a> {
    kind: &'static str,
    message: String,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

impl<'a> Place<'a> {
    fn of(range: &Range<usize>, file: &'a TextFile) -> Self {
        let (line, column) = file.line_and_column(range.start);
        Self { file: &file.shown, line, column, bytes: [range.start, range.end] }
    }
}

impl<'a> Note<'a> {
    fn of(unread: &Unread, file: &'a TextFile) -> Self {
        Self { message: unread.reason, place: Place::of(&unread.range, file) }
    }
}

impl<'a> Entry<'a> {
    fn of(reviewed: &'a Reviewed) -> Self {
        let file = &*reviewed.file;
        let remarks = &reviewed.found.remarks;
        Self {
            library: reviewed.found.library.name(),
            place: Place::of(&reviewed.start(), file),
            allows: Summary::of(reviewed),
            findings: reviewed.diagnostics().filter_map(|one| one.record).collect(),
            notes: remarks
                .iter()
                .map(|one| Note { message: one.text, place: Place::of(&one.range, file) })
                .collect(),
            not_understood: reviewed.found.unread.iter().map(|one| Note::of(one, file)).collect(),
            policy: reviewed.proposal.as_ref().map(|proposal| policy(proposal, reviewed)),
        }
    }
}

fn policy<'a>(proposal: &'a Proposal, reviewed: &'a Reviewed) -> Policy<'a> {
    let changes = proposal.changes().iter().map(|change| Change {
        kind: change.kind.name(),
        message: change.words.rendered(Notation::Rust),
        place: reviewed
            .found
            .ranges
            .get(change.location.index())
            .map(|range| Place::of(range, &reviewed.file)),
    });
    Policy {
        rust: proposal.printed(Notation::Rust),
        toml: proposal.printed(Notation::Toml),
        changes: changes.collect(),
        accepted_risks: proposal.risks(),
        warnings: proposal.warnings(),
    }
}

/// Writes an object: the configurations, and the places that were not read.
pub(super) fn write(files: &[File], output: &mut Output) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct All<'a> {
        configurations: Vec<Entry<'a>>,
        not_understood: Vec<Note<'a>>,
    }
    let unread =
        files.iter().flat_map(|file| file.unread.iter().map(|one| Note::of(one, &file.text)));
    let all = All {
        configurations: files.iter().flat_map(|file| &file.configurations).map(Entry::of).collect(),
        not_understood: unread.collect(),
    };
    let json = serde_json::to_string_pretty(&all)
        .map_err(|error| Message::new(format!("the report cannot be written as JSON: {error}")))?;
    writeln!(output, "{json}")?;
    Ok(())
}
