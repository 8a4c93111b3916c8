use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["http://app.example.com"],
    allow_credentials = true,
    accept_risk = { insecure_origin = "" },
};

static PASTED: Policy = cors! {
    allow_origins = ["http://app.example.com"],
    allow_credentials = true,
    accept_risk = { insecure_origin = "the reason" },
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
    let _ = &PASTED;
}
