//! What is wrong with a policy, and how to mend it.
//!
//! A finding says *what* is wrong in the user's own words, *why* it matters, and *what to
//! write instead*. The rule that it comes from gives the level, the reason and the link; the
//! place that found it gives the rest.

use std::ops::Range;

use crate::language::Budget;
use crate::place::Place;
use crate::rules::{Level, POLICY_TOO_LARGE, Rule};
use crate::shown::shown;

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
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

impl Finding {
    /// `rule` is broken at `place`.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        let notes = vec![Note::Note(rule.reason.to_owned())];
        Self {
            rule,
            level: rule.level,
            place,
            within: None,
            message: shown(&message.into()),
            notes,
        }
    }

    /// … for this reason, which fits the case better than the rule's.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        if let Some(first) = self.notes.first_mut() {
            *first = Note::Note(shown(&reason.into()));
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
        self.notes.push(Note::Elsewhere(shown(&text.into()), place));
        self
    }

    /// … which matters for this reason too.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Note(shown(&text.into())));
        self
    }

    /// … and is mended by writing this.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Help(shown(&text.into())));
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
    /// Adds one; behind the last error that is collected, one that says so.
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
            let message = format!("the policy has more than {MAX_ERRORS} errors");
            Finding::new(&POLICY_TOO_LARGE, finding.place, message)
                .because("the errors after these are not reported")
                .help("fix the first ones, and compile the policy again")
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

    /// All of them, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.collected.iter()
    }

    /// All of them in the order of the text, so that the same policy gives the same output.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.collected.sort_by_key(|one| {
            (one.place, one.within.as_ref().map(|range| range.start), one.rule.name)
        });
        self.collected
    }
}

/// How long names may be that are compared.
const MAX_NAME: usize = 64;

/// The one of `candidates` that somebody meant by `written`, if one is near.
#[must_use]
pub fn did_you_mean<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    did_you_mean_within(written, candidates, &Budget::unlimited())
}

/// The same as [`did_you_mean`], within a budget: when it is spent, nothing is found.
///
/// Long names and names of another length are not compared.
pub(crate) fn did_you_mean_within<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    budget: &Budget,
) -> Option<&'c str> {
    if written.len() > MAX_NAME {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        budget.spend(1).ok()?;
        // Somebody who stopped early left out the end; else a slip in four letters is near.
        let is_start = written.len() > 4 && candidate.starts_with(written);
        let most = candidate.len() / 4;
        let is_like =
            candidate.len() <= MAX_NAME && candidate.len().abs_diff(written.len()) <= most;
        if !is_start && !is_like {
            continue;
        }
        let distance = if candidate.len() <= MAX_NAME {
            budget.spend(written.len().saturating_mul(candidate.len())).ok()?;
            strsim::damerau_levenshtein(written, candidate)
        } else {
            candidate.len().saturating_sub(written.len())
        };
        let is_best = best.is_none_or(|(least, _)| distance < least);
        if is_best && (is_start || distance <= most) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;
    use crate::rules::{DUPLICATE, INSECURE_ORIGIN, SYNTAX};

    #[test]
    fn a_thousand_errors_are_collected_and_any_number_of_others() {
        let mut findings = Findings::default();
        for rule in [&DUPLICATE, &SYNTAX, &INSECURE_ORIGIN] {
            for at in 0..1500 {
                findings.push(Finding::new(rule, Place::new(at), "wrong"));
            }
        }
        let count = |rule| findings.iter().filter(|one| one.rule == rule).count();
        assert_eq!([&DUPLICATE, &SYNTAX, &INSECURE_ORIGIN].map(count), [1500, 1000, 1500]);
        assert_eq!(count(&POLICY_TOO_LARGE), 1);
        assert!(findings.is_full());
    }

    #[test]
    fn near_names_are_found_within_a_budget() {
        let names = ["allow_origins", "allow_methods", "max_age"];
        assert_eq!(did_you_mean("alow_origin", names), Some("allow_origins"));
        assert_eq!(did_you_mean("allow_m", names), Some("allow_methods"));
        assert_eq!(did_you_mean("maxage", names), Some("max_age"));
        assert_eq!(did_you_mean("age", names), None);
        assert_eq!(did_you_mean(&"x".repeat(10_000_000), names), None);
        let long = "https://".to_owned() + &"x".repeat(10_000_000);
        assert_eq!(did_you_mean("https://xxx", [long.as_str()]), Some(long.as_str()));
        assert_eq!(did_you_mean_within("maxage", names, &Budget::of(10)), None);
    }
}
