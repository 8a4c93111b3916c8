//! rocket_cors: a regex without anchors, and an exact origin that is read as a URL.

use rocket::http::Method;
use rocket_cors::{AllowedHeaders, AllowedOrigins, CorsOptions};

pub fn options() -> CorsOptions {
    let allowed_origins = AllowedOrigins::some(
        &["https://WWW.example.com:443/"],
        &["https://.*.example.com"],
    );
    CorsOptions {
        allowed_origins,
        allowed_methods: vec![Method::Get, Method::Delete].into_iter().map(From::from).collect(),
        allowed_headers: AllowedHeaders::some(&["Authorization", "Accept"]),
        allow_credentials: true,
        ..Default::default()
    }
}

pub fn defaults() -> Result<rocket_cors::Cors, rocket_cors::Error> {
    CorsOptions::default().to_cors()
}
