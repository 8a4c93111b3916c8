//! The rules across keys: which well-formed values may stand together.
//!
//! [`check`] alone makes a [`Checked`], so a later stage that takes one need not ask again.
//!
//! | file | rules of |
//! | --- | --- |
//! | `origins` | patterns that others cover |
//! | `denials` | `deny_origins`: it takes something away, and not everything |
//! | `hosts` | `deny_origins`: what it leaves of the hosts that it names |
//! | `trust` | how far a pattern reaches, and over which lines |
//! | `addresses` | patterns that look like addresses and match names |
//! | `local` | `localhost` without a port, and origins that all apps of a framework share |
//! | `names` | methods and headers |
//! | `pairs` | headers that travel both ways |
//! | `expectations` | `must_allow`, `must_deny`: asked of the finished tables |
//! | `relation` | how two patterns stand to each other |
//! | `list` | which patterns of a list have to do with another one |
//! | `region`, `repair` | a denied host with all that belongs to it; how to deny all of that |
//! | `left`, `remaining` | what the denials leave of each allowed pattern |

mod addresses;
mod denials;
mod denied_ranges;
mod expectations;
mod hosts;
mod left;
mod list;
mod local;
mod names;
mod origins;
mod pairs;
mod region;
mod relation;
mod remaining;
mod repair;
mod trust;

use std::collections::BTreeMap;

pub use expectations::ask;
pub use remaining::Remaining;
#[cfg(test)]
pub(crate) use remaining::tests::remaining;

use crate::exceptions::{Exceptions, Risk};
use crate::finding::{Finding, Findings};
use crate::key::Key;
use crate::language::{Budget, Count};
use crate::model::{AllowOrigins, HeaderName, MethodName, Pattern, Policy, Unread};
use crate::place::{Place, Placed};
use crate::rules::{
    CREDENTIALS_WITH_ANY_ORIGIN, DENIAL_BESIDE_ANY_ORIGIN, DUPLICATE, MAX_AGE_OVER_CAP, NO_MAX_AGE,
    POLICY_TOO_LARGE, Rule, UNBOUNDED_TRUST,
};
use crate::trust::Reach;
use left::Lists;

/// Chromium's cap of `max_age`, in seconds.
const CHROMIUM_MAX_AGE: u32 = 7200;

/// How many steps all questions about the patterns of a policy may take: some five seconds where
/// nothing is optimised. Ten thousand denied tenants of 64 patterns take an eighth of it.
const MAX_WORK: usize = 10_000_000;

/// A policy that is allowed to exist, as its tables will have it: without duplicates, sorted
/// where order says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    origins: CheckedOrigins,
    methods: CheckedMethods,
    headers: CheckedHeaders,
    exposed: CheckedExposed,
    max_age: Option<u32>,
    must_allow: Vec<Placed<String>>,
    must_deny: Vec<Placed<String>>,
    risks: Vec<Risk>,
    name: Option<String>,
    silenced: Vec<&'static str>,
}

/// Which origins may read responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedOrigins {
    /// Any, without credentials.
    Any,
    /// None.
    Nobody,
    /// These.
    These {
        /// The patterns, each once, in the order in which they were written.
        allowed: Vec<Placed<Pattern>>,
        /// What is taken away from them.
        denied: Vec<Placed<Pattern>>,
        /// What the denials leave of each allowed pattern that becomes an automaton.
        remaining: Remaining,
        /// How far each allowed pattern reaches that could reach far.
        reach: Vec<Option<Reach>>,
        /// Whether their requests may carry credentials.
        credentials: bool,
    },
}

/// Methods beside the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedMethods {
    /// `*`, without credentials.
    Any,
    /// These, each once.
    These(Vec<MethodName>),
    /// What the request asks for.
    Mirror,
    /// Those of the handlers that carry the policy, which says nothing of methods.
    AsMounted,
}

/// Exposed response headers beside the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedExposed {
    /// `*`, without credentials.
    Any,
    /// These, each once, sorted.
    These(Vec<HeaderName>),
}

/// Request headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedHeaders {
    /// `*`, without credentials.
    Any {
        /// Whether `authorization` is named beside it.
        authorization: bool,
    },
    /// These, each once, sorted.
    These(Vec<HeaderName>),
    /// What the request asks for.
    Mirror,
}

