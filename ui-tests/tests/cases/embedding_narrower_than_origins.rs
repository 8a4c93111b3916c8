#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = "*",
    cross_origin_resource_policy = "same-site",
};

fn main() {
    assert!(POLICY.allows_origin(b"https://evil.example"));
}
