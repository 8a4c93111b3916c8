use cors_runtime::{Policy, cors};

macro_rules! policy_of {
    ($origin:literal) => {
        cors! { allow_origins = [$origin] }
    };
}

pub static PAGES: Policy = cors! { allow_origins = ["https://example.com", "https://example.org"] };
pub static GENERATED: Policy = policy_of!("https://generated.example");
