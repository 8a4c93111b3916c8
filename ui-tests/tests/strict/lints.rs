//! What the macros expand to is no concern of the lints of the crate that it is in.
#![forbid(unsafe_code, unexpected_cfgs)]
#![deny(warnings, unused, missing_docs, unused_qualifications, clippy::all)]

use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use cors_runtime::{Policy, PolicyMap, policies};

/// Names of every kind.
pub static API: Policy = cors_runtime::cors! {
    name              = "api",
    allow_origins     = ["http://example.com"],
    allow_credentials = true,
    allow_methods     = [PUT, CUSTOM],
    allow_headers     = [grpc_web],
    expose_headers    = [grpc_web],
    accept_risk       = { insecure_origin = "the page is on an intranet" },
    allow             = [no_max_age],
};

/// Policies in a module.
pub mod open {
    /// Any origin.
    pub static ANY: cors_runtime::Policy = cors_runtime::cors! { allow_origins = "*" };
}

/// A map.
pub static MAP: PolicyMap = policies! {
    "/open/{*rest}" => open::ANY,
    "/internal/{*rest}" => closed,
    _ => API,
};

#[cors(API)]
async fn list_users() {}

#[cors(allow_origins = ["https://example.com"], max_age = "2h")]
async fn update_user() {}

fn main() {
    let _: axum::routing::MethodRouter = routes![get(list_users), put(update_user)];
    assert!(API.allows_origin("http://example.com"));
    let _ = &MAP;
}
