//! A configuration and what the compiler found out about it.

use std::ops::Range;
use std::sync::Arc;

use cors_compiler::Location;
use cors_compiler::ast::Notation;
use cors_compiler::finding::record::Record;
use cors_compiler::finding::{Finding, Note, Source};
use cors_compiler::migration::{Proposal, Review, propose, review};
use cors_compiler::rules::Level;

use super::found::Found;
use crate::report::{Diagnostic, Label, RuleText, Suggestion};
use crate::sources::TextFile;

/// A configuration and what the compiler found out about it.
#[derive(Debug)]
pub struct Reviewed {
    /// The file.
    pub file: Arc<TextFile>,
    /// What was found in it.
    pub found: Found,
    /// What is wrong with it.
    pub review: Review,
    /// The policy to move to, if there is one.
    pub proposal: Option<Proposal>,
}

impl Reviewed {
    /// Asks the compiler.
    #[must_use]
    pub fn new(found: Found, file: &Arc<TextFile>) -> Self {
        let review = review(&found.configuration);
        let proposal = propose(&found.configuration, &review);
        Self { file: Arc::clone(file), found, review, proposal }
    }

    /// Where it starts.
    #[must_use]
    pub fn start(&self) -> Range<usize> {
        self.found.ranges.first().cloned().unwrap_or_default()
    }

    /// The findings at their places in the file.
    pub fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        self.review.findings.iter().map(|finding| self.diagnostic(finding))
    }

    fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let range = self.range(finding.location).unwrap_or_else(|| self.start());
        let label = |note: &Note| match note {
            Note::Because(_) => None,
            Note::Elsewhere(words, location) => Some(Label {
                range: self.range(*location).filter(|other| *other != range)?,
                text: format!("{} here", words.rendered(Notation::Rust)),
            }),
        };
        let note = |note: &Note| match note {
            Note::Because(words) => Some(words.rendered(Notation::Rust)),
            // It is a label, or what the finding is about anyway.
            Note::Elsewhere(..) => None,
        };
        let help = |help: &cors_compiler::finding::Help| Suggestion {
            message: help.words.rendered(Notation::Rust),
            edits: Vec::new(),
            is_certain: false,
        };
        let library = self.found.library.name();
        let message = finding.message.rendered(Notation::Rust);
        let marked = self.text().get(range.clone()).unwrap_or_default();
        Diagnostic {
            identity: format!("{library}\n{}\n{message}\n{marked}", finding.rule.name),
            file: Arc::clone(&self.file),
            policy: library.to_owned(),
            rule: RuleText {
                name: finding.rule.name.to_owned(),
                summary: finding.rule.summary.to_owned(),
                reason: finding.rule.reason.to_owned(),
                url: finding.rule.page(),
                is_error: finding.rule.level != Level::Warning,
            },
            is_error: finding.is_error(),
            message,
            labels: finding.notes.iter().filter_map(label).collect(),
            notes: finding.notes.iter().filter_map(note).collect(),
            helps: finding.helps.iter().map(help).collect(),
            record: Some(Record::new(finding, self, |_| None)),
            range,
        }
    }
}

impl Source for Reviewed {
    fn text(&self) -> &str {
        self.file.text()
    }

    fn notation(&self) -> Notation {
        Notation::Rust
    }

    fn range(&self, location: Location) -> Option<Range<usize>> {
        self.found.ranges.get(location.index()).cloned()
    }

    fn range_within(&self, location: Location, _within: Range<usize>) -> Option<Range<usize>> {
        self.range(location)
    }

    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        self.file.line_and_column(byte)
    }
}