impl Checked {
    /// Which origins may read responses.
    #[must_use]
    pub fn origins(&self) -> &CheckedOrigins {
        &self.origins
    }

    /// The allowed patterns; none for any origin.
    #[must_use]
    pub fn allowed(&self) -> &[Placed<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { allowed, .. } => allowed,
        }
    }

    /// The denied patterns.
    #[must_use]
    pub fn denied(&self) -> &[Placed<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { denied, .. } => denied,
        }
    }

    /// The methods beside the safelisted ones.
    #[must_use]
    pub fn methods(&self) -> &CheckedMethods {
        &self.methods
    }

    /// The request headers.
    #[must_use]
    pub fn headers(&self) -> &CheckedHeaders {
        &self.headers
    }

    /// The exposed response headers beside the safelisted ones.
    #[must_use]
    pub fn exposed(&self) -> &CheckedExposed {
        &self.exposed
    }

    /// `max_age` in seconds.
    #[must_use]
    pub fn max_age(&self) -> Option<u32> {
        self.max_age
    }

    /// The origins that the tables must allow.
    #[must_use]
    pub fn must_allow(&self) -> &[Placed<String>] {
        &self.must_allow
    }

    /// The origins that the tables must deny.
    #[must_use]
    pub fn must_deny(&self) -> &[Placed<String>] {
        &self.must_deny
    }

    /// The policy's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The names of the rules whose warnings are silenced.
    #[must_use]
    pub fn silenced(&self) -> &[&'static str] {
        &self.silenced
    }

    /// The accepted risks, with their reasons.
    #[must_use]
    pub fn risks(&self) -> &[Risk] {
        &self.risks
    }
}

/// Checks a policy; `exceptions` are settled with what is found.
///
/// `None` if there is an error. What can be judged all the same is judged, so that it does not wait
/// for the next build.
pub fn check(
    policy: Policy,
    exceptions: &mut Exceptions,
    findings: &mut Findings,
) -> Option<Checked> {
    let mut unread = policy.unread.clone();
    let mut checking =
        Checking { credentials: policy.allow_credentials, unread: &policy.unread, findings };
    checking.max_age(&policy);
    checking.pairs(&policy);
    let checked = Checked {
        origins: checking.origins(policy.allow_origins, policy.deny_origins),
        methods: checking.methods(policy.allow_methods),
        headers: checking.headers(policy.allow_headers),
        exposed: checking.exposed(policy.expose_headers),
        max_age: policy.max_age.map(|max_age| max_age.value),
        must_allow: policy.must_allow,
        must_deny: policy.must_deny,
        risks: exceptions.risks().collect(),
        name: policy.name,
        silenced: exceptions.silenced().collect(),
    };
    exceptions.settle(findings);
    // These leave open which origins were meant.
    if findings.iter().any(|one| LEAVE_ORIGINS_OPEN.contains(&one.rule)) {
        unread.add(Key::AllowOrigins);
        unread.add(Key::DenyOrigins);
    }
    exceptions.report_unneeded(&unread, findings);
    if findings.has_errors() {
        expectations::ask_of_lists(&checked, &unread, findings);
    }
    findings.unless_errors(checked)
}

const LEAVE_ORIGINS_OPEN: [&Rule; 3] =
    [&CREDENTIALS_WITH_ANY_ORIGIN, &DENIAL_BESIDE_ANY_ORIGIN, &POLICY_TOO_LARGE];

struct Checking<'d> {
    /// Where `allow_credentials = true` stands.
    credentials: Option<Place>,
    /// The keys of which not everything is there.
    unread: &'d Unread,
    findings: &'d mut Findings,
}

