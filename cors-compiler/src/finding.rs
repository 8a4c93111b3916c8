//! What is wrong with a policy, as data.
//!
//! ```text
//!   stage ──> Finding { rule, level, place, message: Words, notes: [Words], helps: [Words + edits] }
//!                                              │
//!                 ┌────────────────────────────┼──────────────────────────┐
//!            render: words               apply: edits               serial: serde
//!        macros, TOML, terminals     `--fix`, editors, tests        other programs
//! ```
//!
//! A finding reports *what* is wrong, quoting the user's text, *why* it matters, and *what to write
//! instead*. The rule that it comes from gives the level, the reason and the link; the stage that
//! found it gives the rest. Words become text at the very end (`render`), and no code reads that
//! text back.

#[cfg(feature = "edits")]
pub(crate) mod apply;
mod help;
#[cfg(feature = "serde")]
pub mod record;
#[cfg(feature = "toml")]
pub(crate) mod render;
mod source;
mod too_large;
mod value;
pub(crate) mod words;

use std::ops::Range;

#[cfg(feature = "edits")]
pub use apply::TextEdit;
pub use help::{Certainty, Edit, Fix, Help};
pub use source::Source;
pub(crate) use too_large::Oversized;
pub use value::Written;
pub(crate) use words::words;
pub use words::{Argument, Words};

use crate::location::Location;
use crate::order::sort_by;
use crate::rules::{Level, POLICY_TOO_LARGE, Rule};

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// What happens to the policy: the rule's level, unless the case is a milder one.
    pub level: Level,
    /// Where.
    pub location: Location,
    /// Which bytes of the string at that place, if it is a part of one.
    pub within: Option<Range<usize>>,
    /// What is wrong: lower case, no full stop, the user's own text in backquotes.
    pub message: Words,
    /// Why it matters, and what it has to do with, in order.
    pub notes: Vec<Note>,
    /// What to do; each is another way.
    pub helps: Vec<Help>,
}

/// Additional information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Why it matters.
    Because(Words),
    /// Something that is written elsewhere: "credentials are allowed" becomes "credentials are
    /// allowed on line 3", if the front end knows lines.
    Elsewhere(Words, Location),
}

impl Finding {
    /// `rule` is broken at `location`.
    pub fn new(rule: &'static Rule, location: Location, message: impl Into<Words>) -> Self {
        Self {
            rule,
            level: rule.level,
            location,
            within: None,
            message: message.into(),
            notes: vec![Note::Because(rule.reason.into())],
            helps: Vec::new(),
        }
    }

    /// … for this reason, which fits the case better than the rule's.
    #[must_use]
    pub fn because(mut self, reason: impl Into<Words>) -> Self {
        if let Some(first) = self.notes.first_mut() {
            *first = Note::Because(reason.into());
        }
        self
    }

    /// … without the rule's reason, which does not fit the case.
    #[cfg(feature = "toml")]
    #[must_use]
    pub(crate) fn without_reason(mut self) -> Self {
        self.notes = self.notes.split_off(self.notes.len().min(1));
        self
    }

    /// … in these bytes of the string there.
    #[must_use]
    pub fn within(mut self, range: Range<usize>) -> Self {
        self.within = Some(range);
        self
    }

    /// … which also has to do with what is written elsewhere.
    #[must_use]
    pub fn elsewhere(mut self, text: impl Into<Words>, location: Location) -> Self {
        self.notes.push(Note::Elsewhere(text.into(), location));
        self
    }

    /// … which matters for this reason too.
    #[must_use]
    pub fn note(mut self, text: impl Into<Words>) -> Self {
        self.notes.push(Note::Because(text.into()));
        self
    }

    /// … and how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<Help>) -> Self {
        self.helps.push(help.into());
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

/// How many errors are collected of one policy. Risks and errors that can be allowed do not count:
/// each may be an exception of ten thousand patterns.
const MAX_ERRORS: usize = 1000;

/// All that is wrong with a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    collected: Vec<Finding>,
    errors: usize,
}

impl Findings {
    /// Adds one; the last error that is collected is followed by one that reports the limit.
    pub fn push(&mut self, finding: Finding) {
        if finding.rule.level != Level::Error {
            self.collected.push(finding);
            return;
        }
        if self.is_full() {
            return;
        }
        self.errors = self.errors.saturating_add(1);
        self.collected.push(if self.is_full() {
            let message = words!("the policy has more than {most} errors", most = MAX_ERRORS);
            Finding::new(&POLICY_TOO_LARGE, finding.location, message)
                .because("any further errors are not shown")
                .help("fix the first errors, and compile the policy again")
        } else {
            finding
        });
    }

    /// Adds one, or none.
    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    /// Whether no more errors are collected, so that looking for them is of no use.
    pub(crate) fn is_full(&self) -> bool {
        self.errors > MAX_ERRORS
    }

    /// `value`, unless there are errors: where one stage ends and the next may rely on it.
    pub fn unless_errors<T>(&self, value: T) -> Option<T> {
        (!self.has_errors()).then_some(value)
    }

    /// Whether there are errors.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.collected.iter().any(Finding::is_error)
    }

    /// Takes out those that `is_excepted` picks.
    pub(crate) fn except(&mut self, is_excepted: impl Fn(&Finding) -> bool) {
        self.collected.retain(|finding| !is_excepted(finding));
    }

    /// Another finding for each.
    #[cfg(feature = "toml")]
    pub(crate) fn map(mut self, change: impl FnMut(Finding) -> Finding) -> Self {
        self.collected = self.collected.into_iter().map(change).collect();
        self
    }

    /// All of them, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.collected.iter()
    }

    /// All of them in the order of the text, so that the same policy gives the same output.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Finding> {
        fn key(one: &Finding) -> (Location, Option<usize>, &str) {
            (one.location, one.within.as_ref().map(|range| range.start), one.rule.name)
        }
        sort_by(&mut self.collected, |one, other| key(one).cmp(&key(other)));
        self.collected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::Location;
    use crate::rules::{DUPLICATE, INSECURE_ORIGIN, SYNTAX};

    #[test]
    fn a_thousand_errors_are_collected_and_any_number_of_others() {
        let mut findings = Findings::default();
        for rule in [&DUPLICATE, &SYNTAX, &INSECURE_ORIGIN] {
            for at in 0..1500 {
                findings.push(Finding::new(rule, Location::new(at), "wrong"));
            }
        }
        let count = |rule| findings.iter().filter(|one| one.rule == rule).count();
        assert_eq!([&DUPLICATE, &SYNTAX, &INSECURE_ORIGIN].map(count), [1500, 1000, 1500]);
        assert_eq!(count(&POLICY_TOO_LARGE), 1);
        assert!(findings.is_full());
    }
}
