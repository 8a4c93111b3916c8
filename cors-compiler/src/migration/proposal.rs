//! The policy to move to.
//!
//! It allows what the configuration allowed, as far as a policy may: the same where that is sound, and less
//! where it isn't, never more but for what is corrected. Each difference is a [`Change`]. It is compiled before it is
//! handed out, and has no errors; if it has a risk, the reason is a placeholder that a person replaces.
//!
//! ```text
//!   conditions ──> patterns ─┐
//!   credentials              ├─> entries ──compile──> a risk?  accept it, compile again
//!   names, max-age ──────────┘                        another error: no proposal
//! ```

use super::patterns::{exactly, is_null, patterns};
use super::review::is_pattern;
use super::{AnyOrigin, Condition, Configuration, Credentials, Names, Origins, Review};
use crate::ast::{Entry, Notation, Policy, Value};
use crate::compile_policy;
use crate::finding::{Certainty, Edit, Findings, Words, Written, words};
use crate::key::Key;
use crate::language::{Automata, Language, TooLarge};
use crate::location::{Located, Location};
use crate::model::{MAX_SECONDS, method, request_header, seconds_in_words};
use crate::rules::Level;
use crate::toml;

/// The reason of a risk that nobody has stated yet.
const REASON: &str = "TODO: the reason why this is acceptable";

/// How long a printed line may be.
const WIDTH: usize = 78;

/// A policy to move to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    entries: Vec<(Key, Written)>,
    changes: Vec<Change>,
    risks: Vec<&'static str>,
    warnings: Vec<&'static str>,
}

/// A difference between a configuration and the policy to move to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of difference it is.
    pub kind: ChangeKind,
    /// The difference.
    pub words: Words,
    /// What it is about.
    pub location: Location,
}

/// The kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Something that was allowed is allowed no longer.
    Narrowed,
    /// Something that had no effect is written as it was meant.
    Corrected,
    /// Something that had no effect is left out.
    Dropped,
    /// Something that could not be read is missing.
    Unread,
}

impl ChangeKind {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Narrowed => "narrowed",
            Self::Corrected => "corrected",
            Self::Dropped => "left out",
            Self::Unread => "not understood",
        }
    }
}

impl Proposal {
    /// The keys and values of the policy, in order.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Written)] {
        &self.entries
    }

    /// In what it differs from the configuration, in the order of its text.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The rules whose risks it accepts, with a placeholder for the reason.
    #[must_use]
    pub fn risks(&self) -> &[&'static str] {
        &self.risks
    }

    /// The rules of the warnings that it compiles with.
    #[must_use]
    pub fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }

    /// The entries as a policy has them, one per line, without the macro's name and brackets.
    #[must_use]
    pub fn printed(&self, notation: Notation) -> String {
        let end = match notation {
            Notation::Rust => ",\n",
            Notation::Toml => "\n",
        };
        let mut printed = String::new();
        for (key, value) in &self.entries {
            let line = format!("{key} = {}", value.printed(notation));
            match value {
                Written::List(items) if line.len() > WIDTH => {
                    printed.push_str(&format!("{key} = [\n"));
                    for item in items {
                        printed.push_str(&format!("    {},\n", item.printed(notation)));
                    }
                    printed.push(']');
                }
                _ => printed.push_str(&line),
            }
            printed.push_str(end);
        }
        printed
    }
}

/// The policy to move to; `None` if no origin could be carried over.
///
/// ```
/// use cors_compiler::ast::Notation;
/// use cors_compiler::location::{Located, Location};
/// use cors_compiler::migration::*;
///
/// let at = Location::new(0);
/// let predicate = Predicate::EndsWith(".example.com".to_owned());
/// let configuration = Configuration {
///     location: at,
///     library: "tower-http",
///     origins: Origins::Conditions(vec![Located::new(Condition::If(predicate), at)]),
///     credentials: Credentials::Yes(at),
///     methods: Names::default(),
///     headers: Names::default(),
///     exposed: Names::default(),
///     max_age: None,
/// };
/// let proposal = propose(&configuration, &review(&configuration)).unwrap();
/// assert_eq!(
///     proposal.printed(Notation::Rust),
///     "allow_origins = [\"https://*.example.com\"],\nallow_credentials = true,\n"
/// );
/// // Pages over plain HTTP are not trusted with credentials.
/// assert_eq!(proposal.changes()[0].kind, ChangeKind::Narrowed);
/// ```
#[must_use]
pub fn propose(configuration: &Configuration, review: &Review) -> Option<Proposal> {
    let mut draft = Draft { configuration, changes: Vec::new(), entries: Vec::new() };
    let with_credentials = draft.origins(review).ok()??;
    if with_credentials {
        draft.entries.push((Key::AllowCredentials, Written::Bool(true)));
    }
    draft.methods(with_credentials);
    draft.headers(with_credentials);
    draft.exposed(with_credentials);
    draft.max_age();
    let Draft { mut changes, entries, .. } = draft;
    changes.sort_by_key(|change| (change.location, change.kind));
    compiled(Proposal { entries, changes, risks: Vec::new(), warnings: Vec::new() })
}

