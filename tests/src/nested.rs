//! Policies for the tests of two policies on one request, which axum and actix-web share.

use cors_runtime::{Policy, cors};

/// Any origin.
pub static PUBLIC: Policy = cors! { allow_origins = "*" };

/// Any origin, as another policy.
pub static OPEN: Policy = cors! { allow_origins = "*", expose_headers = ["x-a"] };

/// The first of [`ORIGINS`].
pub static PAGES: Policy = cors! { allow_origins = ["https://page.example"] };

/// The second, with credentials.
pub static ADMIN: Policy = cors! {
    allow_origins     = ["https://admin.example"],
    allow_credentials = true,
};

/// One origin that each policy of a set allows, and one that neither does.
pub const ORIGINS: [&str; 3] =
    ["https://page.example", "https://admin.example", "https://evil.example"];
