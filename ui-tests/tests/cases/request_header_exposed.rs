use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    expose_headers = ["access-control-allow-methods"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
