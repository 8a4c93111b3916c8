use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://10.1.2.3/8:*", "http://[fd00::]/8", "http://10.0.0.0/33"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
