//! A file that is not Rust.

use tower_http::cors::CorsLayer;

fn cors() -> CorsLayer {
    CorsLayer::permissive(
}
