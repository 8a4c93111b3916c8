//! A whole axum application with one policy: every response has its headers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors};
use tower::ServiceExt as _;

static API: Policy = cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_methods     = [PUT],
    max_age           = "2h",
};

/// Refuses requests without a token, including preflights.
async fn authenticated(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::AUTHORIZATION) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

fn app() -> Router {
    Router::new()
        .route("/users/{id}", get(async |Path(id): Path<u64>| id.to_string()))
        .route("/users", post(async |Json(_): Json<u64>| StatusCode::CREATED))
        .nest("/nested", Router::new().route("/here", get(async || "here")))
        .layer(from_fn(authenticated))
}

fn request(method: &str, path: &str) -> Request {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::ORIGIN, "https://page.example")
        .header(header::AUTHORIZATION, "Bearer ada")
        .body(Body::empty())
        .unwrap()
}

fn preflight(path: &str) -> Request {
    Request::builder()
        .method("OPTIONS")
        .uri(path)
        .header(header::ORIGIN, "https://page.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT")
        .body(Body::empty())
        .unwrap()
}

fn allowed_origin(response: &Response) -> Option<&HeaderValue> {
    response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
}

#[tokio::test]
async fn every_response_has_the_headers() {
    for (method, path, status) in [
        ("GET", "/users/7", StatusCode::OK),
        ("GET", "/users/seven", StatusCode::BAD_REQUEST),
        ("DELETE", "/users/7", StatusCode::METHOD_NOT_ALLOWED),
        ("POST", "/users", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("GET", "/nowhere", StatusCode::NOT_FOUND),
        ("GET", "/nested/here", StatusCode::OK),
        ("GET", "/nested/nowhere", StatusCode::NOT_FOUND),
        // Without `Access-Control-Request-Method` it is an ordinary request.
        ("OPTIONS", "/users/7", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let response = protect(app(), &API).oneshot(request(method, path)).await.unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(allowed_origin(&response).unwrap(), "https://page.example", "{method} {path}");
        assert_eq!(response.headers()[header::VARY], "Origin", "{method} {path}");
    }
}

#[tokio::test]
async fn authentication_inside_gets_no_preflights_and_is_readable() {
    for path in ["/users/7", "/nested/here", "/nowhere"] {
        let response = protect(app(), &API).oneshot(preflight(path)).await.unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
    }
    let mut anonymous = request("GET", "/users/7");
    anonymous.headers_mut().remove(header::AUTHORIZATION);
    let response = protect(app(), &API).oneshot(anonymous).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(allowed_origin(&response).unwrap(), "https://page.example");
}

/// A limiter like that of `tower_governor`, which accepts only one request.
async fn limited(request: Request, next: Next) -> Response {
    static PASSED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    if PASSED.swap(true, std::sync::atomic::Ordering::Relaxed) {
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response()
    } else {
        next.run(request).await
    }
}

/// Outside of the policy its 429 has no CORS headers, and preflights are counted. Inside, neither is the
/// case.
#[tokio::test]
async fn limiter_must_be_inside() {
    let inside = protect(app().layer(from_fn(limited)), &API);
    for status in [StatusCode::OK, StatusCode::TOO_MANY_REQUESTS] {
        let response = inside.clone().oneshot(preflight("/users/7")).await.unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let response = inside.clone().oneshot(request("GET", "/users/7")).await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(allowed_origin(&response).unwrap(), "https://page.example");
    }
    let outside = app().layer(CorsLayer::new(&API)).layer(from_fn(limited));
    for request in [preflight("/users/7"), request("GET", "/users/7")] {
        let response = outside.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(allowed_origin(&response), None);
    }
}

/// Mistakes that `protect` prevents, shown with the layer: added before the routes it does not cover them,
/// inside of authentication its preflights are refused, and `route_layer` does not cover a 404.
#[tokio::test]
async fn layer_can_be_in_the_wrong_place() {
    let layer = || CorsLayer::new(&API);
    let before = Router::new().layer(layer()).route("/", get(async || "here"));
    let response = before.oneshot(preflight("/")).await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);

    let behind = Router::new().route("/", get(async || "here"));
    let behind = behind.layer(layer()).layer(from_fn(authenticated));
    let response = behind.oneshot(preflight("/")).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);

    let routes_only = Router::new().route("/", get(async || "here")).route_layer(layer());
    let response = routes_only.oneshot(request("GET", "/nowhere")).await.unwrap();
    assert_eq!(allowed_origin(&response), None);

    // The path of a nested router's prefix with a trailing slash belongs to the outer router.
    let nested = Router::new().route("/users", get(async || "here"));
    let nested = nested.fallback(async || StatusCode::NOT_FOUND).layer(layer());
    let outer = Router::new().nest("/api", nested);
    for (path, status) in [
        ("/api/users", StatusCode::NO_CONTENT),
        ("/api/nowhere", StatusCode::NO_CONTENT),
        ("/api/", StatusCode::NOT_FOUND),
    ] {
        let response = outer.clone().oneshot(preflight(path)).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
    }
}
