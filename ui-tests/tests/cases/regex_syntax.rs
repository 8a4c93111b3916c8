use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = [regex("https://(eu|us[0-9]\\.example\\.org")],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
