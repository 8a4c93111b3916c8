//! The results, as data: what the report prints, and the JSON of `--format json`.

use std::ops::Range;

use cors_compiler::access::{Examined, Examiner, Lack};
use cors_compiler::finding::{Source, TextEdit};
use cors_compiler::rules::Level;
use cors_compiler::{Finding, Key, Location};
use serde::Serialize;

use super::request::{Credentials, PageRequest};
use super::verdict::{Cause, Conclusion, Verdict};

/// A request, and what happens to it under a policy.
#[derive(Debug, Serialize)]
pub struct Evaluated {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The page's origin.
    pub origin: String,
    /// What happens to it: with credentials, without, or both if it is not known which.
    pub verdicts: Vec<VerdictRecord>,
    /// Whether the page could read the response when the request was recorded, for each verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recorded: Vec<bool>,
    /// Whether a verdict is the recorded outcome, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
}

/// What happens to a request with credentials, or without.
#[derive(Debug, Serialize)]
pub struct VerdictRecord {
    /// Whether credentials are included.
    pub credentials: bool,
    /// Why the browser sends a preflight; nothing if it sends none.
    pub preflight: Vec<CauseRecord>,
    /// The result.
    pub result: ResultKind,
    /// Why, in the words of a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The response headers that the page can read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readable: Vec<String>,
    /// What decides.
    pub decided_by: Vec<Deciding>,
    /// The smallest change that allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Whether the result holds only where a handler of this method has the policy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub depends_on_handlers: bool,
}

/// The result of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// The page can read the response.
    Passes,
    /// The preflight is refused, and the request is not sent.
    PreflightRefused,
    /// The request is sent, and the page can't read the response.
    ResponseHidden,
    /// The page and the server have the same origin.
    SameOrigin,
    /// A browser doesn't send it.
    NotSent,
}

/// Why a preflight is needed.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CauseRecord {
    /// The method.
    Method {
        /// The method.
        method: String,
    },
    /// A header.
    Header {
        /// Its name.
        name: String,
        /// Its value, if the value is the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// The values of safelisted headers are too long together.
    TotalLength,
}

/// A key that decides.
#[derive(Debug, Serialize)]
pub struct Deciding {
    /// The key.
    pub key: &'static str,
    /// Where it, or the item that decides, is written; the policy itself if it lacks the key.
    pub location: Place,
    /// Whether the policy has the key.
    pub is_written: bool,
    /// Why the request is not allowed; nothing if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What else that allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<String>,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A change of the policy.
#[derive(Debug, Serialize)]
pub struct Change {
    /// The edits of the file.
    pub edits: Vec<EditRecord>,
    /// The lines before and after it.
    pub lines: Vec<ChangedLine>,
    /// Whether the changed policy allows the request. It was compiled and tried.
    pub allows: bool,
    /// What the changed policy breaks that it did not break before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Broken>,
}

/// An edit of a file.
#[derive(Debug, Serialize)]
pub struct EditRecord {
    /// The first byte that is replaced.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// The new text.
    pub with: String,
}

/// A line of a change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ChangedLine {
    /// Its number, in the old file or the new one.
    pub line: usize,
    /// Whether it is removed or added.
    pub added: bool,
    /// Its text.
    pub text: String,
}

/// A rule that the changed policy breaks.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The rule.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// The key of the policy with which it can be excepted: `accept_risk` or `allow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<&'static str>,
}

/// What a changed policy does with the request.
#[derive(Debug)]
pub struct Tried {
    /// Whether it allows it.
    pub allows: bool,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// The policy that is evaluated, with its text.
pub struct Subject<'s, S> {
    /// Its text, and the locations in it.
    pub source: &'s S,
    /// What messages call its file.
    pub file: &'s str,
    /// Where it starts.
    pub start: usize,
    /// What is wrong with it already.
    pub findings: &'s [Finding],
}

