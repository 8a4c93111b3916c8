//! Rules of methods and headers: wildcards, and what doesn't need to be listed.

use cors_tables::fetch;

use super::{CheckedExposed, CheckedHeaders, CheckedMethods, Checking};
use crate::finding::Finding;
use crate::key::Key;
use crate::model::{HeaderName, Listed, MethodName, OPTIONS_HELP, Policy, Requested};
use crate::place::{Place, Placed};
use crate::rules::{
    ANY_HEADER_BESIDE_OTHERS, ANY_METHOD_BESIDE_OTHERS, CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
    CREDENTIALS_WITH_ANY_HEADER, CREDENTIALS_WITH_ANY_METHOD, MIRROR_HEADERS, PREFLIGHT_METHOD,
    Rule, SAFELISTED_METHOD, SAFELISTED_RESPONSE_HEADER, WILDCARD_WITHOUT_AUTHORIZATION,
};

impl Checking<'_> {
    pub(super) fn methods(&mut self, methods: Requested<MethodName>) -> CheckedMethods {
        match methods {
            Requested::Listed(Listed::Any { place, beside }) => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_METHOD,
                    place,
                    "`*` is not a wildcard when credentials are allowed",
                    "list the methods, or mirror the one that is asked for, by `mirror_request`",
                );
                self.nothing_beside(&ANY_METHOD_BESIDE_OTHERS, &beside, MethodName::as_str);
                CheckedMethods::Any
            }
            Requested::Mirror(_) => CheckedMethods::Mirror,
            // Nobody writes an empty list, which is an error, so the key is absent.
            Requested::Listed(Listed::These(names)) if names.is_empty() => {
                CheckedMethods::AsMounted
            }
            Requested::Listed(Listed::These(names)) => {
                let is_safelisted =
                    |name: &MethodName| fetch::is_cors_safelisted_method(name.as_str().as_bytes());
                let names =
                    self.without(&SAFELISTED_METHOD, names, is_safelisted, MethodName::as_str);
                let names = self.each_once(names, |name| name.as_str().to_owned());
                if let Some(options) = names.iter().find(|name| name.value.as_str() == "OPTIONS") {
                    let message = "`OPTIONS` doesn't need to be listed for preflights";
                    self.findings.push(
                        Finding::new(&PREFLIGHT_METHOD, options.place, message).help(OPTIONS_HELP),
                    );
                }
                CheckedMethods::These(names.into_iter().map(|name| name.value).collect())
            }
        }
    }

    pub(super) fn headers(&mut self, headers: Requested<HeaderName>) -> CheckedHeaders {
        match headers {
            Requested::Listed(Listed::Any { place, beside }) => self.any_header(place, beside),
            Requested::Mirror(place) => {
                if let Some(credentials) = self.credentials {
                    let message = "any request header is allowed together with credentials";
                    self.findings.push(
                        Finding::new(&MIRROR_HEADERS, place, message)
                            .elsewhere("credentials are allowed", credentials)
                            .help("list the headers")
                            .help(
                                "or take the risk by name: `accept_risk = { mirror_headers = \"the reason\" }`",
                            ),
                    );
                }
                CheckedHeaders::Mirror
            }
            Requested::Listed(Listed::These(names)) => {
                CheckedHeaders::These(self.each_once_sorted(names))
            }
        }
    }

    fn any_header(&mut self, place: Place, beside: Vec<Placed<HeaderName>>) -> CheckedHeaders {
        self.no_wildcard_with_credentials(
            &CREDENTIALS_WITH_ANY_HEADER,
            place,
            "`*` is not a wildcard when credentials are allowed",
            "list the headers",
        );
        let is_whole = self.unread.are_whole(&[Key::AllowHeaders, Key::AllowCredentials]);
        let (named, covered): (Vec<_>, Vec<_>) =
            beside.into_iter().partition(|name| is_non_wildcard(&name.value));
        self.nothing_beside(&ANY_HEADER_BESIDE_OTHERS, &covered, HeaderName::as_str);
        if named.is_empty() && self.credentials.is_none() && is_whole {
            let message = "`allow_headers` has `*` and not `authorization`";
            self.findings.push(
                Finding::new(&WILDCARD_WITHOUT_AUTHORIZATION, place, message)
                    .help("write `allow_headers = [\"*\", \"authorization\"]`"),
            );
        }
        CheckedHeaders::Any { authorization: !named.is_empty() }
    }

    pub(super) fn exposed(&mut self, headers: Listed<HeaderName>) -> CheckedExposed {
        match headers {
            Listed::Any { place, beside } => {
                self.no_wildcard_with_credentials(
                    &CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
                    place,
                    "`*` is not a wildcard when credentials are allowed",
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

    fn nothing_beside<N>(
        &mut self,
        rule: &'static Rule,
        beside: &[Placed<N>],
        text: fn(&N) -> &str,
    ) {
        for name in beside {
            let message = format!("`{}` is next to `*`, which covers it", text(&name.value));
            self.findings
                .push(Finding::new(rule, name.place, message).help("remove one of the two"));
        }
    }

    /// Takes out, with a warning, what doesn't need to be listed.
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
            let message = format!("`{}` doesn't need to be listed", text(&name.value));
            self.findings.push(Finding::new(rule, name.place, message).help("remove it"));
        }
        names
    }

    fn each_once_sorted(&mut self, names: Vec<Placed<HeaderName>>) -> Vec<HeaderName> {
        let names = self.each_once(names, |name| name.as_str().to_owned());
        let mut names: Vec<HeaderName> = names.into_iter().map(|name| name.value).collect();
        names.sort();
        names
    }
}

fn is_non_wildcard(name: &HeaderName) -> bool {
    fetch::is_cors_non_wildcard_request_header_name(name.as_str().as_bytes())
}

/// Where something stands that a browser asks for before it sends it.
pub(super) fn needs_preflight(policy: &Policy) -> Option<Place> {
    let is_unsafe = |name: &MethodName| !fetch::is_cors_safelisted_method(name.as_str().as_bytes());
    let method = match &policy.allow_methods {
        Requested::Listed(Listed::These(names)) => {
            names.iter().find(|name| is_unsafe(&name.value)).map(|name| name.place)
        }
        Requested::Listed(Listed::Any { place, .. }) | Requested::Mirror(place) => Some(*place),
    };
    let header = match &policy.allow_headers {
        Requested::Listed(Listed::These(names)) => names.first().map(|name| name.place),
        Requested::Listed(Listed::Any { place, .. }) | Requested::Mirror(place) => Some(*place),
    };
    method.or(header)
}
