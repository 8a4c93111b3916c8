#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://localhost", "https://[::1]"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
