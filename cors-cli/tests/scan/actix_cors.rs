//! actix-cors: a function beside listed origins, a loop, and what `permissive` means.

use actix_cors::Cors as CrossOrigin;
use actix_web::http::header;
use actix_web::{App, HttpServer};

pub fn admin() -> CrossOrigin {
    CrossOrigin::default()
        .allowed_origin("https://admin.example.com")
        .allowed_origin_fn(|origin, _head| origin.as_bytes().ends_with(b".example.com"))
        .allowed_methods(vec!["GET", "POST", "PATCH"])
        .allowed_headers([header::AUTHORIZATION, header::ACCEPT])
        .allowed_header(header::CONTENT_TYPE)
        .supports_credentials()
        .max_age(3600)
}

pub fn open() -> CrossOrigin {
    CrossOrigin::default().allow_any_origin().send_wildcard().allow_any_header()
}

pub async fn serve() -> std::io::Result<()> {
    HttpServer::new(|| {
        let mut cors = CrossOrigin::default().allow_any_method();
        for origin in ["https://a.example", "https://b.example"] {
            cors = cors.allowed_origin(origin);
        }
        App::new().wrap(cors).wrap(CrossOrigin::permissive())
    })
    .bind("127.0.0.1:8080")?
    .run()
    .await
}
