use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn handler() {}

fn main() {
    let _: axum::Router = axum::Router::new()
        .route("/1", routes![])
        .route("/2", routes![get(handler).put(handler)])
        .route("/3", routes![get(handler) put(handler)])
        .route("/4", routes![get])
        .route("/5", routes![handler])
        .route("/7", routes![users::handler, handler])
        .route("/6", routes!["/users", get(handler)]);
}