/// The proposal with the risks that it has accepted, if it compiles with them.
fn compiled(mut proposal: Proposal) -> Option<Proposal> {
    let rules = |report: &toml::Report, is_error: bool| -> Vec<_> {
        report.findings().filter(|one| one.is_error() == is_error).map(|one| one.rule()).collect()
    };
    for _ in 0..2 {
        let report = match toml::compile(&proposal.printed(Notation::Toml)) {
            Ok(compiled) => {
                let warnings = rules(&compiled.warnings, false);
                proposal.warnings = warnings.into_iter().map(|rule| rule.name).collect();
                proposal.warnings.dedup();
                return Some(proposal);
            }
            Err(report) => report,
        };
        let broken = rules(&report, true);
        if !proposal.risks.is_empty() || broken.iter().any(|rule| rule.level != Level::Risk) {
            return None;
        }
        proposal.risks = broken.into_iter().map(|rule| rule.name).collect();
        proposal.risks.sort_unstable();
        proposal.risks.dedup();
        let reason = |rule: &&'static str| ((*rule).to_owned(), Written::Text(REASON.to_owned()));
        let accepted = Written::Table(proposal.risks.iter().map(reason).collect());
        proposal.entries.push((Key::AcceptRisk, accepted));
    }
    None
}

/// A proposal that is being written.
struct Draft<'c> {
    configuration: &'c Configuration,
    entries: Vec<(Key, Written)>,
    changes: Vec<Change>,
}

