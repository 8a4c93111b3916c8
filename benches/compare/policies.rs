//! The same policy for all libraries: this one and tower-http; the hand-written one is code.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use cors_runtime::{Policy, cors};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::by_hand::PerfectHash;
use crate::origins::{Kind, list};
use crate::scenario::Origins;

static EXACT: Policy = cors! {
    allow_origins     = ["https://app.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["authorization", "content-type", "x-request-id"],
    max_age           = 600,
};

static SUBDOMAINS: Policy = cors! {
    allow_origins     = ["https://*.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["authorization", "content-type", "x-request-id"],
    max_age           = 600,
};

/// The customers of a program have a subdomain each.
static TENANTS: Policy = cors! {
    runtime_origins   = ["https://{tenant}.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["authorization", "content-type", "x-request-id"],
    max_age           = 600,
};

/// The customers of a program have hosts of their own.
static CUSTOMERS: Policy = cors! {
    runtime_origins   = [regex("https://[a-z]+[.][a-z.]+(:8443)?")],
    accept_risk       = { unbounded_ceiling = "each row is of a customer, and was verified" },
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["authorization", "content-type", "x-request-id"],
    max_age           = 600,
};

/// This library's policy.
pub(crate) fn ours(origins: Origins) -> &'static Policy {
    match origins {
        Origins::Exact => &EXACT,
        Origins::Subdomains => &SUBDOMAINS,
        Origins::Listed(kind, n) => listed(kind, n),
    }
}

/// Ten thousand origins are compiled once, not for each case.
pub(crate) fn listed(kind: Kind, n: usize) -> &'static Policy {
    static MADE: Mutex<Vec<((Kind, usize), &'static Policy)>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().expect("nothing panics while it is held");
    if let Some((_, policy)) = made.iter().find(|(key, _)| *key == (kind, n)) {
        return policy;
    }
    let source = format!(
        "allow_origins = {:?}\nallow_credentials = true\nallow_methods = [\"PUT\"]\n\
         allow_headers = [\"authorization\", \"content-type\", \"x-request-id\"]\nmax_age = 600\n",
        list(kind, n),
    );
    let policy = Policy::from_toml(&source).expect("the lists are valid policies");
    let policy: &Policy = Box::leak(Box::new(policy));
    made.push(((kind, n), policy));
    policy
}

/// A policy without origins, to which origins of one kind can be added.
pub(crate) fn ceiling(kind: Kind) -> &'static Policy {
    match kind {
        Kind::Tenant => &TENANTS,
        Kind::Mixed => &CUSTOMERS,
    }
}

/// It with the origins of a list.
pub(crate) fn added(kind: Kind, n: usize) -> &'static Policy {
    let policy = ceiling(kind).with_origins(list(kind, n)).expect("the ceiling covers the lists");
    Box::leak(Box::new(policy))
}

/// The hand-written set of a list.
pub(crate) fn perfect_hash(kind: Kind, n: usize) -> &'static PerfectHash {
    static MADE: Mutex<Option<HashMap<(&str, usize), &'static PerfectHash>>> = Mutex::new(None);
    let mut made = MADE.lock().expect("nothing panics while it is held");
    let make = || &*Box::leak(Box::new(PerfectHash::new(list(kind, n))));
    made.get_or_insert_default().entry((kind.name(), n)).or_insert_with(make)
}

/// tower-http's layer, with a predicate for the subdomains as its users write it.
pub(crate) fn tower_http(origins: Origins) -> CorsLayer {
    let values = |origins: &[&'static str]| {
        AllowOrigin::list(origins.iter().map(|origin| HeaderValue::from_static(origin)))
    };
    let origins = match origins {
        Origins::Exact => values(&["https://app.example.com"]),
        Origins::Listed(kind, n) => values(list(kind, n)),
        Origins::Subdomains => AllowOrigin::predicate(|origin, _| {
            let origin = origin.as_bytes();
            origin.starts_with(b"https://") && origin.ends_with(b".example.com")
        }),
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, HeaderName::from_static("x-request-id")])
        .max_age(Duration::from_secs(600))
}
