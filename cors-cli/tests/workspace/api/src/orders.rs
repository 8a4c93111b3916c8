//! Orders: each handler has its own policy.

use axum::Router;
use shop_policies::ACCOUNT;
use web_cors::attr::cors as guarded;
use web_cors::axum::routes;

#[guarded(crate = web_cors, ACCOUNT)]
async fn list() {}

/// Places an order.
#[guarded(
    crate             = web_cors,
    allow_origins     = ["https://shop.example", "https://checkout.shop.example"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    max_age           = 600,
)]
async fn place() {}

pub(crate) fn router() -> Router {
    Router::new().route("/orders", routes![crate = web_cors, get(list), put(place)])
}
