//! `#[cors(…)]` on axum handlers, and `routes!`.
//!
//! | module | contents |
//! | --- | --- |
//! | `answers` | the responses to each request on a path |
//! | `behind` | routes added after a list have no policy, and their preflights are refused |
//! | `hygiene` | the macros don't depend on names in scope |
//! | `logged` | the log of a path's decisions |
//! | `mounting` | where a policy goes: mistakes and their fixes |
//! | `names` | the policy is in the function's type, and stays with the function |
//! | `router` | the rest of axum works as without `routes!` |
//! | `start_up` | mistakes that can only be refused at start-up |
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
mod logged;
mod mounting;
mod names;
mod router;
mod start_up;

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

/// A policy without `allow_methods`.
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

/// The same, which requests headers too.
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
    let mut headers_found: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| name.starts_with("access-control-") || *name == "vary")
        .map(|(name, value)| (name.trim_start_matches("access-control-"), value))
        .collect();
    headers_found.sort_unstable();
    headers_found
}

pub(crate) async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
