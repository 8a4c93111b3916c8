//! A policy as a `const`, which takes a newer Rust than a `static` does.

use cors_runtime::{Policy, cors};

const API: Policy = cors! { allow_origins = ["https://example.com"] };

fn main() {
    assert!(API.allows_origin("https://example.com"));
}
