//! Two policies on one request, with something between them that passes the request to another task or
//! thread: the inner one cannot see the outer one, and the response shows it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use cors_runtime::Policy;
use cors_runtime::axum::{protect, routes};
use cors_runtime::tower::CorsLayer;
use cors_tests::nested::{ADMIN, OPEN, ORIGINS, PAGES, PUBLIC};
use tower::ServiceExt as _;

fn actual(method: Method, origin: &str) -> Request {
    let request = Request::builder().method(method).uri("/users").header(header::ORIGIN, origin);
    request.body(Body::empty()).unwrap()
}

/// Passes a request to another task or thread, and returns the response.
const HOPS: [&str; 5] = ["task", "thread", "channel", "hedge", "retry"];

async fn hop(way: &str, request: Request, next: Next) -> Response {
    match way {
        "task" => tokio::spawn(next.run(request)).await.unwrap(),
        "thread" => {
            let run = || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(next.run(request))
            };
            std::thread::spawn(run).join().unwrap()
        }
        // Like a buffer: a worker takes requests from a channel.
        "channel" => {
            let (requests, mut taken) = tokio::sync::mpsc::channel::<(Request, Next)>(1);
            let (responses, response) = tokio::sync::oneshot::channel();
            tokio::spawn(async move {
                let (request, next) = taken.recv().await.unwrap();
                responses.send(next.run(request).await).unwrap();
            });
            requests.send((request, next)).await.unwrap();
            response.await.unwrap()
        }
        // The second attempt answers; its request is a copy.
        "hedge" | "retry" => {
            let mut copy = Request::new(Body::empty());
            *copy.method_mut() = request.method().clone();
            *copy.uri_mut() = request.uri().clone();
            *copy.headers_mut() = request.headers().clone();
            let second = next.clone();
            let first = tokio::spawn(next.run(request));
            if way == "retry" {
                first.await.unwrap();
            }
            tokio::spawn(second.run(copy)).await.unwrap()
        }
        other => panic!("no hop is named {other}"),
    }
}

/// The effects of a layer that compresses: another body, and one more line of `Vary`.
async fn compressed(request: Request, next: Next) -> Response {
    let (mut parts, _) = next.run(request).await.into_parts();
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from("compressed"))
}

/// A handler whose response has a `Vary`.
fn handler(vary: &'static str) -> axum::routing::MethodRouter {
    any(async move || {
        let mut response = ([(header::SET_COOKIE, "session=1")], "secret").into_response();
        if !vary.is_empty() {
            // Twice, as some handlers do.
            for line in vary.split('|') {
                response.headers_mut().append(header::VARY, HeaderValue::from_static(line));
            }
        }
        response
    })
}

const VARIES: [&str; 8] =
    ["", "Origin", "origin", "Accept", "Accept, Origin", "*", "Accept|Origin", "Origin|Origin"];

/// An application with the policy `outer`, in which a route with `inner` is in another task.
fn app(
    outer: &'static Policy,
    inner: &'static Policy,
    way: &'static str,
    vary: &'static str,
) -> [Router; 3] {
    let hop = move |request, next| hop(way, request, next);
    let route = || Router::new().route("/users", handler(vary)).layer(CorsLayer::new(inner));
    let around = CorsLayer::new(outer);
    [
        route().layer(from_fn(hop)).layer(around),
        route().layer(from_fn(compressed)).layer(from_fn(hop)).layer(around),
        Router::new()
            .fallback_service(route().layer(from_fn(hop)).layer(from_fn(compressed)))
            .layer(around),
    ]
}

async fn send(app: Router, request: Request) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

fn assert_refused((status, headers, body): (StatusCode, HeaderMap, String), what: &str) {
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{what}: {headers:?}");
    let reason = headers["cors-error"].to_str().unwrap();
    assert!(reason.starts_with("two CORS policies apply to"), "{what}: {reason}");
    // It grants nothing, and has none of the handler's headers.
    assert_eq!(
        headers.keys().filter(|name| name.as_str().starts_with("access-control-")).count(),
        0
    );
    assert_eq!(headers[header::VARY], "Origin", "{what}");
    assert!(!headers.contains_key(header::SET_COOKIE), "{what}");
    assert_eq!(body, "", "{what}");
}

