// Mistakes between the parentheses of a method.
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn good() {}

#[cors(API)]
async fn takes_no_extractor(_: u8, _: String) {}

#[cors(API)]
async fn returns_no_response() -> Option<u8> {
    None
}

#[cors(API)]
async fn is_not_send() {
    let shared = std::rc::Rc::new(());
    good().await;
    drop(shared);
}

#[cors(API)]
fn is_not_async() -> &'static str {
    "users"
}

fn main() {
    let _: axum::Router = axum::Router::new()
        .route("/1", routes![get(async || "closure"), post(|| async {}), put(good)])
        .route("/2", routes![get(good.layer(())), put(), delete(good, good), patch(good())])
        .route("/3", routes![get(no_such_function)])
        .route("/4", routes![get(takes_no_extractor)])
        .route("/5", routes![get(returns_no_response)])
        .route("/6", routes![get(is_not_send)])
        .route("/7", routes![get(is_not_async)]);
}
