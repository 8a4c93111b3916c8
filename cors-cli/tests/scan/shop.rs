//! The shape of a web shop's API: origins of the environment, with a fallback for development, and a layer that is built
//! in parts.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

const STOREFRONTS: &str = "https://shop.example,https://www.shop.example";

pub fn layer(is_development: bool) -> CorsLayer {
    let origins: Vec<HeaderValue> =
        STOREFRONTS.split(',').map(|origin| origin.parse().expect("a valid origin")).collect();
    let mut layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods(vec![Method::GET, Method::POST, Method::PATCH])
        .allow_headers([HeaderName::from_static("x-cart"), HeaderName::from_static("content-type")])
        .allow_credentials(true);
    if is_development {
        layer = layer.allow_origin(AllowOrigin::predicate(|origin, _parts| {
            origin.to_str().is_ok_and(|origin| origin.starts_with("http://localhost"))
        }));
    }
    layer
}

pub fn router(routes: Router) -> Router {
    routes.layer(layer(cfg!(debug_assertions)))
}
