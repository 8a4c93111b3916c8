//! Policies that are replaced while the server runs: each request is answered by one policy, in every adapter, and
//! what was replaced is freed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod memory;
mod mounted;
mod reload;
mod swaps;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::extract::Request;
use cors_runtime::Policy;
use http::{HeaderMap, Method, header};

/// A page that every policy allows.
const PAGE: &str = "https://page.example";

/// A policy that is recognised by each of its headers.
fn policy(number: usize) -> Policy {
    let age = number + 1;
    let credentials = number.is_multiple_of(2);
    let text = format!(
        "allow_origins = ['{PAGE}', 'https://p{number}.example']\nallow_credentials = {credentials}\n\
         allow_methods = ['M{number}']\nallow_headers = ['x-{number}']\n\
         expose_headers = ['y-{number}']\nmax_age = {age}\n"
    );
    Policy::from_toml(&text).unwrap()
}

fn preflight_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ORIGIN, PAGE.parse().unwrap());
    headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT".parse().unwrap());
    headers
}

fn request(method: Method) -> Request {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = preflight_headers();
    if method != Method::OPTIONS {
        request.headers_mut().remove(header::ACCESS_CONTROL_REQUEST_METHOD);
    }
    *request.method_mut() = method;
    request
}

/// The number of the policy that answered, which all headers must agree on.
fn answered_by<'h>(is_preflight: bool, value: impl Fn(&str) -> Option<&'h str>) -> usize {
    assert_eq!(value("access-control-allow-origin"), Some(PAGE));
    let digits = |name: &str| -> usize {
        let value = value(name).unwrap_or_else(|| panic!("unknown method `{name}`"));
        let number = value.rsplit_once(['-', 'M']).map_or(value, |(_, number)| number);
        number.parse().unwrap()
    };
    let number = if is_preflight {
        assert_eq!(value("access-control-expose-headers"), None);
        assert_eq!(digits("access-control-allow-headers"), digits("access-control-max-age") - 1);
        assert_eq!(digits("access-control-allow-methods"), digits("access-control-allow-headers"));
        digits("access-control-allow-headers")
    } else {
        digits("access-control-expose-headers")
    };
    let credentials = value("access-control-allow-credentials");
    assert_eq!(credentials, number.is_multiple_of(2).then_some("true"), "of policy {number}");
    number
}

fn answered_by_http(is_preflight: bool, headers: &HeaderMap) -> usize {
    answered_by(is_preflight, |name| headers.get(name).map(|value| value.to_str().unwrap()))
}

fn is_preflight(method: &Method) -> bool {
    *method == Method::OPTIONS
}

/// The output of a future that does not wait.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("these services don't wait"),
    }
}
