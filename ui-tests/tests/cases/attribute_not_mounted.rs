#![deny(dead_code)]

use axum::routing::get;
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn list_users() {}

fn main() {
    let _: axum::Router = axum::Router::new().route("/users", get(list_users));
}
