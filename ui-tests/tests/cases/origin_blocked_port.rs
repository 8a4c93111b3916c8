use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://localhost:6000"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
