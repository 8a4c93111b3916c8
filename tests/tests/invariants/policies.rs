//! Random policies: a text that compiles, and its meaning.

use std::sync::Arc;

use cors_runtime::Policy;
use cors_tests::written::{Names, Written};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::patterns::{Pattern, pattern};

/// A policy that compiles.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) written: Written,
    pub(crate) policy: Policy,
    /// Its patterns, none if it is closed; `None` for `*`.
    pub(crate) patterns: Option<Patterns>,
}

/// The patterns of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    pub(crate) allowed: Vec<Pattern>,
    pub(crate) denied: Vec<Pattern>,
}

const METHODS: [&str; 5] = ["PUT", "DELETE", "PATCH", "PURGE", "purge-all"];
/// Methods in the case in which a policy might contain them.
pub(crate) const HEADERS: [&str; 7] =
    ["X-A", "x-b", "Content-Type", "Authorization", "x-http-method-override", "accept", "x-data-1"];
const FAMILIES: [&str; 2] = ["x-data-{name}", "x-d{name}"];
const EXPOSED: [&str; 4] = ["X-A", "x-b", "x-request-id", "etag"];

impl Patterns {
    pub(crate) fn matches(&self, origin: &[u8]) -> bool {
        self.allowed.iter().any(|pattern| pattern.matches(origin))
            && !self.denied.iter().any(|pattern| pattern.matches(origin))
    }

    fn written(&self) -> Written {
        let toml = |list: &[Pattern]| {
            let list: Vec<String> = list.iter().map(Pattern::toml).collect();
            if list.is_empty() { String::new() } else { format!("[{}]", list.join(", ")) }
        };
        let (allowed, denied) = (toml(&self.allowed), toml(&self.denied));
        let patterns = self.clone();
        let allows = Arc::new(move |origin: &str| patterns.matches(origin.as_bytes()));
        Written { deny_origins: denied, ..Written::new(allowed, allows) }
    }
}

fn names(of: &'static [&'static str]) -> impl Strategy<Value = Names> {
    subsequence(of, 0..=of.len()).prop_map(|names| Names::these(&names))
}

/// A random policy. Most have patterns. Denials that the compiler refuses, because they remove nothing or
/// everything, are omitted.
pub(crate) fn policy() -> impl Strategy<Value = Compiled> {
    let lists = (prop::collection::vec(pattern(), 1..5), prop::collection::vec(pattern(), 0..3));
    let lists = lists.prop_map(|(allowed, denied)| Some(Patterns { allowed, denied }));
    let closed = Patterns { allowed: Vec::new(), denied: Vec::new() };
    let origins = prop_oneof![8 => lists, 1 => Just(None), 1 => Just(Some(closed))];
    let methods =
        prop_oneof![4 => names(&METHODS), 1 => Just(Names::Mirror), 1 => Just(Names::Any)];
    let headers = prop_oneof![
        4 => names(&HEADERS),
        1 => (subsequence(&HEADERS[..], 0..4), select(&FAMILIES[..]))
            .prop_map(|(names, family)| Names::these(&[names, vec![family]].concat())),
        1 => Just(Names::Mirror),
        1 => Just(Names::Any),
        1 => Just(Names::AnyAndAuthorization),
    ];
    let expose = prop_oneof![4 => names(&EXPOSED), 1 => Just(Names::Any)];
    let max_age = select(&[None, Some(0), Some(1), Some(600), Some(86_400)][..]);
    (origins, any::<bool>(), methods, headers, expose, max_age).prop_filter_map(
        "a policy compiles",
        |(patterns, credentials, methods, headers, expose, max_age)| {
            if let Some(Patterns { allowed, .. }) = &patterns
                && allowed.is_empty()
            {
                return compile(&Written::closed(), patterns);
            }
            let allows_any = || Written::new(r#""*""#.to_owned(), Arc::new(|_: &str| true));
            let origins = patterns.as_ref().map_or_else(allows_any, Patterns::written);
            let has_wildcard =
                |names: &Names| matches!(names, Names::Any | Names::AnyAndAuthorization);
            let is_legal =
                patterns.is_some() && ![&methods, &headers, &expose].into_iter().any(has_wildcard);
            let credentials = credentials && is_legal;
            let written = Written { credentials, methods, headers, expose, max_age, ..origins };
            compile(&written, patterns.clone()).or_else(|| {
                let patterns = Patterns { denied: Vec::new(), ..patterns? };
                let allowed = patterns.written();
                let allows_origin = Arc::clone(&allowed.allows_origin);
                let written = Written { deny_origins: String::new(), allows_origin, ..written };
                compile(&written, Some(patterns))
            })
        },
    )
}

/// Compiles a policy with the accepted risks that it needs.
fn compile(written: &Written, patterns: Option<Patterns>) -> Option<Compiled> {
    let mut written = written.clone();
    let policy = Policy::from_toml(&written.toml()).or_else(|error| {
        let risks = error.findings().filter(|it| it.exception() == Some("accept_risk"));
        written.risks = risks.map(|it| it.rule().to_owned()).collect();
        written.risks.sort();
        written.risks.dedup();
        Policy::from_toml(&written.toml())
    });
    Some(Compiled { policy: policy.ok()?, written, patterns })
}
