//! The family of policies: every list of origins, with and without credentials, with every kind of list of
//! methods, of request headers and of exposed headers, and three max-ages. The valid combinations are
//! written down again here, so that the test fails if the compiler refuses one.

use std::sync::Arc;

use cors_tests::written::{Names, Written};

use crate::origins::{LISTS, Origins};

/// A policy of the family.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) origins: &'static Origins,
    pub(crate) written: Written,
}

/// All of them.
pub(crate) fn family() -> Vec<Member> {
    let methods =
        [Names::none(), Names::these(&["PUT", "DELETE", "PURGE"]), Names::Mirror, Names::Any];
    // With one kind of each other list: they don't depend on each other, and each policy meets every request.
    let with_family = Names::these(&["content-type", "x-ot{name}"]);
    let headers = [
        Names::none(),
        Names::these(&["X-Listed", "content-type"]),
        Names::Mirror,
        Names::Any,
        Names::AnyAndAuthorization,
        with_family.clone(),
    ];
    let expose = [Names::none(), Names::these(&["X-Listed"]), Names::Any];
    let mut family = Vec::new();
    for origins in LISTS {
        for credentials in [false, true] {
            for methods in &methods {
                for headers in &headers {
                    for expose in &expose {
                        for max_age in [None, Some(0), Some(600)] {
                            if *headers == with_family
                                && (max_age.is_some() || *expose != Names::none())
                            {
                                continue;
                            }
                            let written = Written {
                                runtime_origins: origins.runtime.to_owned(),
                                added: origins.added.iter().map(|&row| row.to_owned()).collect(),
                                deny_origins: origins.deny.to_owned(),
                                credentials,
                                methods: methods.clone(),
                                headers: headers.clone(),
                                expose: expose.clone(),
                                max_age,
                                risks: risks(origins, credentials, headers),
                                ..Written::new(origins.allow.to_owned(), Arc::new(origins.allows))
                            };
                            if is_legal(origins, &written) {
                                family.push(Member { origins, written });
                            }
                        }
                    }
                }
            }
        }
    }
    family
}

/// With credentials there is no `*`, and a closed policy grants nothing.
fn is_legal(origins: &Origins, written: &Written) -> bool {
    let Written { credentials, methods, headers, expose, max_age, .. } = written;
    if origins.is_closed() {
        let grants_a_name = [methods, headers, expose].iter().any(|names| **names != Names::none());
        return !credentials && !grants_a_name && max_age.is_none();
    }
    let has_wildcard = [methods, headers, expose]
        .iter()
        .any(|names| matches!(names, Names::Any | Names::AnyAndAuthorization));
    !credentials || (origins.may_have_credentials && !has_wildcard)
}

fn risks(origins: &Origins, credentials: bool, headers: &Names) -> Vec<String> {
    let mirrors = credentials && *headers == Names::Mirror;
    let risks = origins.risk.into_iter().chain(mirrors.then_some("mirror_headers"));
    risks.map(str::to_owned).collect()
}