#[tokio::test]
async fn are_answered_500_regardless_of_what_is_between_them() {
    for (outer, inner) in
        [(&PUBLIC, &ADMIN), (&PUBLIC, &OPEN), (&PAGES, &ADMIN), (&PAGES, &PUBLIC), (&ADMIN, &PAGES)]
    {
        for (way, vary) in
            HOPS.map(|way| (way, "")).into_iter().chain(VARIES.map(|vary| ("task", vary)))
        {
            for origin in ORIGINS {
                for app in app(outer, inner, way, vary) {
                    let what = format!(
                        "{} in {}, {way}, {vary:?}, {origin}",
                        inner.location(),
                        outer.location()
                    );
                    assert_refused(send(app, actual(Method::GET, origin)).await, &what);
                }
            }
        }
    }
}

#[tokio::test]
async fn are_detected_with_every_method_and_status() {
    for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE, Method::OPTIONS] {
        for path in ["/users", "/nowhere"] {
            for app in app(&PUBLIC, &ADMIN, "task", "") {
                let mut request = actual(method.clone(), "https://evil.example");
                *request.uri_mut() = path.parse().unwrap();
                assert_refused(send(app, request).await, &format!("{method} {path}"));
            }
        }
    }
}

#[cors_runtime::attr::cors(ADMIN)]
async fn secret() -> &'static str {
    "secret"
}

/// The case that an attacker could exploit: the outer policy's `*` for an admin's handler.
#[tokio::test]
async fn are_detected_on_handlers_of_routes() {
    for way in HOPS {
        let app = Router::new().route("/users", routes![get(secret)]);
        let app = app.layer(from_fn(move |request, next| hop(way, request, next)));
        for origin in ORIGINS {
            let response = protect(app.clone(), &PUBLIC).oneshot(actual(Method::GET, origin)).await;
            let (parts, body) = response.unwrap().into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert_refused((parts.status, parts.headers, body), way);
        }
    }
}

