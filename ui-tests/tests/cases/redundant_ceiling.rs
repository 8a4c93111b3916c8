#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://*.example.app", "https://app.example.com"],
    runtime_origins = ["https://{tenant}.example.app", "https://app.example.com", "https://*.example.net"],
};

fn main() {
    assert!(!POLICY.allows_origin("https://evil.example"));
}
