use cors_runtime::{Policy, cors};

static API: Policy = cors! {
    allow_origins     = ["https://example.com/", "https://b\u{fc}cher.example", r#"localhost:3000"#],
    allow_credentials = "yes",
    allow_methods     = [PUT, patch],
    allow_headers     = ["content-type", "cookie"],
    max_age           = "2 hours",
    exposed_headers   = ["x-request-id"],
};

fn main() {
    // The error causes no second one: `API` is still a policy.
    let _ = API.allows_origin(b"https://example.com");
}
