//! A finding at its place in a file.

use std::ops::Range;
use std::sync::Arc;

use cors_compiler::Finding;
use cors_compiler::finding::record::Record;
use cors_compiler::finding::{Certainty, Help, Note, Source as _, TextEdit};
use cors_compiler::tokens::Written;

use crate::sources::{PolicyText, TextFile};

/// A finding, with all that the formats need.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The file.
    pub file: Arc<TextFile>,
    /// The bytes of the file that it is about; those that declare the policy if it is about all of it.
    pub range: Range<usize>,
    /// The name of the policy.
    pub policy: String,
    /// The rule that is broken.
    pub rule: RuleText,
    /// Whether it is an error; otherwise it is a warning.
    pub is_error: bool,
    /// What is wrong, in one line.
    pub message: String,
    /// What else it has to do with, where that is written in the file.
    pub labels: Vec<Label>,
    /// Why it matters, in a line each, without what the labels say.
    pub notes: Vec<String>,
    /// What to do; each is another way.
    pub helps: Vec<Suggestion>,
    /// What distinguishes it from other findings of the rule, and does not change with other parts of the file.
    pub identity: String,
    /// The finding as the compiler gives it to other programs.
    pub record: Option<Record>,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleText {
    /// Its name.
    pub name: String,
    /// What it refuses, in one line.
    pub summary: String,
    /// Why.
    pub reason: String,
    /// Its page.
    pub url: String,
    /// Whether it refuses policies, unless a finding is a milder one.
    pub is_error: bool,
}

/// A place in the file, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The bytes.
    pub range: Range<usize>,
    /// What is there, for a person.
    pub text: String,
}

/// What to do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// In one line.
    pub message: String,
    /// The same as edits of the file, if they are known.
    pub edits: Vec<TextEdit>,
    /// Whether the edits are what the author meant; otherwise they are an example.
    pub is_certain: bool,
}

impl Diagnostic {
    /// A finding of the policy of this name.
    #[must_use]
    pub fn new<T: Written>(finding: &Finding, text: &PolicyText<T>, policy: &str) -> Self {
        let notation = text.notation();
        let labelled = |note: &Note| match note {
            Note::Because(_) => None,
            Note::Elsewhere(words, location) => Some(Label {
                range: text.range(*location)?,
                text: format!("{} here", words.rendered(notation)),
            }),
        };
        let note = |note: &Note| match note {
            Note::Elsewhere(words, _) if labelled(note).is_none() => {
                Some(format!("{} in this policy", words.rendered(notation)))
            }
            Note::Elsewhere(..) => None,
            Note::Because(words) => Some(words.rendered(notation)),
        };
        let help = |help: &Help| Suggestion {
            message: help.words.rendered(notation),
            edits: help.fix.as_ref().and_then(|fix| text.edits(fix)).unwrap_or_default(),
            is_certain: help.fix.as_ref().is_some_and(|fix| fix.certainty == Certainty::Certain),
        };
        let range = match finding.within.clone() {
            Some(within) => text.range_within(finding.location, within),
            None => text.range(finding.location),
        };
        let range = range.unwrap_or_else(|| text.declaration());
        let message = finding.message.rendered(notation);
        let marked = text.file().text().get(range.clone()).unwrap_or_default();
        Self {
            identity: format!("{policy}\n{}\n{message}\n{marked}", finding.rule.name),
            file: Arc::clone(text.file()),
            range,
            policy: policy.to_owned(),
            rule: RuleText {
                name: finding.rule.name.to_owned(),
                summary: finding.rule.summary.to_owned(),
                reason: finding.rule.reason.to_owned(),
                url: finding.rule.page(),
                is_error: finding.rule.level != cors_compiler::rules::Level::Warning,
            },
            is_error: finding.is_error(),
            message,
            labels: finding.notes.iter().filter_map(labelled).collect(),
            notes: finding.notes.iter().filter_map(note).collect(),
            helps: finding.helps.iter().map(help).collect(),
            record: Some(Record::new(finding, text, |fix| text.edits(fix))),
        }
    }

    /// The word for its level.
    #[must_use]
    pub fn level(&self) -> &'static str {
        if self.is_error { "error" } else { "warning" }
    }

    /// The edits that are certain to fix it, if there are any.
    #[must_use]
    pub fn certain_edits(&self) -> Option<&[TextEdit]> {
        let certain = self.helps.iter().find(|help| help.is_certain && !help.edits.is_empty());
        certain.map(|help| help.edits.as_slice())
    }
}

/// Sorts findings by their place, and takes out those that are reported twice: a policy in a file may be used by
/// several macros.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |one: &Diagnostic| {
        let place = (one.file.shown.clone(), one.range.start, one.range.end);
        (place, one.rule.name.clone(), one.message.clone())
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}
