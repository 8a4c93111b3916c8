//! A policy that requests are evaluated under, and the change that it needs.

use cors_compiler::access::{Examined, Examiner, Handlers, Lack};
use cors_compiler::ast::Notation;
use cors_compiler::finding::{Source as _, TextEdit};
use cors_compiler::toml::PolicyFile;
use cors_compiler::{Key, Location};
use cors_tables::explain::Explanation;

use super::lines::changed_lines;
use super::record::{
    Broken, CauseRecord, Change, Deciding, EditRecord, Evaluated, HeaderRecord, Place, ResultKind,
    VerdictRecord,
};
use super::request::{ANY_SERVER, Credentials, PageRequest};
use super::verdict::{Conclusion, Surroundings, Verdict, judge};
use crate::report::Diagnostic;
use crate::sources::{Compiled, SourcePolicy};

/// The policy that requests are evaluated under.
#[derive(Debug)]
pub struct Subject<'s> {
    policy: &'s SourcePolicy,
    compiled: &'s Compiled,
    examiner: Examiner<'s>,
}

impl<'s> Subject<'s> {
    /// A policy that compiled; `None` if it has an error.
    #[must_use]
    pub fn new(policy: &'s SourcePolicy, compiled: &'s Compiled) -> Option<Self> {
        let examiner = Examiner::new(compiled.policy.as_ref()?)?;
        Some(Self { policy, compiled, examiner })
    }

