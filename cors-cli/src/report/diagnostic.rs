//! A finding at its place in a file.

use std::ops::Range;
use std::sync::Arc;

use cors_compiler::Finding;
use cors_compiler::finding::record::Record;
use cors_compiler::finding::{Note, Source as _};
use cors_compiler::rules::Rule;
use cors_compiler::tokens::Written;

use crate::sources::{PolicyText, TextFile};

/// A finding, with all that the formats need.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The file.
    pub file: Arc<TextFile>,
    /// The name of the policy.
    pub policy: String,
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The finding; its locations are of the file.
    pub record: Record,
    /// What else it has to do with, where that is written in the file.
    pub labels: Vec<Label>,
}

/// A place in the file, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes.
    pub range: Range<usize>,
    /// What is there, for a person.
    pub text: String,
}

impl Diagnostic {
    /// A finding of the policy of this name.
    #[must_use]
    pub fn new<T: Written>(finding: &Finding, text: &PolicyText<T>, policy: &str) -> Self {
        let label = |note: &Note| match note {
            Note::Because(_) => None,
            Note::Elsewhere(words, location) => Some(Label {
                range: text.range(*location)?,
                text: format!("{} here", words.rendered(text.notation())),
            }),
        };
        Self {
            file: Arc::clone(text.file()),
            policy: policy.to_owned(),
            rule: finding.rule,
            record: Record::new(finding, text, |fix| text.edits(fix)),
            labels: finding.notes.iter().filter_map(label).collect(),
        }
    }

    /// The bytes of the file that it is about; `None` for the whole policy.
    #[must_use]
    pub fn range(&self) -> Option<Range<usize>> {
        self.record.location.map(|location| location.start.byte..location.end.byte)
    }
}
