//! Findings to text: the one place where words become sentences.
//!
//! ```text
//! error: an origin has no trailing slash              message
//!  --> cors.toml:1:38                                 printed by the front end, which knows places
//!   = note: a browser sends nothing after …           note
//!   = help: write "https://example.com"               help
//!   = note: rule `origin_path`, https://docs.rs/…     rule
//! ```
//!
//! A front end takes the parts and lays them out: rustc prints an error of a macro itself, and a
//! report on a file has its own margin. The content, its order and its limits are the same
//! in both.

use super::{Finding, Findings, Note};
use crate::ast::Notation;
use crate::location::Location;

/// How many errors, and how many warnings, are printed of one policy.
pub(crate) const MOST: usize = 20;

/// A finding in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// What is wrong.
    pub(crate) message: String,
    /// What comes below, in order.
    pub(crate) below: Vec<Line>,
}

/// A line below a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) label: Label,
    pub(crate) text: String,
}

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Note,
    Help,
}

impl Label {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Help => "help",
        }
    }
}

/// The findings of a policy, errors apart from warnings, each in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sorted {
    pub(crate) errors: Vec<Finding>,
    pub(crate) warnings: Vec<Finding>,
}

impl From<Findings> for Sorted {
    fn from(findings: Findings) -> Self {
        let (errors, warnings) = findings.into_sorted().into_iter().partition(Finding::is_error);
        Self { errors, warnings }
    }
}

/// A finding in words. `line` returns the line of a location, if the front end knows it.
pub(crate) fn render(
    finding: &Finding,
    notation: Notation,
    line: &dyn Fn(Location) -> Option<usize>,
) -> Rendered {
    let note = |note: &Note| match note {
        Note::Because(words) => words.rendered(notation),
        Note::Elsewhere(words, location) => {
            let words = words.rendered(notation);
            match line(*location) {
                Some(line) => format!("{words} on line {line}"),
                None => format!("{words} in this policy"),
            }
        }
    };
    let notes = finding.notes.iter().map(|it| Line { label: Label::Note, text: note(it) });
    let helps = finding.helps.iter().map(|help| {
        let text = help.words.rendered(notation);
        Line { label: Label::Help, text }
    });
    let rule = finding.rule;
    let link = format!("rule `{}`, {}", rule.name, rule.page());
    let below = notes.chain(helps).chain([Line { label: Label::Note, text: link }]).collect();
    Rendered { message: finding.message.rendered(notation), below }
}

/// The line behind the findings that are printed, if there are more; `kind` is "error" or "warning".
pub(crate) fn surplus(kind: &str, findings: &[Finding]) -> Option<String> {
    match findings.len().saturating_sub(MOST) {
        0 => None,
        1 => Some(format!("and 1 more {kind} in this policy")),
        more => Some(format!("and {more} more {kind}s in this policy")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{DUPLICATE, ORIGIN_PATH};

    #[test]
    fn notes_come_before_helps_and_the_rule_is_last() {
        let finding = Finding::new(&DUPLICATE, Location::new(1), "`x` is listed already")
            .help("remove it")
            .elsewhere("it is first listed", Location::new(0));
        let texts = |line: Option<usize>| -> Vec<(&str, String)> {
            let rendered = render(&finding, Notation::Rust, &|_| line);
            rendered.below.into_iter().map(|line| (line.label.as_str(), line.text)).collect()
        };
        let rule = format!("rule `duplicate`, {}", DUPLICATE.page());
        let rest = [("help", "remove it".to_owned()), ("note", rule)];
        let reason = ("note", DUPLICATE.reason.to_owned());
        let first = ("note", "it is first listed on line 7".to_owned());
        assert_eq!(texts(Some(7)), [vec![reason.clone(), first], rest.to_vec()].concat());
        let first = ("note", "it is first listed in this policy".to_owned());
        assert_eq!(texts(None), [vec![reason, first], rest.to_vec()].concat());
    }

    #[test]
    fn what_is_not_printed_is_counted() {
        let many = |count| vec![Finding::new(&ORIGIN_PATH, Location::new(0), "wrong"); count];
        assert_eq!(surplus("error", &many(20)), None);
        assert_eq!(surplus("error", &many(21)).unwrap(), "and 1 more error in this policy");
        assert_eq!(surplus("warning", &many(50)).unwrap(), "and 30 more warnings in this policy");
    }
}
