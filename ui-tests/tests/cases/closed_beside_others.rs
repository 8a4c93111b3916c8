use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    closed,
    allow_origins     = ["https://example.com"],
    allow_credentials = true,
};

static METHODS: Policy = cors! {
    allow_methods = [PUT],
    closed        = true,
    max_age       = "2h",
};

static NOT_CLOSED: Policy = cors! { closed = false };

static NEITHER: Policy = cors! { closed = false, allow_origins = ["https://example.com"] };

static A_STRING: Policy = cors! { closed = "true" };

static NO_COMMA: Policy = cors! { closed allow = [no_max_age] };

fn main() {
    for policy in [&POLICY, &METHODS, &NOT_CLOSED, &NEITHER, &A_STRING, &NO_COMMA] {
        assert!(!policy.allows_origin(b"https://evil.example"));
    }
}
