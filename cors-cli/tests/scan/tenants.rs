//! The shape of a multi-tenant service on actix-web: a function of the host, and tenants that are known at run time.

use actix_cors::Cors;
use actix_web::http::header::HeaderValue;

pub fn tenants(known: Vec<String>) -> Cors {
    Cors::default()
        .allowed_origin_fn(|origin, _| is_our_host(origin))
        .allowed_origin_fn(move |origin, _| {
            origin.to_str().is_ok_and(|origin| known.iter().any(|one| one == origin))
        })
        .allowed_methods(["GET", "POST", "DELETE"])
        .allow_any_header()
        .supports_credentials()
}

fn is_our_host(origin: &HeaderValue) -> bool {
    let Ok(text) = origin.to_str() else {
        return false;
    };
    let Some(host) = text.strip_prefix("https://") else {
        return false;
    };
    host.ends_with("tenants.example.com")
}
