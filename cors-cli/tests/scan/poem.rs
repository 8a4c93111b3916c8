//! poem: everything is allowed until something is listed.

use poem::middleware::Cors;
use poem::{EndpointExt, Route, http::Method};

pub fn app(route: Route) -> impl poem::Endpoint {
    route
        .with(Cors::new().allow_credentials(true))
        .with(
            Cors::new()
                .allow_origin("https://app.example.com")
                .allow_origin_regex("https://*.preview.example.com")
                .allow_method(Method::GET)
                .allow_method(Method::PUT)
                .allow_header("x-token")
                .expose_header("x-request-id")
                .max_age(3600),
        )
        .with(Cors::new().allow_origins_fn(|origin| origin.contains("example.com")))
}
