#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://192.168.x.x:3000", "http://10.0.0.100-200"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
