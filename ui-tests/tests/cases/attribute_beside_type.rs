use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

mod users {
    pub async fn list() {}
}

#[cors(API)]
async fn users() {
    users::list().await
}

fn main() {
    let _: axum::routing::MethodRouter = routes![get(users)];
}
