//! Policies that are made at run time: they are freed with their last clone, and never confused with one
//! another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use http::{Method, StatusCode, header};
use tower::{Layer as _, ServiceExt as _};

/// A policy with several kinds of patterns, which differ by number.
fn policy(number: usize) -> Policy {
    let text = format!(
        "name = \"tenant {number}\"\n\
         allow_origins = [\"https://a{number}.example\", \"https://*.b{number}.example\"]\n\
         allow_credentials = true\nallow_methods = [\"PUT\"]\nallow_headers = [\"x-{number}\"]\n\
         expose_headers = [\"x-total\"]\nmax_age = 60\n",
    );
    Policy::from_toml(&text).unwrap()
}

fn request(method: &Method, origin: &str) -> Request {
    let mut request = Request::builder().method(method).uri("/").header("origin", origin);
    if *method == Method::OPTIONS {
        request = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    }
    request.body(Body::empty()).unwrap()
}

/// Ten thousand texts, each a policy around a service that answers two requests. The memory that remains
/// does not grow with their number.
#[test]
fn do_not_accumulate_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let use_one = |number| {
        let layer = CorsLayer::new(policy(number));
        let service = layer.layer(tower::service_fn(async |_: Request| {
            Ok::<_, std::convert::Infallible>(Response::new(Body::empty()))
        }));
        let origin = format!("https://x.b{number}.example");
        for (method, status) in [(Method::OPTIONS, 204), (Method::GET, 200)] {
            let answered = service.clone().oneshot(request(&method, &origin));
            let response = runtime.block_on(answered).unwrap();
            assert_eq!(response.status(), status);
            let allowed = &response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN];
            assert_eq!(allowed.as_bytes(), origin.as_bytes());
        }
    };
    // The first policies also make the caches of the compiler and the runtime.
    (0..100).for_each(use_one);
    let first = measure(|| (100..5_100).for_each(use_one));
    let second = measure(|| (5_100..10_100).for_each(use_one));
    for counted in [first, second] {
        assert!(counted.bytes_total > 5_000 * 1_000, "they are made: {counted:?}");
        assert!(counted.bytes_current.abs() < 4_096, "they are freed: {counted:?}");
    }
}

/// Ten thousand lists of origins, each added to one policy: nothing stays of them. The policies share their base, so
/// each takes the memory of its rows and little else.
#[test]
fn added_origins_leave_the_memory_as_it_was() {
    let base = Policy::from_toml("runtime_origins = ['https://{tenant}.example.app']").unwrap();
    let rows = |number: usize, count: usize| {
        (0..count).map(move |n| format!("https://tenant-{number}-{n}.example.app"))
    };
    let use_one = |number: usize| {
        let count = [1, 3, 40][number % 3];
        let policy = base.with_origins(rows(number, count)).unwrap();
        assert!(policy.allows_origin(format!("https://tenant-{number}-0.example.app")));
        assert!(!base.allows_origin(format!("https://tenant-{number}-0.example.app")));
    };
    (0..10).for_each(use_one);
    let first = measure(|| (0..5_000).for_each(use_one));
    let second = measure(|| (5_000..10_000).for_each(use_one));
    for counted in [first, second] {
        assert!(counted.bytes_total > 5_000 * 100, "they are made: {counted:?}");
        assert_eq!(counted.bytes_current, 0, "they are freed: {counted:?}");
    }
    let mut made = Vec::with_capacity(1);
    let counted = measure(|| made.push(base.with_origins(rows(0, 3)).unwrap()));
    let text: usize = rows(0, 3).map(|row| row.len()).sum();
    println!(
        "a policy of three added origins: {} bytes, of which {text} of text",
        counted.bytes_current
    );
    assert!(counted.bytes_current < 400, "{counted:?}");
}

/// A clone is the same policy, and the last one frees it.
#[test]
fn are_freed_with_their_last_clone() {
    let _ = policy(0);
    let mut clones = Vec::with_capacity(100);
    let made = measure(|| clones.push(policy(1)));
    assert!(made.bytes_current > 1_000, "{made:?}");
    let cloned = measure(|| clones.extend((0..50).map(|_| clones[0].clone()).collect::<Vec<_>>()));
    assert_eq!(cloned.bytes_current, 0, "{cloned:?}");
    let last = clones.pop().unwrap();
    let dropped = measure(|| clones.clear());
    assert_eq!(dropped.bytes_current, 0, "{dropped:?}");
    assert_eq!(last.name(), Some("tenant 1"));
    let freed = measure(|| drop(last));
    assert_eq!(freed.bytes_current, -made.bytes_current, "{freed:?}");
}

/// Passes a request to another task, where only the marks in the response identify a policy.
async fn hop(request: Request, next: Next) -> Response {
    tokio::spawn(next.run(request)).await.unwrap()
}

async fn plain(request: Request, next: Next) -> Response {
    next.run(request).await
}

/// Even if the memory of a policy is reused, two policies on a request are detected, and one is not
/// mistaken for two.
#[tokio::test]
async fn are_distinguished_when_memory_is_reused() {
    for number in 0..100 {
        let (outer, inner) = (policy(number), policy(number + 1));
        for (inner, status) in
            [(inner, StatusCode::INTERNAL_SERVER_ERROR), (outer.clone(), StatusCode::OK)]
        {
            for in_another_task in [false, true] {
                let app = Router::new().route("/", get(async || "hello"));
                let app = app.layer(CorsLayer::new(inner.clone()));
                let app = if in_another_task {
                    app.layer(from_fn(hop))
                } else {
                    app.layer(from_fn(plain))
                };
                let app = app.layer(CorsLayer::new(outer.clone()));
                let origin = format!("https://a{number}.example");
                let response = app.oneshot(request(&Method::GET, &origin)).await.unwrap();
                assert_eq!(response.status(), status, "{number} {in_another_task}");
            }
        }
    }
}
