#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_headers = ["if-match"],
    expose_headers = ["x-request-id"],
    max_age = "2h",
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
