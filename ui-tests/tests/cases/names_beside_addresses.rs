use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://192.168.{a}.{b}:*", regex(r"http://10\..+")],
    accept_risk = { unbounded_trust = "it is a test" },
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
