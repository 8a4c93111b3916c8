#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = [r"https://example.{tld:com|co\.uk}", regex(r"null|https://(a|é)\.example")],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
