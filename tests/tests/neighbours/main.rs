//! The headers next to the CORS protocol: `Timing-Allow-Origin`, `Cross-Origin-Resource-Policy` and
//! `Activate-Storage-Access`, through every adapter, and what Chromium makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod browser;
mod families;
mod storage_access;
#[path = "../matrix/tls.rs"]
mod tls;

use cors_runtime::{Policy, cors};
use cors_tests::adapters::all;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};

static ALL: Policy = cors! {
    allow_origins                = ["https://app.example.com"],
    allow_credentials            = true,
    timing_allow_origin          = true,
    cross_origin_resource_policy = "same-site",
    activate_storage_access      = "load",
};
static RETRY: Policy = cors! {
    allow_origins           = ["https://app.example.com", "https://*.partner.example"],
    allow_credentials       = true,
    activate_storage_access = "retry",
};
static ANY: Policy = cors! {
    allow_origins                = "*",
    timing_allow_origin          = true,
    cross_origin_resource_policy = "cross-origin",
};
static ANY_TIMING: Policy = cors! {
    allow_origins       = ["https://app.example.com"],
    timing_allow_origin = "*",
};
static CLOSED: Policy = cors! { closed, cross_origin_resource_policy = "same-origin" };
static PLAIN: Policy = cors! { allow_origins = ["https://app.example.com"] };

type Lines = &'static [(&'static str, &'static str)];

const APP: (&str, &str) = ("origin", "https://app.example.com");
const STRANGER: (&str, &str) = ("origin", "https://stranger.example");
const INACTIVE: (&str, &str) = ("sec-fetch-storage-access", "inactive");
const ACTIVE: (&str, &str) = ("sec-fetch-storage-access", "active");
const NONE: (&str, &str) = ("sec-fetch-storage-access", "none");

const TIMING: (&str, &str) = ("timing-allow-origin", "https://app.example.com");
const TIMING_OF_ALL: (&str, &str) = ("timing-allow-origin", "*");
const SITE: (&str, &str) = ("cross-origin-resource-policy", "same-site");
const RETRIED: (&str, &str) =
    ("activate-storage-access", "retry; allowed-origin=\"https://app.example.com\"");
const LOAD: (&str, &str) = ("activate-storage-access", "load");

/// What a handler may send that knows better, or passes on from another server.
const HANDLER: Lines = &[
    ("timing-allow-origin", "https://other.example"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("activate-storage-access", "retry; allowed-origin=*"),
];

#[test]
fn headers_through_every_adapter() {
    let by_access = &["origin", "sec-fetch-storage-access"][..];
    let by_origin = &["origin"][..];
    for (row, policy, request, handler, want, vary) in [
        (1, &ALL, &[APP][..], &[][..], &[TIMING, SITE][..], by_access),
        (2, &ALL, &[APP, INACTIVE], &[], &[TIMING, SITE, RETRIED], by_access),
        (3, &ALL, &[APP, ACTIVE], &[], &[TIMING, SITE, LOAD], by_access),
        (4, &ALL, &[APP, NONE], &[], &[TIMING, SITE], by_access),
        (5, &ALL, &[STRANGER, INACTIVE], &[], &[SITE], by_access),
        (6, &ALL, &[], &[], &[SITE], by_access),
        (7, &ALL, &[INACTIVE], &[], &[SITE], by_access),
        (8, &ALL, &[APP, APP, INACTIVE], &[], &[SITE], by_access),
        (9, &ALL, &[APP, INACTIVE, INACTIVE], &[], &[TIMING, SITE], by_access),
        (10, &ALL, &[STRANGER, ACTIVE], HANDLER, &[SITE], by_access),
        (11, &ALL, &[APP, INACTIVE], HANDLER, &[TIMING, SITE, RETRIED], by_access),
        (12, &RETRY, &[APP, INACTIVE], &[], &[RETRIED], by_access),
        (13, &RETRY, &[APP, ACTIVE], &[], &[], by_access),
        (
            14,
            &ANY,
            &[STRANGER],
            &[],
            &[TIMING_OF_ALL, ("cross-origin-resource-policy", "cross-origin")],
            &[],
        ),
        (
            15,
            &ANY,
            &[],
            &[],
            &[TIMING_OF_ALL, ("cross-origin-resource-policy", "cross-origin")],
            &[],
        ),
        (16, &ANY_TIMING, &[], &[], &[TIMING_OF_ALL], by_origin),
        (
            17,
            &ANY_TIMING,
            &[STRANGER],
            HANDLER,
            &[TIMING_OF_ALL, HANDLER[1], HANDLER[2]],
            by_origin,
        ),
        (18, &CLOSED, &[APP], &[], &[("cross-origin-resource-policy", "same-origin")], by_origin),
        // Without the keys a handler's headers stay.
        (19, &PLAIN, &[APP, INACTIVE], HANDLER, HANDLER, by_origin),
        (20, &PLAIN, &[APP, INACTIVE], &[], &[], by_origin),
    ] {
        for adapter in all() {
            let mut response = Response::new(String::new());
            *response.headers_mut() = map(handler);
            let mut message = Request::new(String::new());
            *message.headers_mut() = map(request);
            let answer = adapter.send_to(response, policy, message).response;
            let names =
                ["timing-allow-origin", "cross-origin-resource-policy", "activate-storage-access"];
            let mut found: Vec<(&str, &str)> = Vec::new();
            for name in names {
                let lines = answer.headers().get_all(name).iter();
                found.extend(lines.map(|value| (name, value.to_str().unwrap())));
            }
            assert_eq!(found, want, "{row}: {}", adapter.name);
            let mut varies: Vec<String> = Vec::new();
            for line in answer.headers().get_all("vary") {
                varies.extend(
                    line.to_str().unwrap().split(',').map(|name| name.trim().to_ascii_lowercase()),
                );
            }
            assert_eq!(varies, vary, "{row}: {}", adapter.name);
        }
    }
}

/// Nothing of it is in the answer to a preflight.
#[test]
fn preflights_have_none() {
    let request = map(&[APP, ("access-control-request-method", "PUT"), INACTIVE]);
    let decision = ALL.evaluate(&Method::OPTIONS, &request);
    let headers = decision.to_headers();
    for name in ["timing-allow-origin", "cross-origin-resource-policy", "activate-storage-access"] {
        assert!(!headers.contains_key(name), "{name}");
    }
    assert_eq!(headers["vary"], "Origin");
}

fn map(lines: Lines) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    map
}
