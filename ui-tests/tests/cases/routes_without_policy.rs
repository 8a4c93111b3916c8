// A policy is in a function's type: other functions do not get it by a name, scope or path.
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn list() {}

mod users {
    pub async fn without_policy() {}
}

mod shadowed {
    use super::*;

    async fn list() {}

    pub fn routes() -> axum::routing::MethodRouter {
        routes![get(list)]
    }
}

mod twin {
    pub async fn list() {}
}

struct Users;

trait Api {
    async fn list();
}

impl Api for Users {
    async fn list() {}
}

impl Users {
    async fn list() {}
}

async fn calls_list() {
    list().await
}

fn main() {
    async fn local() {}
    let closure = || async {};
    let variable = users::without_policy;
    let _: axum::Router = axum::Router::new()
        .route("/1", routes![get(users::without_policy), put(list)])
        .route("/2", routes![get(local)])
        .route("/3", routes![get(closure)])
        .route("/4", routes![get(variable)])
        .route("/5", routes![get(twin::list)])
        .route("/6", routes![get(Users::list)])
        .route("/7", routes![get(<Users as Api>::list)])
        .route("/8", routes![get(calls_list)])
        .route("/9", shadowed::routes());
    let _ = {
        // The same path as that of the function above, as rustc prints types.
        async fn list() {}
        axum::Router::<()>::new().route("/10", routes![get(list)])
    };
}
