//! The first page.

use actix_web::{HttpResponse, get, put};
use cors_runtime::attr::cors;

#[cfg_attr(feature = "cors", cors(super::OFFICE))]
#[get("/start")]
async fn start() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[put("/start")]
#[cors(closed)]
async fn change() -> HttpResponse {
    HttpResponse::Ok().finish()
}
