use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = [regex("https://[a-z]*a[a-z]{24}\\.example\\.com")],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
