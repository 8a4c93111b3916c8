//! A predicate that compares the beginning of the origin.

use tower_http::cors::{AllowOrigin, CorsLayer};

pub fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin, _| {
            origin.as_bytes().starts_with(b"https://example.com")
        }))
        .allow_credentials(true)
}