impl Draft<'_> {
    fn change(&mut self, kind: ChangeKind, location: Location, words: impl Into<Words>) {
        self.changes.push(Change { kind, words: words.into(), location });
    }

    /// Adds the origins; whether credentials are allowed for them, or `None` if there are none.
    fn origins(&mut self, review: &Review) -> Result<Option<bool>, TooLarge> {
        let credentials = self.configuration.credentials;
        if let Credentials::Unknown(location) = credentials {
            self.change(
                ChangeKind::Unread,
                location,
                "whether credentials are allowed; the policy allows them",
            );
        }
        let conditions = match &self.configuration.origins {
            Origins::Any(any) => {
                self.any(*any);
                return Ok(Some(false));
            }
            Origins::Conditions(conditions) => conditions,
        };
        let automata = &review.automata;
        let with_credentials = credentials.location().is_some();
        let reflected = conditions.iter().zip(&review.conditions).find_map(|(condition, it)| {
            let origins = it.origins.as_ref()?;
            let is_any = automata.is_within(crate::origins::http_origins(), origins);
            is_any.is_ok_and(|is_any| is_any).then_some(condition.location)
        });
        if let Some(location) = reflected {
            self.any(Located::new(AnyOrigin::Reflected, location));
            return Ok(Some(false));
        }
        let (listed, wide) = self.lists(conditions, review, with_credentials)?;
        let origins: Vec<Written> = listed.into_iter().chain(wide).collect();
        if origins.is_empty() {
            return Ok(None);
        }
        self.entries.push((Key::AllowOrigins, Written::List(origins)));
        Ok(Some(with_credentials))
    }

    /// Every origin, which a policy allows only without credentials.
    fn any(&mut self, any: Located<AnyOrigin>) {
        self.entries.push((Key::AllowOrigins, Written::Text("*".to_owned())));
        if let Some(credentials) = self.configuration.credentials.location() {
            let words = match any.value {
                AnyOrigin::Reflected => {
                    "credentials were allowed for every origin; to allow them, list the origins"
                }
                AnyOrigin::Wildcard => {
                    "browsers reject `*` for requests with credentials; to allow them, list the \
                     origins"
                }
            };
            self.change(ChangeKind::Narrowed, credentials, words);
        }
    }

    /// The single origins that no other pattern matches, and the other patterns.
    fn lists(
        &mut self,
        conditions: &[Located<Condition>],
        review: &Review,
        with_credentials: bool,
    ) -> Result<(Vec<Written>, Vec<Written>), TooLarge> {
        let automata = &review.automata;
        let mut wide = Vec::new();
        let mut matched = Language::empty();
        for (condition, it) in conditions.iter().zip(&review.conditions) {
            let (Condition::If(predicate), Some(origins)) = (&condition.value, &it.origins) else {
                continue;
            };
            let found = patterns(predicate, origins, with_credentials, automata)?;
            matched = automata.union(&matched, &found.matched)?;
            for one in found.written {
                if !wide.contains(&one) {
                    wide.push(one);
                }
            }
            if let Some(witness) = witness(&found.missing, &found.matched, automata)? {
                let predicate = predicate.to_string();
                let words = words!("`{predicate}` also allowed `{witness}`", predicate, witness);
                self.change(ChangeKind::Narrowed, condition.location, words);
            }
        }
        let mut listed = Vec::new();
        for (condition, it) in conditions.iter().zip(&review.conditions) {
            let location = condition.location;
            match &condition.value {
                Condition::Exactly(origin) => {
                    let Some(origin) = self.exact(origin, location, automata) else { continue };
                    let is_matched = match &origin {
                        Written::Text(text) => matched.contains(text.as_bytes()),
                        _ => false,
                    };
                    if !is_matched && !listed.contains(&origin) {
                        listed.push(origin);
                    }
                }
                Condition::If(_) if it.error.is_none() => {}
                Condition::If(_) | Condition::Unknown => {
                    self.change(ChangeKind::Unread, location, "origins that this allows");
                }
            }
        }
        Ok((listed, wide))
    }

    fn exact(&mut self, origin: &str, location: Location, automata: &Automata) -> Option<Written> {
        if is_pattern(origin) {
            let words = words!(
                "`{origin}` matched only this text; as a pattern it would allow more",
                origin
            );
            self.change(ChangeKind::Dropped, location, words);
            return None;
        }
        if let Some(written) = exactly(origin, automata) {
            if !is_null(&written) || self.configuration.credentials.location().is_none() {
                return Some(written);
            }
            let words = "any page can obtain the origin `null`, so it gets no credentials";
            self.change(ChangeKind::Narrowed, location, words);
            return None;
        }
        let corrected = corrected(origin).filter(|it| match it {
            Written::Text(text) => exactly(text, automata).is_some(),
            _ => false,
        });
        match &corrected {
            Some(it) => {
                let (it, kind) = (it.clone(), ChangeKind::Corrected);
                let words = words!("no browser sends `{origin}`; the policy has {it}", origin, it);
                self.change(kind, location, words);
            }
            None => {
                let words = words!("no browser sends `{origin}`", origin);
                self.change(ChangeKind::Dropped, location, words);
            }
        }
        corrected
    }

    fn methods(&mut self, with_credentials: bool) {
        let names = &self.configuration.methods;
        let value = if let Some(location) = names.mirrored.or(names.wildcard) {
            match (names.mirrored, with_credentials) {
                (None, true) => {
                    let words = "browsers read `*` as a method when credentials are allowed";
                    self.change(ChangeKind::Dropped, location, words);
                    None
                }
                (Some(_), true) => Some(Written::Name("mirror_request".to_owned())),
                (_, false) => Some(Written::Text("*".to_owned())),
            }
        } else {
            let mut methods: Vec<Written> = Vec::new();
            for Located { value: name, location } in &names.listed {
                let is_safelisted = ["GET", "HEAD", "POST", "OPTIONS"].contains(&name.as_str());
                if is_safelisted {
                    continue;
                }
                if method(name).is_err() {
                    let words = words!("pages cannot send the method `{name}`", name);
                    self.change(ChangeKind::Dropped, *location, words);
                    continue;
                }
                let is_bare = name.bytes().all(|byte| byte.is_ascii_uppercase());
                let written = match is_bare {
                    true => Written::Name(name.clone()),
                    false => Written::Text(name.clone()),
                };
                if !methods.contains(&written) {
                    methods.push(written);
                }
            }
            (!methods.is_empty()).then_some(Written::List(methods))
        };
        self.unread(names, "methods");
        self.entries.extend(value.map(|value| (Key::AllowMethods, value)));
    }

    fn headers(&mut self, with_credentials: bool) {
        let names = &self.configuration.headers;
        let text = |name: &str| Written::Text(name.to_owned());
        let value = match (names.mirrored, names.wildcard) {
            (Some(_), _) if with_credentials => Some(Written::Name("mirror_request".to_owned())),
            (Some(_), _) => Some(Written::List(vec![text("*"), text("authorization")])),
            (None, Some(_)) if !with_credentials => Some(text("*")),
            (None, Some(location)) => {
                let words = "browsers read `*` as a header name when credentials are allowed";
                self.change(ChangeKind::Dropped, location, words);
                None
            }
            (None, None) => self.listed(names, |name| request_header(name).is_ok()),
        };
        self.unread(names, "request headers");
        self.entries.extend(value.map(|value| (Key::AllowHeaders, value)));
    }

    fn exposed(&mut self, with_credentials: bool) {
        let names = &self.configuration.exposed;
        let value = match names.wildcard.or(names.mirrored) {
            Some(_) if !with_credentials => Some(Written::Text("*".to_owned())),
            Some(location) => {
                let words = "browsers read `*` as a header name when credentials are allowed";
                self.change(ChangeKind::Dropped, location, words);
                None
            }
            None => self.listed(names, |name| crate::model::exposed_response_header(name).is_ok()),
        };
        self.unread(names, "response headers");
        self.entries.extend(value.map(|value| (Key::ExposeHeaders, value)));
    }

    /// The list of these names, if there are any.
    fn listed(&mut self, names: &Names, is_valid: impl Fn(&str) -> bool) -> Option<Written> {
        let mut listed: Vec<Written> = Vec::new();
        for Located { value: name, location } in &names.listed {
            let lower_case = name.to_ascii_lowercase();
            if name == "*" || !is_valid(&lower_case) {
                let words = words!("the header name `{name}` has no effect", name);
                self.change(ChangeKind::Dropped, *location, words);
                continue;
            }
            let written = Written::Text(lower_case);
            if !listed.contains(&written) {
                listed.push(written);
            }
        }
        (!listed.is_empty()).then_some(Written::List(listed))
    }

    fn unread(&mut self, names: &Names, of_what: &'static str) {
        if let Some(location) = names.unknown {
            self.change(ChangeKind::Unread, location, words!("{of_what}", of_what));
        }
    }

    fn max_age(&mut self) {
        let Some(Located { value: seconds, location }) = self.configuration.max_age else { return };
        let most = u64::from(MAX_SECONDS);
        if seconds > most {
            let words = "no browser caches a preflight for longer than a day";
            self.change(ChangeKind::Dropped, location, words);
        }
        let seconds = u32::try_from(seconds.min(most)).unwrap_or(MAX_SECONDS);
        let value = match seconds {
            0 => Written::Number(0),
            seconds => Written::Text(seconds_in_words(seconds)),
        };
        self.entries.push((Key::MaxAge, value));
    }
}

