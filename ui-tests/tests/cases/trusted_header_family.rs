//! Families of request headers with names that servers and proxies trust, that pages never set, or that another family
//! has.
#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_headers = [
        "auth{name}", "x-csrf-{name}", "X-Forwarded-{name}", "sec-{name}", "x-amz-{name}", "x-amz-meta-{name}",
    ],
    max_age = "2h",
};

static NEARLY_ALL: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_credentials = true,
    allow_headers = ["x-{name}"],
    max_age = "2h",
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
    assert!(!NEARLY_ALL.allows_origin(b"https://evil.example"));
}
