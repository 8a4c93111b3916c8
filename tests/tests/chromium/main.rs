//! Tests of the user agent that checks the servers: its results are compared with those of Chromium 156,
//! and with the expectations of web-platform-tests for every browser. No policy of the library is involved.
//!
//! | file | groups of the corpus |
//! | --- | --- |
//! | `values` | single values of single headers, statuses, methods, names |
//! | `runs` | whole requests: the requests on the wire in order, and the result for the page |
//! | `cache` | how many preflights were sent for a sequence of requests |
//! | `redirects` | two servers, and the origin that the second receives |
//! | `pages` | pages of opaque origins, and cookies |
//! | `differences` | differences between Chromium and the standard, with reasons |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod cache;
mod differences;
mod pages;
mod redirects;
mod runs;
mod values;

use cors_user_agent::{HttpRequest, HttpResponse};
use serde_json::Value;

/// A line of the log of the server that Chromium called.
fn line(request: &HttpRequest) -> String {
    let header = |name: &str| {
        let value = request.header_list.get(name)?;
        Some(String::from_utf8_lossy(&value).into_owned())
    };
    let mut line = request.method.clone();
    if request.is_preflight() {
        "PREFLIGHT".clone_into(&mut line);
    }
    for (label, name) in [
        ("O", "origin"),
        ("ACRM", "access-control-request-method"),
        ("ACRH", "access-control-request-headers"),
    ] {
        if let Some(value) = header(name) {
            line += &format!(" {label}={value}");
        }
    }
    line
}

/// A response of a script: `[[name, value], …]`, in which `$ORIGIN` is the request's origin and `$ACRM` the
/// requested method of a preflight.
fn scripted(request: &HttpRequest, status: u16, headers: &Value) -> HttpResponse {
    let echoed = |value: &str| {
        let header = |name: &str| {
            let value = request.header_list.get(name).unwrap_or_default();
            String::from_utf8_lossy(&value).into_owned()
        };
        value
            .replace("$ORIGIN", &header("origin"))
            .replace("$ACRM", &header("access-control-request-method"))
    };
    let mut response = HttpResponse::new(status);
    for header in headers.as_array().into_iter().flatten() {
        let (name, value) = (header[0].as_str().unwrap(), header[1].as_str().unwrap());
        response.header_list.append(name, echoed(value));
    }
    response
}
