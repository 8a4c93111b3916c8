use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    runtime_origins = [regex("https://.+"), "https://*.github.io", "http://{any}.example.com"],
    allow_credentials = true,
};

/// The domains of customers can be any: the risk is accepted for that one pattern.
static CUSTOMERS: Policy = cors! {
    runtime_origins = [regex("https://.+"), "https://{tenant}.example.app"],
    accept_risk = { unbounded_ceiling = { "https://.+" = "customers bring their own domains, which we verify by DNS" } },
};

fn main() {
    assert!(!POLICY.allows_origin("https://evil.example"));
    let _ = &CUSTOMERS;
}
