use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_methods = ["PUT|DELETE", "PROP*"],
    allow_headers = ["x-amz-meta-*", "^x-a$", "x-{name}-id", "/x-.*/", regex("x-.*")],
    expose_headers = ["X-COMPANY-.*"],
    max_age = "2h",
};

static CREDENTIALED: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_credentials = true,
    allow_methods = ["PROP*"],
    allow_headers = ["x-amz-meta-*"],
    max_age = "2h",
};

// A name that looks like a pattern, but is meant literally.
static ALLOWED: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_headers = ["x-$filter"],
    max_age = "2h",
    allow = [name_pattern],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
    assert!(!CREDENTIALED.allows_origin(b"https://evil.example"));
    assert!(!ALLOWED.allows_origin(b"https://evil.example"));
}
