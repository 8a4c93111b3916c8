//! Two policies on one request: a policy around an application and another inside it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use http::{Request, StatusCode};
use tower::ServiceExt as _;

static OUTER: Policy = cors! { allow_origins = ["https://page.example"] };
static INNER: Policy = cors! { allow_origins = ["https://page.example"], allow_credentials = true };

fn request(origin: Option<&str>) -> Request<Body> {
    let request = Request::builder().uri("/users");
    let request = match origin {
        Some(origin) => request.header(ORIGIN, origin),
        None => request,
    };
    request.body(Body::empty()).unwrap()
}

fn users() -> Router {
    Router::new().route("/users", get(async || "all users"))
}

/// Applications with a policy that contain another one.
fn with_a_layer_inside() -> [Router; 4] {
    let inner = CorsLayer::new(&INNER);
    [
        users().layer(inner),
        users().route_layer(inner),
        Router::new().merge(users().layer(inner)),
        Router::new().fallback_service(users().layer(inner)),
    ]
}

#[tokio::test]
async fn are_answered_500_with_the_reason() {
    for app in with_a_layer_inside() {
        for origin in ["https://page.example", "https://stranger.example"] {
            let response =
                protect(app.clone(), &OUTER).oneshot(request(Some(origin))).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let reason = response.headers().get("cors-error").unwrap().to_str().unwrap();
            assert!(reason.starts_with("two CORS policies apply to"), "{reason}");
        }
    }
}

/// The response has the headers of the outer policy, like every other, so that its page may read it.
#[tokio::test]
async fn have_the_headers_of_the_outer_one() {
    let app = protect(users().layer(CorsLayer::new(&INNER)), &OUTER);
    let response = app.oneshot(request(Some("https://page.example"))).await.unwrap();
    assert_eq!(
        response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).unwrap(),
        "https://page.example"
    );
}

#[tokio::test]
async fn do_not_affect_requests_without_cors() {
    let app = protect(users().layer(CorsLayer::new(&INNER)), &OUTER);
    assert_eq!(app.oneshot(request(None)).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn may_be_the_same_one_twice() {
    let app = protect(users().layer(CorsLayer::new(&OUTER)), &OUTER);
    let response = app.oneshot(request(Some("https://page.example"))).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn next_to_each_other_are_allowed() {
    let app = Router::new()
        .nest("/a", users().layer(CorsLayer::new(&INNER)))
        .nest("/b", users().layer(CorsLayer::new(&OUTER)));
    for path in ["/a/users", "/b/users"] {
        let mut request = request(Some("https://page.example"));
        *request.uri_mut() = path.parse().unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
}

/// A handler that calls another service of the same program sends a new request.
#[tokio::test]
async fn are_not_assumed_if_a_handler_sends_a_request() {
    let behind = users().layer(CorsLayer::new(&INNER));
    let front = Router::new().route(
        "/users",
        get(async move || behind.oneshot(request(Some("https://page.example"))).await),
    );
    let app = protect(front, &OUTER);
    let response = app.oneshot(request(Some("https://page.example"))).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

/// Requests that wait at the same time in one thread are not mistaken for nested ones.
#[tokio::test]
async fn are_not_assumed_for_requests_that_wait_for_each_other() {
    let slow = |policy: &'static Policy| {
        let handler = get(async || {
            tokio::task::yield_now().await;
            "done"
        });
        protect(Router::new().route("/users", handler), policy)
    };
    let origin = http::HeaderValue::from_static("https://page.example");
    let same_value = || {
        let mut request = request(None);
        request.headers_mut().insert(ORIGIN, origin.clone());
        request
    };
    let (one, other) =
        tokio::join!(slow(&OUTER).oneshot(same_value()), slow(&INNER).oneshot(same_value()));
    assert_eq!(one.unwrap().status(), StatusCode::OK);
    assert_eq!(other.unwrap().status(), StatusCode::OK);
}
