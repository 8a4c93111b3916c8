//! The results, as data: what the report prints, and the JSON of `--format json`.

use cors_compiler::Key;
use cors_compiler::finding::TextEdit;
use cors_compiler::finding::record::Exception;
use cors_tables::neighbours::StorageAccessStatus;
use serde::Serialize;

use super::har::Outcome;
use super::lines::ChangedLine;
use super::server::HeaderBeside;
use super::verdict::Cause;
use crate::report::Diagnostic;

/// A request, and what happens to it under a policy.
#[derive(Debug, Serialize)]
pub struct Evaluated {
    /// The method.
    pub method: String,
    /// The URL, if one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
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
    /// Why, in the words of a browser; the name of the hidden header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The response headers that the page can read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readable: Vec<String>,
    /// The headers next to the CORS protocol that the policy adds to the response.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_sent: Vec<HeaderRecord>,
    /// What decides.
    pub decided_by: Vec<Deciding>,
    /// The smallest change that allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Whether the result holds only where a handler of this method has the policy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub depends_on_handlers: bool,
}

/// A header of the response.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct HeaderRecord {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// The value of the request's `Sec-Fetch-Storage-Access` for which it is sent; in any case if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_storage_access: Option<&'static str>,
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
    /// The page can read the response, but not one of the headers that it reads.
    HeaderHidden,
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
    /// The file.
    pub file: String,
    /// The edits of the file.
    pub edits: Vec<EditRecord>,
    /// The lines before and after it.
    pub lines: Vec<ChangedLine>,
    /// Whether the changed policy allows the request. It was compiled and tried.
    pub allows: bool,
    /// Other policies of the file that the edits change: those that extend this one, or share a set with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_changes: Vec<String>,
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

/// A rule that the changed policy breaks.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// Whether the changed policy is refused because of it.
    pub is_error: bool,
    /// The key of the policy with which it can be excepted: `accept_risk` or `allow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<&'static str>,
}

impl From<&Diagnostic> for Broken {
    fn from(diagnostic: &Diagnostic) -> Self {
        let exception = diagnostic.record.as_ref().and_then(|record| record.exception);
        Self {
            rule: diagnostic.rule.name.clone(),
            message: diagnostic.message.clone(),
            is_error: diagnostic.is_error,
            exception: exception.and_then(|exception| match exception {
                Exception::Allow => Some(Key::Allow.name()),
                Exception::AcceptRisk => Some(Key::AcceptRisk.name()),
                _ => None,
            }),
        }
    }
}

impl Evaluated {
    /// The record with what happened when it was recorded.
    #[must_use]
    pub fn with_recorded(mut self, outcome: Outcome) -> Self {
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

impl From<HeaderBeside> for HeaderRecord {
    fn from(header: HeaderBeside) -> Self {
        let HeaderBeside { name, value, storage_access } = header;
        let if_storage_access = storage_access.map(|status| match status {
            StorageAccessStatus::Inactive => "inactive",
            StorageAccessStatus::Active => "active",
        });
        Self { name, value, if_storage_access }
    }
}

impl From<&TextEdit> for EditRecord {
    fn from(edit: &TextEdit) -> Self {
        let TextEdit { range, with } = edit;
        Self { start: range.start, end: range.end, with: with.clone() }
    }
}
