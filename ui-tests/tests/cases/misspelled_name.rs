#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_methods = [DELTE, OPTION, PSOT],
    allow_headers = ["Content_Type", "Authorisation", "x-custom"],
    expose_headers = ["X-Request_Id", "Etags"],
    max_age = "2h",
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
