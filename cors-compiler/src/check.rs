//! The rules across keys: which well-formed values may stand together.
//!
//! [`check`] alone makes a [`Checked`], so a later stage that takes one need not ask again.

use std::collections::BTreeMap;

use cors_core::fetch;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{
    AllowOrigins, HeaderName, Listed, MethodName, OriginPattern, Policy, Requested,
};
use crate::place::{Place, Placed};
use crate::rules::{
    ANY_HEADER_BESIDE_OTHERS, ANY_METHOD_BESIDE_OTHERS, CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
    CREDENTIALS_WITH_ANY_HEADER, CREDENTIALS_WITH_ANY_METHOD, CREDENTIALS_WITH_ANY_ORIGIN,
    DUPLICATE, MAX_AGE_OVER_CAP, NO_MAX_AGE, Rule, SAFELISTED_METHOD, SAFELISTED_RESPONSE_HEADER,
    WILDCARD_WITHOUT_AUTHORIZATION,
};

/// Chromium's cap of `max_age`, in seconds.
const CHROMIUM_MAX_AGE: u32 = 7200;

/// A policy that is allowed to exist, as its tables will have it: without duplicates, sorted
/// where order says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    origins: CheckedOrigins,
    methods: CheckedMethods,
    headers: CheckedHeaders,
    exposed: CheckedExposed,
    max_age: Option<u32>,
}

/// Which origins may read responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedOrigins {
    /// Any, without credentials.
    Any,
    /// These.
    These {
        /// The patterns, each once, in the order in which they were written.
        patterns: Vec<OriginPattern>,
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
}

/// Checks a policy.
pub fn check(policy: Policy, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let mut checking = Checking { credentials: policy.allow_credentials, diagnostics };
    checking.max_age(&policy);
    let checked = Checked {
        origins: checking.origins(policy.allow_origins),
        methods: checking.methods(policy.allow_methods),
        headers: checking.headers(policy.allow_headers),
        exposed: checking.exposed(policy.expose_headers),
        max_age: policy.max_age.map(|max_age| max_age.value),
    };
    diagnostics.unless_errors(checked)
}

struct Checking<'d> {
    /// Where `allow_credentials = true` stands.
    credentials: Option<Place>,
    diagnostics: &'d mut Diagnostics,
}