    /// The policy, to examine requests with.
    #[must_use]
    pub fn examiner(&self) -> &Examiner<'s> {
        &self.examiner
    }

    /// The record of a request.
    #[must_use]
    pub fn evaluate(&self, request: &PageRequest, surroundings: Surroundings<'_>) -> Evaluated {
        let modes = modes(request.credentials).iter();
        let verdicts = modes.map(|&credentials| self.verdict(request, credentials, surroundings));
        Evaluated {
            method: request.method.clone(),
            url: Some(request.url.to_string()).filter(|url| url != ANY_SERVER),
            origin: request.origin.clone(),
            verdicts: verdicts.collect(),
            recorded: Vec::new(),
            agrees: None,
        }
    }

    fn verdict(
        &self,
        request: &PageRequest,
        credentials: bool,
        surroundings: Surroundings<'_>,
    ) -> VerdictRecord {
        let verdict = judge(&self.examiner, request, credentials, surroundings);
        let Verdict { credentials, causes, result, examined, beside } = verdict;
        let (result, reason, readable) = match result {
            Conclusion::Passes { readable } => (ResultKind::Passes, None, readable),
            Conclusion::PreflightRefused(reason) => {
                (ResultKind::PreflightRefused, Some(reason), Vec::new())
            }
            Conclusion::ResponseHidden(reason) => {
                (ResultKind::ResponseHidden, Some(reason), Vec::new())
            }
            Conclusion::HeaderHidden(name) => (ResultKind::HeaderHidden, Some(name), Vec::new()),
            Conclusion::SameOrigin => (ResultKind::SameOrigin, None, Vec::new()),
            Conclusion::NotSent(reason) => (ResultKind::NotSent, Some(reason), Vec::new()),
        };
        let mut decided_by: Vec<Deciding> =
            examined.iter().flat_map(|it| &it.lacks).map(|lack| self.lack(lack)).collect();
        if let Some(examined) = examined.as_ref().filter(|examined| examined.lacks.is_empty()) {
            let location = examined.matched.or_else(|| self.examiner.location(Key::AllowOrigins));
            decided_by.push(self.deciding(Key::AllowOrigins, location));
        }
        let change = examined
            .as_ref()
            .and_then(|examined| self.change(examined, request, credentials, surroundings));
        VerdictRecord {
            credentials,
            preflight: causes.into_iter().map(CauseRecord::from).collect(),
            result,
            reason,
            readable,
            also_sent: beside.into_iter().map(HeaderRecord::from).collect(),
            decided_by,
            change,
            depends_on_handlers: examined.is_some_and(|examined| examined.depends_on_handlers)
                && surroundings.handlers == Handlers::OfTheMethod,
        }
    }

    fn lack(&self, lack: &Lack) -> Deciding {
        let notation = self.compiled.text.notation();
        Deciding {
            message: Some(lack.message.rendered(notation)),
            help: Some(lack.change.words.rendered(notation)),
            effects: lack.effects.iter().map(|words| words.rendered(notation)).collect(),
            ..self.deciding(lack.key, lack.location)
        }
    }

    fn deciding(&self, key: Key, location: Option<Location>) -> Deciding {
        let text = &self.compiled.text;
        let range = location.and_then(|location| text.range(location));
        let (file, (line, column)) = match &range {
            Some(range) => (&text.file().shown, text.line_and_column(range.start)),
            None => {
                let declared = &self.policy.declared;
                (&declared.file.shown, declared.line_and_column())
            }
        };
        Deciding {
            key: key.name(),
            is_written: range.is_some(),
            location: Place { file: file.clone(), line, column },
            message: None,
            help: None,
            effects: Vec::new(),
        }
    }

    /// The smallest change, which is applied, compiled and tried.
    fn change(
        &self,
        examined: &Examined,
        request: &PageRequest,
        credentials: bool,
        surroundings: Surroundings<'_>,
    ) -> Option<Change> {
        let text = &self.compiled.text;
        let edits = text.edits(&examined.fix()?)?;
        let changed = self.policy.edited(text.file(), &edits).compile();
        let allows = changed.policy.as_ref().and_then(Examiner::new).is_some_and(|examiner| {
            judge(&examiner, request, credentials, surroundings).result.passes()
        });
        let known = &self.compiled.diagnostics;
        let is_new = |one: &&Diagnostic| {
            let is_known =
                |other: &Diagnostic| other.rule == one.rule && other.message == one.message;
            !known.iter().any(is_known)
        };
        let old = text.text();
        let new = TextEdit::apply_all(old, &edits);
        Some(Change {
            file: text.file().shown.clone(),
            lines: changed_lines(old, &new),
            also_changes: match text.notation() {
                Notation::Toml => others_changed(old, &new, self.table_name().as_deref()),
                Notation::Rust => Vec::new(),
            },
            edits: edits.iter().map(EditRecord::from).collect(),
            allows,
            breaks: changed.diagnostics.iter().filter(is_new).map(Broken::from).collect(),
        })
    }
}

impl Subject<'_> {
    /// The name of the policy in its file, if that has several.
    fn table_name(&self) -> Option<String> {
        let Some(policy) = &self.compiled.policy else { return None };
        let text = &self.compiled.text;
        let file = PolicyFile::parse(text.text());
        let mut names = file.names().map(str::to_owned);
        // Its table starts where the policy is located.
        names.find(|name| file.policy(name).is_some_and(|other| other.location == policy.location))
    }
}

/// The policies of a file other than `own` that mean something else in the new text.
fn others_changed(old: &str, new: &str, own: Option<&str>) -> Vec<String> {
    let (old, new) = (PolicyFile::parse(old), PolicyFile::parse(new));
    let meaning = |file: &PolicyFile, name: &str| {
        let compiled = file.compile(name).ok()?;
        Some(Explanation::new(&compiled.table).to_string())
    };
    let others = old.names().filter(|name| Some(*name) != own);
    let is_changed = |name: &&str| meaning(&old, name) != meaning(&new, name);
    others.filter(is_changed).map(str::to_owned).collect()
}

/// In which ways a request may be sent.
fn modes(credentials: Credentials) -> &'static [bool] {
    match credentials {
        Credentials::Included => &[true],
        Credentials::Omitted => &[false],
        Credentials::Unknown => &[false, true],
    }
}
