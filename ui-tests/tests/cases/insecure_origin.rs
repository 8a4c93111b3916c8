use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://app.example.com"],
    allow_credentials = true,
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