impl<S: Source> Subject<'_, S> {
    /// The record of a request. `edits` makes edits of the file from a fix, and `try_change` compiles the changed file.
    pub fn record(
        &self,
        examiner: &Examiner<'_>,
        request: &PageRequest,
        verdicts: Vec<Verdict>,
        change: impl Fn(&Examined, bool) -> Option<(Vec<TextEdit>, Tried)>,
    ) -> Evaluated {
        let verdicts = verdicts.into_iter().map(|verdict| self.verdict(examiner, verdict, &change));
        Evaluated {
            method: request.method.clone(),
            url: request.url.to_string(),
            origin: request.origin.clone(),
            verdicts: verdicts.collect(),
            recorded: Vec::new(),
            agrees: None,
        }
    }

    fn verdict(
        &self,
        examiner: &Examiner<'_>,
        verdict: Verdict,
        change: impl Fn(&Examined, bool) -> Option<(Vec<TextEdit>, Tried)>,
    ) -> VerdictRecord {
        let Verdict { credentials, causes, result, examined } = verdict;
        let (result, reason, readable) = match result {
            Conclusion::Passes { readable } => (ResultKind::Passes, None, readable),
            Conclusion::PreflightRefused(reason) => {
                (ResultKind::PreflightRefused, Some(reason), Vec::new())
            }
            Conclusion::ResponseHidden(reason) => {
                (ResultKind::ResponseHidden, Some(reason), Vec::new())
            }
            Conclusion::SameOrigin => (ResultKind::SameOrigin, None, Vec::new()),
            Conclusion::NotSent(reason) => (ResultKind::NotSent, Some(reason), Vec::new()),
        };
        let mut decided_by: Vec<Deciding> =
            examined.iter().flat_map(|it| &it.lacks).map(|lack| self.lack(lack)).collect();
        if let Some(examined) = examined.as_ref().filter(|examined| examined.lacks.is_empty()) {
            let location = examined.matched.or_else(|| examiner.location(Key::AllowOrigins));
            decided_by.push(self.deciding(Key::AllowOrigins, location));
        }
        let lacking = examined.as_ref().filter(|examined| !examined.lacks.is_empty());
        let change = lacking.and_then(|examined| change(examined, credentials));
        VerdictRecord {
            credentials,
            preflight: causes.into_iter().map(CauseRecord::from).collect(),
            result,
            reason,
            readable,
            decided_by,
            change: change.map(|(edits, tried)| self.change(&edits, tried)),
            depends_on_handlers: examined.is_some_and(|examined| examined.depends_on_handlers),
        }
    }

    fn lack(&self, lack: &Lack) -> Deciding {
        let notation = self.source.notation();
        Deciding {
            message: Some(lack.message.rendered(notation)),
            help: Some(lack.change.words.rendered(notation)),
            effects: lack.effects.iter().map(|words| words.rendered(notation)).collect(),
            ..self.deciding(lack.key, lack.location)
        }
    }

    fn deciding(&self, key: Key, location: Option<Location>) -> Deciding {
        let range = location.and_then(|location| self.source.range(location));
        Deciding {
            key: key.name(),
            is_written: range.is_some(),
            location: self.place(range.map_or(self.start, |range: Range<usize>| range.start)),
            message: None,
            help: None,
            effects: Vec::new(),
        }
    }

    fn place(&self, byte: usize) -> Place {
        let (line, column) = self.source.line_and_column(byte);
        Place { file: self.file.to_owned(), line, column }
    }

    fn change(&self, edits: &[TextEdit], tried: Tried) -> Change {
        let text = self.source.text();
        let is_new = |finding: &&Finding| {
            finding.is_error() || !self.findings.iter().any(|known| known.rule == finding.rule)
        };
        Change {
            lines: changed_lines(text, &TextEdit::apply_all(text, edits)),
            edits: edits.iter().map(EditRecord::from).collect(),
            allows: tried.allows,
            breaks: tried.findings.iter().filter(is_new).map(|it| self.broken(it)).collect(),
        }
    }

    fn broken(&self, finding: &Finding) -> Broken {
        Broken {
            rule: finding.rule.name,
            message: finding.message.rendered(self.source.notation()),
            exception: match finding.rule.level {
                Level::Risk => Some("accept_risk"),
                Level::Deny | Level::Warning => Some("allow"),
                Level::Error => None,
            },
        }
    }
}

impl Evaluated {
    /// The record with what happened when it was recorded.
    #[must_use]
    pub fn with_recorded(mut self, outcome: super::har::Outcome) -> Self {
        let passed = |verdict: &VerdictRecord| outcome.passed(verdict.credentials);
        let recorded: Option<Vec<bool>> = self.verdicts.iter().map(passed).collect();
        if let Some(recorded) = recorded {
            let pairs = self.verdicts.iter().zip(&recorded);
            let mut agree = pairs.map(|(verdict, recorded)| verdict.result.passes() == *recorded);
            self.agrees = Some(agree.any(|agrees| agrees));
            self.recorded = recorded;
        }
        self
    }

    /// Whether it passes in one of the ways in which it may have been sent.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.result.passes())
    }
}

impl ResultKind {
    /// Whether the page gets what it asks for.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::Passes | Self::SameOrigin)
    }
}

/// In which ways a request may be sent.
#[must_use]
pub fn modes(credentials: Credentials) -> &'static [bool] {
    match credentials {
        Credentials::Included => &[true],
        Credentials::Omitted => &[false],
        Credentials::Unknown => &[false, true],
    }
}

impl From<Cause> for CauseRecord {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Method(method) => Self::Method { method },
            Cause::Header(name) => Self::Header { name, value: None },
            Cause::Value { name, value } => Self::Header { name, value: Some(value) },
            Cause::TotalLength => Self::TotalLength,
        }
    }
}

impl From<&TextEdit> for EditRecord {
    fn from(edit: &TextEdit) -> Self {
        let TextEdit { range, with } = edit;
        Self { start: range.start, end: range.end, with: with.clone() }
    }
}

/// The lines that differ: those between what both texts begin and end with.
fn changed_lines(old: &str, new: &str) -> Vec<ChangedLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let room = old.len().min(new.len()).saturating_sub(same);
    let pairs = old.iter().rev().zip(new.iter().rev());
    let same_end = pairs.take(room).take_while(|(old, new)| old == new).count();
    let between = |lines: &[&str], added| -> Vec<ChangedLine> {
        let end = lines.len().saturating_sub(same_end);
        let numbered = (1..).zip(lines).take(end).skip(same);
        numbered.map(|(line, text)| ChangedLine { line, added, text: (*text).to_owned() }).collect()
    };
    between(&old, false).into_iter().chain(between(&new, true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ() {
        let changed = |old, new| -> Vec<(usize, bool, String)> {
            let lines = changed_lines(old, new).into_iter();
            lines.map(|one| (one.line, one.added, one.text)).collect()
        };
        let text = |text: &str| text.to_owned();
        assert_eq!(
            changed("a\nb\nc\n", "a\nx\nc\n"),
            [(2, false, text("b")), (2, true, text("x"))]
        );
        assert_eq!(changed("a\nc\n", "a\nb\nc\n"), [(2, true, text("b"))]);
        assert_eq!(changed("a\na\n", "a\n"), [(2, false, text("a"))]);
        assert_eq!(changed("a\n", "a\n"), []);
    }
}
