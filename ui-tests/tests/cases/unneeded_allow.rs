#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow = [duplicate],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
