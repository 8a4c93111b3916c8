use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

mod users {
    pub async fn without_policy() {}
}

struct Users;

impl Users {
    async fn list() {}
}

#[cors(API)]
async fn no_handler(_: u8) {}

#[cors(API)]
async fn good() {}

fn main() {
    let router: axum::Router = axum::Router::new()
        .route("/1", routes![get(users::without_policy), put(good)])
        .route("/2", routes![get(async || "closure"), post(|| async {}), put(good)])
        .route("/3", routes![get(Users::list), put(<Users>::list), delete(good)])
        .route("/4", routes![get(good.layer(())), put(), delete(good, good), patch(good())])
        .route("/5", routes![get(no_such_function)])
        .route("/6", routes![get(no_handler)]);
    let _ = (router, Users::list);
}
