//! I5: deciding allocates nothing, refused or not, and takes no longer for a megabyte than for
//! what a browser sends at most.

use std::hint::black_box;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use cors_runtime::Policy;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use proptest::prelude::*;

use crate::config;
use crate::messages::request;
use crate::policies::policy;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i5_deciding_allocates_nothing(
        compiled in policy(),
        requests in prop::collection::vec(request(), 1..12),
    ) {
        for request in requests {
            let counted = measure(|| {
                let decision = compiled.policy.evaluate(request.method(), request.headers());
                let _ = black_box((decision.status(), decision.refusal().is_some()));
            });
            prop_assert_eq!(counted.count_total, 0, "{:?}", request);
        }
    }
}

/// The shortest of a few measurements of one decision.
fn time(policy: Policy, method: &Method, headers: &HeaderMap) -> Duration {
    let once = || {
        let start = Instant::now();
        let decision = policy.evaluate(method, headers);
        let _ = black_box((decision.status(), decision.refusal().is_some()));
        start.elapsed()
    };
    (0..40).map(|_| once()).min().unwrap_or_default()
}

/// A preflight whose lines of one header repeat a piece.
fn hostile(name: &HeaderName, piece: &str, bytes: usize, lines: usize) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::ORIGIN, "https://a.example"),
        (header::ACCESS_CONTROL_REQUEST_METHOD, "PUT"),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, "x-a"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.remove(name);
    let value: String = piece.repeat(bytes / lines / piece.len());
    for _ in 0..lines {
        headers.append(name, value.parse().unwrap());
    }
    headers
}

/// What is read of a header is bounded, so sixteen times as many bytes take as long; were they
/// read, they would take sixteen times as long.
#[test]
fn i5_a_megabyte_costs_no_more_than_64_kilobytes() {
    const SMALL: usize = 1 << 16;
    const LARGE: usize = 1 << 20;
    // Of what a bad moment of the machine may add.
    const NOISE: Duration = Duration::from_micros(20);
    let policies = [
        r#"allow_origins = ["https://a.example"]
           allow_headers = ["x-a", "x-b"]"#,
        r#"allow_origins = ["https://a.example", "https://*.b.example", "https://{t}.c.example"]
           allow_headers = "mirror_request"
           allow_methods = "mirror_request""#,
        r#"allow_origins = "*"
           allow_headers = "*"
           allow_methods = "*""#,
    ];
    let (origin, method) = (header::ORIGIN, header::ACCESS_CONTROL_REQUEST_METHOD);
    let list = header::ACCESS_CONTROL_REQUEST_HEADERS;
    for policy in policies.map(|text| Policy::from_toml(text).unwrap()) {
        for (name, piece, one_line) in [
            (&origin, "https://a.", true),
            (&origin, "a", false),
            (&method, "PUT", true),
            (&method, "PUT", false),
            (&list, ",", true),
            (&list, " ", true),
            (&list, "x-a,", true),
            (&list, "x-b,x-a,", true),
            (&list, "x", true),
            (&list, "x-a,", false),
            (&list, ",", false),
        ] {
            let lines = |bytes| if one_line { 1 } else { bytes / 1_024 };
            let of = |bytes| hostile(name, piece, bytes, lines(bytes));
            let small = time(policy, &Method::OPTIONS, &of(SMALL));
            let large = time(policy, &Method::OPTIONS, &of(LARGE));
            assert!(
                large <= small * 4 + NOISE,
                "{name} of {piece:?}, on one line: {one_line}: {small:?}, then {large:?}\n{policy:?}"
            );
        }
    }
}
