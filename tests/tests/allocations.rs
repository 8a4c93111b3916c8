//! Classifying and deciding allocate nothing, and the edits to a response only what its header map needs.
//! The allocations are counted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use allocation_counter::measure;
use cors_runtime::Policy;
use cors_tests::policy;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::json;

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let value: HeaderValue = value.parse().unwrap();
        // The values of a real request are slices of one shared buffer, and cloning one increments a
        // count. A parsed value becomes shared when it is first cloned.
        headers.append(*name, value.clone());
    }
    headers
}

/// Every kind of policy.
fn policies() -> Vec<&'static Policy> {
    let many: Vec<String> = (0..1000).map(|n| format!("https://a{n}.example")).collect();
    [
        json!({ "origins": ["*"], "methods": ["*"], "request_headers": ["*"] }),
        json!({ "origins": ["https://a.example"], "credentials": true, "methods": ["PUT"],
                "request_headers": ["content-type", "x-a"], "max_age": 600,
                "response_headers": ["x-b"] }),
        json!({ "origins": ["https://a.example", "https://b.example"] }),
        json!({ "origins": many }),
        json!({ "origins": ["https://*.example:*", "http://localhost:*"] }),
        json!({ "origins": ["https://a.example"], "credentials": true, "request_headers": ["*"] }),
    ]
    .iter()
    .map(|config| policy::from_config(config).unwrap())
    .chain([with_added(1), with_added(3), with_added(1000)])
    .collect()
}

/// A policy to which so many origins were added.
fn with_added(count: usize) -> &'static Policy {
    let base = Policy::from_toml("runtime_origins = ['https://*.example']").unwrap();
    let rows = (0..count).map(|n| {
        if n == 0 { "https://a.example".to_owned() } else { format!("https://a{n}.example") }
    });
    Box::leak(Box::new(base.with_origins(rows).unwrap()))
}

/// Every kind of request, including hostile ones.
fn requests() -> Vec<(Method, HeaderMap)> {
    let preflight = |origin: &str, names: &str| {
        let lines = [
            ("origin", origin),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", names),
        ];
        (Method::OPTIONS, headers(&lines))
    };
    vec![
        (Method::GET, headers(&[])),
        (Method::GET, headers(&[("origin", "https://a.example")])),
        (Method::GET, headers(&[("origin", "https://evil.example.org")])),
        (Method::GET, headers(&[("origin", &"a".repeat(8192))])),
        (Method::GET, headers(&[("origin", "https://a.example"), ("origin", "null")])),
        preflight("https://a.example", "content-type,x-a"),
        preflight("https://a.example", "X-A, content-type,,"),
        preflight("https://a.example", "x-unknown"),
        preflight("https://evil.example.org", "x-a"),
        preflight("https://a.example", &",".repeat(100_000)),
        preflight("https://a.example", &"x-a,".repeat(25_000)),
    ]
}

#[test]
fn decisions_allocate_nothing() {
    for policy in policies() {
        for (method, headers) in requests() {
            let mut refused = false;
            let counted = measure(|| {
                let decision = policy.evaluate(&method, &headers);
                refused = decision.refusal().is_some();
                let _ = std::hint::black_box(decision.status());
            });
            assert_eq!(counted.count_total, 0, "{method} {refused} {policy:?}");
        }
    }
}

#[test]
fn edits_fit_into_a_header_map_with_room() {
    for policy in policies() {
        for (method, headers) in requests() {
            let decision = policy.evaluate(&method, &headers);
            let mut response = HeaderMap::with_capacity(16);
            response.insert("content-type", HeaderValue::from_static("text/plain"));
            response.insert("content-length", HeaderValue::from_static("0"));
            let counted = measure(|| decision.apply_to(&mut response));
            assert_eq!(counted.count_total, 0, "{method} {headers:?}");
        }
    }
}

/// The value for header families is made for each request, in one allocation.
#[test]
fn header_families_take_one_allocation() {
    let text = "allow_origins = ['https://a.example']\nallow_headers = ['x-b', 'x-m-{name}']\n\
                max_age = '2h'";
    let policy = Policy::from_toml(text).unwrap();
    for (names, allocations) in [("x-b,x-m-a,x-m-c", 1), ("x-b", 1), ("x-m-a,x-other", 0)] {
        let lines = [
            ("origin", "https://a.example"),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", names),
        ];
        let request = headers(&lines);
        let mut decision = None;
        let counted = measure(|| decision = Some(policy.evaluate(&Method::OPTIONS, &request)));
        assert_eq!(counted.count_total, 0, "{names}");
        let mut response = HeaderMap::with_capacity(16);
        let counted = measure(|| decision.unwrap().apply_to(&mut response));
        assert_eq!(counted.count_total, allocations, "{names}");
    }
}

/// A map's table and its entries: answers to preflights allocate only these. Mirrored values are slices of
/// the request's buffer.
#[test]
fn answers_to_preflights_take_two_allocations() {
    for policy in policies() {
        for (method, headers) in requests() {
            let decision = policy.evaluate(&method, &headers);
            if decision.status().is_none() {
                continue;
            }
            let first = decision.to_headers();
            let mut second = HeaderMap::new();
            let counted = measure(|| second = decision.to_headers());
            assert_eq!(counted.count_total, 2, "{headers:?} {policy:?}");
            assert_eq!(first, second);
            let mut edited = HeaderMap::new();
            decision.apply_to(&mut edited);
            assert_eq!(edited, second, "both ways give the same");
        }
    }
}

static API: Policy = cors_runtime::cors! {
    allow_origins = ["https://a.example"], allow_headers = ["x-a"], max_age = "2h",
};

#[cors_runtime::attr::cors(API)]
async fn handler() {}

/// The same for axum's methods.
async fn plain() {}

/// axum boxes the services in a layer; further allocations are those of this library.
#[test]
fn routes_allocate_as_much_as_a_layer_of_axum() {
    use axum::routing::{MethodRouter, get};
    use tower::ServiceExt as _;

    let count = |routes: &MethodRouter, request: &(Method, HeaderMap)| {
        let send = || {
            let mut requested = axum::extract::Request::new(axum::body::Body::empty());
            *requested.method_mut() = request.0.clone();
            *requested.headers_mut() = request.1.clone();
            let answer = routes.clone().oneshot(requested);
            let mut answer = std::pin::pin!(answer);
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            measure(|| assert!(answer.as_mut().poll(&mut context).is_ready())).count_total
        };
        // The first answer to a preflight is cached.
        send();
        send()
    };
    let ours: MethodRouter = cors_runtime::axum::routes![get(handler), put(handler)];
    let layered = get(plain).put(plain).layer(cors_runtime::tower::CorsLayer::new(&API));
    for request in requests() {
        assert_eq!(count(&ours, &request), count(&layered, &request), "{request:?}");
    }
}
