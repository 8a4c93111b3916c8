use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn list_users() {}

#[cors(API)]
async fn show_user() {}

fn main() {
    let _: axum::routing::MethodRouter =
        routes![get(list_users), put(list_users), get(show_user), get(list_users)];
}
