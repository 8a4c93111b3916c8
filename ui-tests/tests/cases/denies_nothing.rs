#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://*.example.com"],
    deny_origins = ["https://example.com"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
