//! The API of the shop.

mod orders;

use axum::Router;
use shop_policies::{ACCOUNT, CATALOGUE, PARTNER_PAGES};
use web_cors::tower::CorsLayer;
use web_cors::{PolicyMap, policies};

static MAP: PolicyMap = policies! {
    crate = web_cors,
    "/catalogue/{*rest}"     => CATALOGUE,
    "/partners/{id}/{*rest}" => PARTNER_PAGES,
    "/account"               => ACCOUNT,
    _                        => closed,
};

fn main() {
    let _ = Router::new().merge(orders::router()).layer(CorsLayer::new(&MAP));
}
