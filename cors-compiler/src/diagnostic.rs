//! What is wrong with a policy, and how to mend it.
//!
//! A diagnostic says *what* is wrong in the user's own words, *why* it matters, and *what to
//! write instead*. The rule that it comes from gives the level, the reason and the link; the
//! place that found it gives the rest.

use std::ops::Range;

use crate::place::Place;
use crate::rules::{Level, Rule};

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// What happens to the policy: the rule's level, unless the case is a milder one.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// Which bytes of the string at that place, if it is a part of one.
    pub within: Option<Range<usize>>,
    /// What is wrong: lower case, no full stop, the user's own text in backquotes.
    pub message: String,
    /// What else there is to say, in order.
    pub notes: Vec<Note>,
}

/// A line below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Why it matters.
    Note(String),
    /// Something that stands elsewhere: "credentials are allowed" becomes "credentials are
    /// allowed on line 3", if the door knows lines.
    Elsewhere(String, Place),
    /// What to write instead.
    Help(String),
}

impl Diagnostic {
    /// `rule` is broken at `place`.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        let notes = vec![Note::Note(rule.reason.to_owned())];
        Self { rule, level: rule.level, place, within: None, message: message.into(), notes }
    }

    /// … for this reason, which fits the case better than the rule's.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        if let Some(first) = self.notes.first_mut() {
            *first = Note::Note(reason.into());
        }
        self
    }

    /// … in these bytes of the string there.
    #[must_use]
    pub fn within(mut self, range: Range<usize>) -> Self {
        self.within = Some(range);
        self
    }

    /// … which also has to do with what stands elsewhere.
    #[must_use]
    pub fn elsewhere(mut self, text: impl Into<String>, place: Place) -> Self {
        self.notes.push(Note::Elsewhere(text.into(), place));
        self
    }

    /// … which matters for this reason too.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Note(text.into()));
        self
    }

    /// … and is mended by writing this.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Help(text.into()));
        self
    }

    /// … which is only worth a warning here.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.level = Level::Warning;
        self
    }

    /// Whether it is an error, so that no policy comes out.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level != Level::Warning
    }
}

/// All that is wrong with a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    collected: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.collected.push(diagnostic);
    }

    /// Adds one, or none.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.collected.extend(diagnostics);
    }

    /// `value`, unless there are errors: where one stage ends and the next may rely on it.
    pub fn unless_errors<T>(&self, value: T) -> Option<T> {
        (!self.has_errors()).then_some(value)
    }

    /// Whether there are errors.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.collected.iter().any(Diagnostic::is_error)
    }

    /// Takes out those that `is_excepted` picks.
    pub(crate) fn except(&mut self, is_excepted: impl Fn(&Diagnostic) -> bool) {
        self.collected.retain(|diagnostic| !is_excepted(diagnostic));
    }

    /// All of them, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.collected.iter()
    }

    /// All of them in the order of the text, so that the same policy gives the same output.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.collected.sort_by_key(|one| {
            (one.place, one.within.as_ref().map(|range| range.start), one.rule.name)
        });
        self.collected
    }
}

/// The one of `candidates` that somebody meant by `written`, if one is near.
#[must_use]
pub fn did_you_mean<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // Somebody who stopped early left out the end; else a slip in four letters is near.
    let is_start = |candidate: &str| written.len() > 4 && candidate.starts_with(written);
    let near =
        |distance: usize, candidate: &str| distance <= candidate.len() / 4 || is_start(candidate);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
        .filter(|&(distance, candidate)| near(distance, candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}
