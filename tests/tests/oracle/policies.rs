//! The family of policies: every list of origins, with and without credentials, with every kind
//! of list of methods, of request headers and of exposed headers, and three max-ages. Which of
//! them go together is the compiler's rule; here it is written down again, so that a policy that
//! the compiler refuses fails the test.

use crate::origins::LISTS;
use crate::reading::{Expose, Headers, Methods, Reading};

/// A policy's text, and what it says.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) toml: String,
    pub(crate) reading: Reading,
}

const METHODS: [(Methods, &str); 4] = [
    (Methods::None, ""),
    (Methods::Listed, r#"["PUT", "DELETE", "PURGE"]"#),
    (Methods::Mirror, r#""mirror_request""#),
    (Methods::Any, r#""*""#),
];
const HEADERS: [(Headers, &str); 5] = [
    (Headers::None, ""),
    (Headers::Listed, r#"["X-Listed", "content-type"]"#),
    (Headers::Mirror, r#""mirror_request""#),
    (Headers::Any, r#""*""#),
    (Headers::AnyAndAuthorization, r#"["*", "authorization"]"#),
];
const EXPOSE: [(Expose, &str); 3] =
    [(Expose::None, ""), (Expose::Listed, r#"["X-Listed"]"#), (Expose::Any, r#""*""#)];
const MAX_AGE: [(Option<u64>, &str); 3] = [(None, ""), (Some(0), "0"), (Some(600), r#""10m""#)];

/// All of them.
pub(crate) fn family() -> Vec<Written> {
    let mut family = Vec::new();
    for origins in LISTS {
        for credentials in [false, true] {
            for (methods, methods_toml) in METHODS {
                for (headers, headers_toml) in HEADERS {
                    for (expose, expose_toml) in EXPOSE {
                        for (max_age, max_age_toml) in MAX_AGE {
                            let reading =
                                Reading { origins, credentials, methods, headers, expose, max_age };
                            if !is_legal(&reading) {
                                continue;
                            }
                            let toml = toml(
                                &reading,
                                [
                                    ("allow_methods", methods_toml),
                                    ("allow_headers", headers_toml),
                                    ("expose_headers", expose_toml),
                                    ("max_age", max_age_toml),
                                ],
                            );
                            family.push(Written { toml, reading });
                        }
                    }
                }
            }
        }
    }
    family
}

/// Beside credentials there is no `*`.
fn is_legal(reading: &Reading) -> bool {
    !reading.credentials
        || (reading.origins.may_have_credentials
            && reading.methods != Methods::Any
            && !matches!(reading.headers, Headers::Any | Headers::AnyAndAuthorization)
            && reading.expose != Expose::Any)
}

fn toml(reading: &Reading, lists: [(&str, &str); 4]) -> String {
    let mut toml = format!("allow_origins = {}\n", reading.origins.allow);
    let lists = [("deny_origins", reading.origins.deny)].into_iter().chain(lists);
    for (key, value) in lists.filter(|(_, value)| !value.is_empty()) {
        toml += &format!("{key} = {value}\n");
    }
    if reading.credentials {
        toml += "allow_credentials = true\n";
    }
    let mirror = reading.credentials && reading.headers == Headers::Mirror;
    let risks = reading.origins.risk.into_iter().chain(mirror.then_some("mirror_headers"));
    let risks: Vec<String> = risks.map(|risk| format!("{risk} = 'a test'")).collect();
    if !risks.is_empty() {
        toml += &format!("accept_risk = {{ {} }}\n", risks.join(", "));
    }
    toml
}
