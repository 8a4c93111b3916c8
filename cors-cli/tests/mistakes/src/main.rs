//! A server whose policies have mistakes.

mod broken;

use cors_runtime::attr::cors as policy;
use cors_runtime::{Policy, PolicyMap, cors, policies};

static API: Policy = cors! {
    allow_origins = [
        "https://example.com/",
        "https://*.example.com",
        "https://www.example.com",
    ],
    allow_credentials = true,
    allow_methods     = [PUT, GET],
    max_age           = "1h",
};

static PARTNERS: Policy = cors! { file = "cors.toml", policy = "partners" };

static MAP: PolicyMap = policies! {
    "/api/{*rest}"       => API,
    "/api/v2/{*rest}"    => PARTNERS,
    _                    => closed,
};

#[policy(allow_origins = "*", allow_credentials = true, max_age = 0)]
async fn list() {}

fn main() {}
