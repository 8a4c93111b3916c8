#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_credentials = true,
    timing_allow_origin = "*",
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
