//! Policies in salvo, poem and rocket: what differs from other frameworks, and the ways to mount a policy in the
//! wrong place.
//!
//! | file | contents |
//! | --- | --- |
//! | `kinds` | every kind of policy, in each framework |
//! | `salvo`, `poem`, `rocket` | each framework's own behaviour |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod kinds;
mod poem;
mod rocket;
mod salvo;

use cors_runtime::{Policy, cors};
use http::{Request, Response};

static API: Policy = cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_methods     = [PUT],
    max_age           = "2h",
};

const PAGE: &str = "https://page.example";

/// A request of the policy's page.
fn request(method: &str, path: &str) -> Request<String> {
    Request::builder().method(method).uri(path).header("origin", PAGE).body(String::new()).unwrap()
}

fn preflight(path: &str) -> Request<String> {
    let mut preflight = request("OPTIONS", path);
    preflight.headers_mut().insert("access-control-request-method", "PUT".parse().unwrap());
    preflight
}

/// The origin that may read a response.
fn allowed(response: &Response<String>) -> Option<&str> {
    response.headers().get("access-control-allow-origin").map(|origin| origin.to_str().unwrap())
}

/// Checks that a page of the policy can read a response.
fn assert_shared(response: &Response<String>, status: u16, context: &str) {
    assert_eq!(response.status(), status, "{context}: {response:?}");
    assert_eq!(allowed(response), Some(PAGE), "{context}: {response:?}");
    let lines = response.headers().get_all("vary").iter();
    assert_eq!(lines.filter(|line| *line == "Origin").count(), 1, "{context}: {response:?}");
}

/// Checks that a preflight is answered.
fn assert_granted(response: &Response<String>, context: &str) {
    assert_shared(response, 204, context);
    let methods = response.headers().get("access-control-allow-methods");
    assert_eq!(methods.unwrap(), "GET,HEAD,POST,PUT", "{context}");
    assert_eq!(response.body(), "", "{context}");
}

/// Checks that two policies are reported.
fn assert_stacked(response: &Response<String>) {
    assert_eq!(response.status(), 500, "{response:?}");
    let reason = response.headers()["cors-error"].to_str().unwrap();
    assert!(reason.starts_with("two CORS policies apply to this request"), "{reason}");
    assert_eq!(response.body(), reason);
}
