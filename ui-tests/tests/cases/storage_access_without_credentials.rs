use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    activate_storage_access = "retry",
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