impl Checking<'_> {
    fn origins(&mut self, origins: AllowOrigins, denied: Vec<Placed<Pattern>>) -> CheckedOrigins {
        let allowed = match origins {
            AllowOrigins::Any(place) => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_ORIGIN,
                    place,
                    "any origin is allowed together with credentials",
                    "list the origins, or remove `allow_credentials`",
                );
                if let Some(denial) = denied.first() {
                    let message = "nothing can be denied where any origin is allowed";
                    self.findings.push(
                        Finding::new(&DENIAL_BESIDE_ANY_ORIGIN, denial.place, message)
                            .elsewhere("any origin is allowed", place)
                            .help("remove `deny_origins`, or list the origins that are allowed"),
                    );
                }
                return CheckedOrigins::Any;
            }
            // `lower` has reported what is written next to `closed`.
            AllowOrigins::Nobody => return CheckedOrigins::Nobody,
            AllowOrigins::These(patterns) => self.each_once(patterns, ToString::to_string),
        };
        let denied = self.each_once(denied, ToString::to_string);
        if !(origins::are_few_enough(&allowed, self.findings)
            && origins::are_few_enough(&denied, self.findings))
        {
            // An error was reported, so no table is made of this; what follows takes too long.
            return CheckedOrigins::Any;
        }
        let budget = Budget::of(MAX_WORK);
        let lists = Lists::new(&allowed, &denied, &budget);
        origins::check_redundancy(&allowed, &lists.allowed, &budget, self.findings);
        origins::check_redundancy(&denied, &lists.denied, &budget, self.findings);
        denials::check_denials(&allowed, &denied, &lists, self.unread, self.findings);
        let credentials = self.credentials;
        let neighbours = local::Neighbours::of(&allowed);
        let mut reach = Vec::with_capacity(allowed.len());
        for (index, pattern) in allowed.iter().enumerate() {
            if budget.is_spent() {
                break;
            }
            let mut found = Findings::default();
            let reached = trust::check_reach(index, pattern, &lists, credentials, &mut found);
            // A denial that could not be read may leave less of the pattern.
            let is_certain = self.unread.are_whole(&[Key::DenyOrigins])
                || reached.as_ref().is_some_and(|reach| reach.count == Count::WithoutEnd);
            found.except(|one| one.rule == &UNBOUNDED_TRUST && !is_certain);
            self.findings.extend(found.into_sorted());
            reach.push(reached);
            addresses::check_addresses(index, pattern, &lists, self.findings);
            local::check_local(index, pattern, &neighbours, &lists, credentials, self.findings);
            if let Some(credentials) = credentials {
                trust::check_insecure(index, pattern, &lists, credentials, self.findings);
            }
        }
        match Remaining::of(&lists) {
            Ok(remaining) => {
                let credentials = credentials.is_some();
                CheckedOrigins::These { allowed, denied, remaining, reach, credentials }
            }
            Err((index, error)) => {
                if let Some(pattern) = allowed.get(index) {
                    origins::report_too_large(pattern.place, error, self.findings);
                }
                // An error was reported, so no table is made of this.
                CheckedOrigins::Any
            }
        }
    }

    fn max_age(&mut self, policy: &Policy) {
        match policy.max_age {
            Some(max_age) if max_age.value > CHROMIUM_MAX_AGE => self.findings.push(
                Finding::new(
                    &MAX_AGE_OVER_CAP,
                    max_age.place,
                    format!("{} seconds are more than two hours", max_age.value),
                )
                .help("write \"2h\""),
            ),
            Some(_) => {}
            None if !self.unread.are_whole(&[Key::MaxAge]) => {}
            None => {
                if let Some(place) = names::needs_preflight(policy) {
                    let message = "requests with these need a preflight, and there is no `max_age`";
                    self.findings.push(
                        Finding::new(&NO_MAX_AGE, place, message)
                            .help("add `max_age = \"2h\"`, or `max_age = 0` if that is meant"),
                    );
                }
            }
        }
    }

    fn no_wildcard_with_credentials(
        &mut self,
        rule: &'static Rule,
        place: Place,
        message: &'static str,
        help: &'static str,
    ) {
        if let Some(credentials) = self.credentials {
            self.findings.push(
                Finding::new(rule, place, message)
                    .elsewhere("credentials are allowed", credentials)
                    .help(help),
            );
        }
    }

    /// Takes out, with a warning, what was there already.
    fn each_once<N>(
        &mut self,
        list: Vec<Placed<N>>,
        text: impl Fn(&N) -> String,
    ) -> Vec<Placed<N>> {
        let mut first = BTreeMap::new();
        let mut once = Vec::with_capacity(list.len());
        for item in list {
            let written = text(&item.value);
            if let Some(&place) = first.get(&written) {
                let message = format!("`{written}` is listed already");
                self.findings.push(
                    Finding::new(&DUPLICATE, item.place, message)
                        .elsewhere("it is listed first", place)
                        .help("remove it"),
                );
            } else {
                first.insert(written, item.place);
                once.push(item);
            }
        }
        once
    }
}
