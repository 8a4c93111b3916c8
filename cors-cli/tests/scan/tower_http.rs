//! tower-http: a predicate that compares a prefix, one that forgets the dot, and the two shortcuts.

use axum::Router;
use axum::http::{HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

const DASHBOARD: &str = "https://dashboard.example.com";

pub fn api() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin: &HeaderValue, _| {
            origin.as_bytes().starts_with(b"https://app.example.com")
                || origin.as_bytes() == DASHBOARD.as_bytes()
        }))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::PUT, Method::DELETE])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION])
        .max_age(Duration::from_secs(60) * 60)
}

pub fn previews() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin, _| {
            let Ok(origin) = origin.to_str() else { return false };
            if origin == "http://localhost:5173" {
                return true;
            }
            origin.starts_with("https://") && origin.ends_with("example.com")
        }))
        .allow_methods(Any)
        .allow_headers(Any)
}

pub fn listed() -> CorsLayer {
    let origins = ["https://example.com/", "https://*.example.com", DASHBOARD]
        .map(|origin| origin.parse::<HeaderValue>().unwrap());
    CorsLayer::new().allow_origin(origins).expose_headers([header::ETAG])
}

pub fn routes() -> Router {
    Router::new()
        .layer(CorsLayer::very_permissive())
        .nest("/public", Router::new().layer(CorsLayer::permissive()))
}

#[cfg(test)]
mod tests {
    use super::CorsLayer;

    fn open() -> CorsLayer {
        CorsLayer::very_permissive()
    }
}
