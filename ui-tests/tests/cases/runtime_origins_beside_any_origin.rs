use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = "*",
    runtime_origins = ["https://{tenant}.example.app"],
};

fn main() {
    assert!(!POLICY.allows_origin("https://evil.example"));
}
