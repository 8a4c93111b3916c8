// Only `routes!` mounts a handler with a policy, and other code cannot use it as a future.
use axum::routing::get;
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn list_users() {}

#[axum::debug_handler]
#[cors(API)]
async fn debugged_outside() {}

fn main() {
    let _: axum::Router = axum::Router::new().route("/users", get(list_users));
    list_users();
}
