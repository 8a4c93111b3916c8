use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    name = "tab\tand more",
    allow_origins = ["https://example.com"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
