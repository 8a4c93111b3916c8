//! What requests and replacements allocate.

use std::convert::Infallible;
use std::sync::LazyLock;

use allocation_counter::measure;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{CLOSED, LivePolicy, Policy};
use http::Method;
use tower::{Layer as _, ServiceExt as _};

use super::{now, policy, preflight_headers, request};

/// A request under a live policy allocates what one under the same policy as a static does: nothing for the decision,
/// and the header map of the response.
#[test]
fn a_request_allocates_nothing_more() {
    static FIXED: LazyLock<Policy> = LazyLock::new(|| policy(4));
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    LIVE.store(FIXED.clone());
    let inner = tower::service_fn(|_: Request| {
        std::future::ready(Ok::<_, Infallible>(Response::new(Body::empty())))
    });
    let (fixed, live) = (CorsLayer::new(&FIXED).layer(inner), CorsLayer::new(&LIVE).layer(inner));
    for method in [Method::OPTIONS, Method::GET] {
        let count = |service: &dyn Fn(Request) -> Response| {
            let (first, second) = (request(method.clone()), request(method.clone()));
            let _ = service(first);
            measure(|| drop(service(second))).count_total
        };
        let by_static = count(&|request| now(fixed.oneshot(request)).unwrap());
        let by_live = count(&|request| now(live.oneshot(request)).unwrap());
        assert_eq!(by_live, by_static, "{method}");
    }
    let headers = preflight_headers();
    let counted = measure(|| {
        let policy = LIVE.load();
        let _ = policy.evaluate(&Method::OPTIONS, &headers).status();
    });
    assert_eq!(counted.count_total, 0);
}

/// The same for rows under a ceiling. The full number is in the benchmark `load`.
#[test]
fn memory_is_flat_while_rows_are_replaced() {
    let base = Policy::from_toml("runtime_origins = ['https://{tenant}.example.app']").unwrap();
    let live = LivePolicy::from(base);
    let swap = |number: usize| {
        let rows = (0..1_000).map(|row| format!("https://t{row}-{number}.example.app"));
        live.set_origins(rows).unwrap();
        assert!(live.load().allows_origin(format!("https://t7-{number}.example.app")));
    };
    (10..20).for_each(swap);
    let counted = measure(|| (20..70).for_each(swap));
    assert!(counted.bytes_total > 50 * 40_000, "they are made: {counted:?}");
    // The table of other random seeds may have a few slots more.
    assert!(counted.bytes_current.abs() < 4_096, "they are freed: {counted:?}");
}

/// Swaps of policies of a thousand origins leave nothing that grows with their number.
#[test]
fn memory_is_flat() {
    let live = LivePolicy::from(policy(0));
    let many = |number: usize| {
        let origins: Vec<_> =
            (0..1_000).map(|origin| format!("https://o{origin}.n{number}.example")).collect();
        Policy::from_toml(&format!("allow_origins = {origins:?}")).unwrap()
    };
    let swap = |number: usize| {
        live.store(many(number));
        let allowed = format!("https://o7.n{number}.example");
        assert!(live.load().allows_origin(&allowed));
    };
    (0..10).for_each(swap);
    let counted = measure(|| (10..60).for_each(swap));
    assert!(counted.bytes_total > 50 * 20_000, "they are made: {counted:?}");
    assert!(counted.bytes_current.abs() < 4_096, "they are freed: {counted:?}");
}
