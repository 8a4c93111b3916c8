use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://a123456789b123456789c123456789d123456789e123456789f123456789g123.example"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
