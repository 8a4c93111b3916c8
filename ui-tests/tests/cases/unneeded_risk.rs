use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://app.example.com"],
    allow_credentials = true,
    accept_risk = { insecure_origin = "staging" },
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
