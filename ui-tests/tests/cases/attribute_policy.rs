use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

#[cors(
    allow_origins = ["https://example.com/"],
    allow_credentials = "yes",
)]
async fn list_users() -> &'static str {
    "users"
}

#[cors(NO_SUCH_POLICY)]
async fn update_user() {}

const NO_POLICY: &str = "https://example.com";

#[cors(NO_POLICY)]
async fn remove_user() {}

fn main() {
    let _: axum::routing::MethodRouter =
        routes![get(list_users), put(update_user), delete(remove_user)];
}
