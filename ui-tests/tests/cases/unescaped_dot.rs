use cors_runtime::{Policy, cors};

static API: Policy = cors! {
    allow_origins = [
        regex("https://example.com"),
        regex(r"https://(eu|us).api\.example\.net"),
        regex(r"https://.*\.example\.org"),
    ],
};

fn main() {
    let _ = &API;
}
