//! `#[cors(…)]` on the handlers of axum, and `routes!`.
//!
//! | module | what it shows |
//! | --- | --- |
//! | `answers` | who answers which request of a path, with what |
//! | `behind` | what is added behind a list has no policy, and no preflight is granted for it |
//! | `hygiene` | the macros depend on nothing that is in scope where they are written |
//! | `mounting` | where a policy goes: mistakes, and what to do instead |
//! | `names` | the policy is in the function's type, and goes wherever the function goes |
//! | `router` | the rest of axum around it works as without it |
//! | `start_up` | what can only be refused when the program starts |
//! | `told` | what the log says |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod answers;
mod behind;
mod hygiene;
mod mounting;
mod names;
mod router;
mod start_up;
mod told;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, ORIGIN,
};
use axum::response::Response;
use cors_runtime::{Policy, cors};
use tower::ServiceExt as _;

pub(crate) const PAGE: &str = "https://page.example";
pub(crate) const ADMIN_PAGE: &str = "https://admin.example";
pub(crate) const STRANGER: &str = "https://stranger.example";

/// Says nothing of methods: as mounted.
pub(crate) static API: Policy = cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    expose_headers    = ["x-request-id"],
    max_age           = "2h",
};

pub(crate) static ADMIN: Policy = cors! {
    allow_origins     = ["https://admin.example"],
    allow_credentials = true,
    allow_headers     = ["x-admin"],
    max_age           = "10m",
};

pub(crate) static PUBLIC: Policy = cors! { allow_origins = "*", max_age = "2h" };

#[cors_runtime::attr::cors(API)]
pub(crate) async fn list() -> &'static str {
    "list"
}

#[cors_runtime::attr::cors(API)]
pub(crate) async fn update() -> &'static str {
    "update"
}

/// Without a policy.
pub(crate) async fn closed() -> &'static str {
    "closed"
}

/// A request without `Origin`.
pub(crate) fn plain(method: &str, path: &str) -> Request {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

/// A request of a page.
pub(crate) fn actual(method: &str, path: &str, origin: &str) -> Request {
    let mut request = plain(method, path);
    request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
    request
}

/// The preflight of such a request.
pub(crate) fn preflight(method: &str, path: &str, origin: &str) -> Request {
    let mut request = actual("OPTIONS", path, origin);
    request.headers_mut().insert(ACCESS_CONTROL_REQUEST_METHOD, method.parse().unwrap());
    request
}

/// The same, which asks for request headers too.
pub(crate) fn preflight_with(method: &str, path: &str, origin: &str, headers: &str) -> Request {
    let mut request = preflight(method, path, origin);
    request.headers_mut().insert(ACCESS_CONTROL_REQUEST_HEADERS, headers.parse().unwrap());
    request
}

pub(crate) async fn send(app: &Router, request: Request) -> Response {
    app.clone().oneshot(request).await.unwrap()
}

/// The CORS protocol's headers of a response, and `Vary`: name without `access-control-`, value.
pub(crate) fn cors_headers(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let mut told: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| name.starts_with("access-control-") || *name == "vary")
        .map(|(name, value)| (name.trim_start_matches("access-control-"), value))
        .collect();
    told.sort_unstable();
    told
}

pub(crate) async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
