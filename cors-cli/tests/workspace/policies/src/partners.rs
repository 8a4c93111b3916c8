//! Policies for pages of other companies.

use cors_runtime::{Policy, cors};

/// The partner's pages.
pub static PARTNERS: Policy = cors! {
    file   = "cors.toml",
    policy = "partners",
};
