//! Mistakes in `runtime_origins`, and expectations about what may be added.

use cors_runtime::{Policy, cors};

static EMPTY: Policy = cors! { runtime_origins = [] };

static NONE_LISTED: Policy = cors! {
    allow_origins = [],
    runtime_origins = ["https://{tenant}.example.app"],
};

static ANY: Policy = cors! { runtime_origins = ["*", "null"] };

static DENIED: Policy = cors! {
    runtime_origins = ["https://{tenant}.example.app"],
    deny_origins = ["https://*.example.app", "https://example.com"],
};

static EXPECTATIONS: Policy = cors! {
    allow_origins = ["https://app.example.com"],
    runtime_origins = ["https://{tenant}.example.app"],
    must_allow = ["https://acme.example.app"],
    must_deny = ["https://internal.example.app"],
};

static CLOSED: Policy = cors! { closed, runtime_origins = ["https://{tenant}.example.app"] };

fn main() {
    for policy in [&EMPTY, &NONE_LISTED, &ANY, &DENIED, &EXPECTATIONS, &CLOSED] {
        assert!(!policy.allows_origin("https://evil.example"));
    }
}