/// An origin that is missing: of a domain that the policy doesn't trust, if there is one.
fn witness(
    missing: &Language,
    matched: &Language,
    automata: &Automata,
) -> Result<Option<String>, TooLarge> {
    if missing.is_empty() {
        return Ok(None);
    }
    let trusted = automata.reach(matched)?.domains;
    let trusted: Vec<&str> = trusted.iter().map(String::as_str).collect();
    match automata.outsider(missing, &trusted)? {
        Some(outsider) => Ok(Some(outsider)),
        None => automata.readable_witness(missing),
    }
}

/// The origin that was meant by one that no browser sends, if that is certain.
fn corrected(origin: &str) -> Option<Written> {
    let at = Location::new(0);
    let value =
        Value::List(Located::new(vec![Value::Text(Located::new(origin.to_owned(), at))], at));
    let key = Located::new(Key::AllowOrigins.name().to_owned(), at);
    let entries = vec![Entry { key, value }];
    let policy =
        Policy { location: at, notation: Notation::Rust, entries, has_lost_entries: false };
    let mut findings = Findings::default();
    let _ = compile_policy(&policy, &mut findings);
    let findings = findings.into_sorted();
    let fixes = findings.iter().flat_map(|one| &one.helps).filter_map(|help| help.fix.as_ref());
    let certain = fixes.filter(|fix| fix.certainty == Certainty::Certain);
    certain.flat_map(|fix| &fix.edits).find_map(|edit| match edit {
        Edit::Replace { with, .. } => Some(with.clone()),
        _ => None,
    })
}