#[tokio::test]
async fn do_not_affect_requests_without_cors() {
    for app in app(&PUBLIC, &ADMIN, "task", "Accept, Origin") {
        let mut request = actual(Method::GET, "https://page.example");
        request.headers_mut().remove(header::ORIGIN);
        assert_eq!(send(app, request).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn may_be_the_same_one_twice() {
    for policy in [&PUBLIC, &ADMIN, &PAGES] {
        for (way, vary) in
            HOPS.map(|way| (way, "")).into_iter().chain(VARIES.map(|vary| ("task", vary)))
        {
            for origin in ORIGINS {
                for app in app(policy, policy, way, vary) {
                    let (status, headers, _) = send(app, actual(Method::GET, origin)).await;
                    assert_eq!(status, StatusCode::OK, "{way} {vary:?}");
                    assert_eq!(
                        headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN),
                        policy.allows_origin(origin.as_bytes()),
                    );
                }
            }
        }
    }
}

/// The handler's `Vary` is kept, and `Origin` is listed once.
#[tokio::test]
async fn marks_do_not_change_the_bytes() {
    for vary in VARIES {
        let app = Router::new().route("/users", handler(vary)).layer(CorsLayer::new(&PAGES));
        let (_, headers, _) = send(app, actual(Method::GET, "https://page.example")).await;
        let lines: Vec<_> = headers.get_all(header::VARY).iter().collect();
        let mut wanted: Vec<&str> = vary.split('|').filter(|line| !line.is_empty()).collect();
        let is_named = |line: &str| line == "*" || line.to_ascii_lowercase().contains("origin");
        if !wanted.iter().any(|line| is_named(line)) {
            wanted.push("Origin");
        }
        assert_eq!(lines, wanted, "{vary:?}");
    }
}

/// More policies than fit into one text of marks, and each is distinguished from every other.
#[tokio::test]
async fn are_detected_with_any_number_of_policies() {
    static MANY: LazyLock<Vec<Policy>> = LazyLock::new(|| {
        let text = |n| format!("allow_origins = [\"https://a{n}.example\"]\n");
        (0..600).map(|n| Policy::from_toml(&text(n)).unwrap()).collect()
    });
    for (n, inner) in MANY.iter().enumerate() {
        let neighbours = [n, (n + 1) % 600, (n + 256) % 600, (n + 599) % 600];
        for (outer, is_same) in neighbours.map(|other| (&MANY[other], other == n)) {
            let [app, ..] = app(outer, inner, "task", "");
            let response = send(app, actual(Method::GET, "https://page.example")).await;
            if is_same {
                assert_eq!(response.0, StatusCode::OK, "{n}");
            } else {
                assert_refused(response, &n.to_string());
            }
        }
    }
}

/// A handler that sends a request to another service, and returns the response: in its own task, or, if the
/// response is shared with its request's origin, in another.
#[tokio::test]
async fn are_not_assumed_if_a_handler_sends_a_request() {
    for outer in [&PUBLIC, &PAGES, &ADMIN] {
        for inner in [&OPEN, &PAGES, &ADMIN] {
            for origin in ORIGINS {
                for is_spawned in [false, true] {
                    if is_spawned
                        && (std::ptr::eq(inner, &OPEN) || !inner.allows_origin(origin.as_bytes()))
                    {
                        continue;
                    }
                    let behind = Router::new().route("/users", get(async || "behind"));
                    let behind = behind.layer(CorsLayer::new(inner));
                    let call = move || {
                        let behind = behind.clone();
                        async move {
                            let requested = behind.oneshot(actual(Method::GET, origin));
                            let response = if is_spawned {
                                tokio::spawn(requested).await.unwrap()
                            } else {
                                requested.await
                            };
                            response.unwrap()
                        }
                    };
                    let app = protect(Router::new().route("/users", get(call)), outer);
                    let response = app.oneshot(actual(Method::GET, origin)).await.unwrap();
                    assert_eq!(
                        response.status(),
                        StatusCode::OK,
                        "{origin}, spawned: {is_spawned}"
                    );
                }
            }
        }
    }
}

/// The memory of the request's `Origin` may be reused for the value of another request.
#[tokio::test]
async fn are_not_assumed_if_an_address_is_reused() {
    static REUSED: AtomicUsize = AtomicUsize::new(0);
    for outer in [&PUBLIC, &PAGES, &ADMIN] {
        for origin in ORIGINS {
            let behind = Router::new().route("/users", get(async || "behind"));
            let behind = behind.layer(CorsLayer::new(&OPEN));
            let call = async move |request: Request| {
                let before = request.headers()[header::ORIGIN].as_bytes().as_ptr().addr();
                drop(request);
                // Without the policies, the first new value would have the address of the old one.
                let mut kept = Vec::new();
                for _ in 0..100 {
                    let value = HeaderValue::from_str(origin).unwrap();
                    let is_reused = value.as_bytes().as_ptr().addr() == before;
                    REUSED.fetch_add(usize::from(is_reused), Ordering::Relaxed);
                    let mut own = actual(Method::GET, "https://a.example");
                    own.headers_mut().insert(header::ORIGIN, value.clone());
                    assert_eq!(behind.clone().oneshot(own).await.unwrap().status(), StatusCode::OK);
                    kept.push(value);
                }
            };
            let app = Router::new().route("/users", get(call)).layer(CorsLayer::new(outer));
            let (status, ..) = send(app, actual(Method::GET, origin)).await;
            assert_eq!(status, StatusCode::OK);
        }
    }
    assert_eq!(REUSED.load(Ordering::Relaxed), 0);
}