impl Checking<'_> {
    fn origins(&mut self, origins: AllowOrigins) -> CheckedOrigins {
        match origins {
            AllowOrigins::Any(place) => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_ORIGIN,
                    place,
                    "any origin is allowed together with credentials",
                    "list the origins, or remove `allow_credentials`",
                );
                CheckedOrigins::Any
            }
            AllowOrigins::These(patterns) => CheckedOrigins::These {
                patterns: self.each_once(patterns, ToString::to_string),
                credentials: self.credentials.is_some(),
            },
        }
    }

    fn methods(&mut self, methods: Requested<MethodName>) -> CheckedMethods {
        match methods {
            Requested::Listed(Listed::Any { place, beside }) => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_METHOD,
                    place,
                    "`*` stands for no method together with credentials",
                    "list the methods, or write `allow_methods = mirror_request`",
                );
                self.nothing_beside(&ANY_METHOD_BESIDE_OTHERS, &beside, MethodName::as_str);
                CheckedMethods::Any
            }
            Requested::Mirror(_) => CheckedMethods::Mirror,
            Requested::Listed(Listed::These(names)) => {
                let is_safelisted =
                    |name: &MethodName| fetch::is_cors_safelisted_method(name.as_str().as_bytes());
                let names =
                    self.without(&SAFELISTED_METHOD, names, is_safelisted, MethodName::as_str);
                CheckedMethods::These(self.each_once(names, |name| name.as_str().to_owned()))
            }
        }
    }

    fn headers(&mut self, headers: Requested<HeaderName>) -> CheckedHeaders {
        match headers {
            Requested::Listed(Listed::Any { place, beside }) => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_HEADER,
                    place,
                    "`*` stands for no header together with credentials",
                    "list the headers",
                );
                let (named, covered): (Vec<_>, Vec<_>) =
                    beside.into_iter().partition(|name| is_non_wildcard(&name.value));
                self.nothing_beside(&ANY_HEADER_BESIDE_OTHERS, &covered, HeaderName::as_str);
                if named.is_empty() && self.credentials.is_none() {
                    let message = "`allow_headers` has `*` and not `authorization`";
                    self.diagnostics.push(
                        Diagnostic::new(&WILDCARD_WITHOUT_AUTHORIZATION, place, message)
                            .help("write `allow_headers = [\"*\", \"authorization\"]`"),
                    );
                }
                CheckedHeaders::Any { authorization: !named.is_empty() }
            }
            Requested::Mirror(_) => CheckedHeaders::Mirror,
            Requested::Listed(Listed::These(names)) => {
                CheckedHeaders::These(self.each_once_sorted(names))
            }
        }
    }

    fn exposed(&mut self, headers: Listed<HeaderName>) -> CheckedExposed {
        match headers {
            Listed::Any { place, beside } => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
                    place,
                    "`*` stands for no header together with credentials",
                    "list the headers",
                );
                self.nothing_beside(&ANY_HEADER_BESIDE_OTHERS, &beside, HeaderName::as_str);
                CheckedExposed::Any
            }
            Listed::These(names) => {
                let is_safelisted = |name: &HeaderName| {
                    fetch::is_cors_safelisted_response_header_name(name.as_str().as_bytes())
                };
                let names = self.without(
                    &SAFELISTED_RESPONSE_HEADER,
                    names,
                    is_safelisted,
                    HeaderName::as_str,
                );
                CheckedExposed::These(self.each_once_sorted(names))
            }
        }
    }

    fn max_age(&mut self, policy: &Policy) {
        match policy.max_age {
            Some(max_age) if max_age.value > CHROMIUM_MAX_AGE => self.diagnostics.push(
                Diagnostic::new(
                    &MAX_AGE_OVER_CAP,
                    max_age.place,
                    format!("{} seconds are more than two hours", max_age.value),
                )
                .help("write \"2h\""),
            ),
            Some(_) => {}
            None => {
                let needs_preflight = place_of_names(&policy.allow_headers).or_else(|| {
                    place_of_names(&policy.allow_methods).filter(|_| has_unsafe_method(policy))
                });
                if let Some(place) = needs_preflight {
                    let message = "requests with these need a preflight, and there is no `max_age`";
                    self.diagnostics.push(
                        Diagnostic::new(&NO_MAX_AGE, place, message)
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
        message: &str,
        help: &str,
    ) {
        if let Some(credentials) = self.credentials {
            self.diagnostics.push(
                Diagnostic::new(rule, place, message)
                    .elsewhere("credentials are allowed", credentials)
                    .help(help),
            );
        }
    }

    fn nothing_beside<N>(
        &mut self,
        rule: &'static Rule,
        beside: &[Placed<N>],
        text: fn(&N) -> &str,
    ) {
        for name in beside {
            let message = format!("`{}` stands beside `*`, which covers it", text(&name.value));
            self.diagnostics
                .push(Diagnostic::new(rule, name.place, message).help("remove one of the two"));
        }
    }

    /// Takes out, with a warning, what needs no mention.
    fn without<N>(
        &mut self,
        rule: &'static Rule,
        names: Vec<Placed<N>>,
        needs_none: impl Fn(&N) -> bool,
        text: fn(&N) -> &str,
    ) -> Vec<Placed<N>> {
        let (needless, names): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| needs_none(&name.value));
        for name in needless {
            let message = format!("`{}` needs no mention", text(&name.value));
            self.diagnostics.push(Diagnostic::new(rule, name.place, message).help("remove it"));
        }
        names
    }

    /// Takes out, with a warning, what was there already.
    fn each_once<N>(&mut self, list: Vec<Placed<N>>, text: impl Fn(&N) -> String) -> Vec<N> {
        let mut first = BTreeMap::new();
        let mut once = Vec::with_capacity(list.len());
        for item in list {
            let written = text(&item.value);
            if let Some(&place) = first.get(&written) {
                let message = format!("`{written}` is listed already");
                self.diagnostics.push(
                    Diagnostic::new(&DUPLICATE, item.place, message)
                        .elsewhere("it is listed first", place)
                        .help("remove it"),
                );
            } else {
                first.insert(written, item.place);
                once.push(item.value);
            }
        }
        once
    }

    fn each_once_sorted(&mut self, names: Vec<Placed<HeaderName>>) -> Vec<HeaderName> {
        let mut names = self.each_once(names, |name| name.as_str().to_owned());
        names.sort();
        names
    }
}

fn is_non_wildcard(name: &HeaderName) -> bool {
    fetch::is_cors_non_wildcard_request_header_name(name.as_str().as_bytes())
}

/// Where a list that is not empty starts.
fn place_of_names<N>(names: &Requested<N>) -> Option<Place> {
    match names {
        Requested::Listed(Listed::These(names)) => names.first().map(|name| name.place),
        Requested::Listed(Listed::Any { place, .. }) | Requested::Mirror(place) => Some(*place),
    }
}

/// Whether a method is allowed that a browser asks for before it sends it.
fn has_unsafe_method(policy: &Policy) -> bool {
    match &policy.allow_methods {
        Requested::Listed(Listed::Any { .. }) | Requested::Mirror(_) => true,
        Requested::Listed(Listed::These(names)) => names
            .iter()
            .any(|name| !fetch::is_cors_safelisted_method(name.value.as_str().as_bytes())),
    }
}
