//! The API: two handlers of one path under different policies, and a scope under a third.

use actix_web::{HttpResponse, get, put, web};
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use cors_runtime::{Policy, cors as policy};

/// Any page can read the list of users.
pub(crate) static PUBLIC: Policy = policy! {
    allow_origins = "*",
};

/// Only the administrators' pages can change it, with their session cookie.
pub(crate) static ADMIN: Policy = policy! {
    allow_origins     = ["https://admin.example.com", "http://localhost:*"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    max_age           = 0,
};

/// The partners' pages can read the reports, and their browsers cache the preflights.
pub(crate) static PARTNERS: Policy = policy! {
    allow_origins  = ["https://shop.example", "https://*.partners.example.com"],
    allow_methods  = [DELETE],
    allow_headers  = ["authorization"],
    expose_headers = ["x-total-count"],
    max_age        = "2h",
};

#[cors(PUBLIC)]
#[get("/users")]
async fn list_users() -> &'static str {
    "Ada, Grace, Barbara\n"
}

#[cors(ADMIN)]
#[put("/users")]
async fn update_users() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[get("/today")]
async fn report() -> HttpResponse {
    HttpResponse::Ok().insert_header(("x-total-count", "3")).body("three orders\n")
}

/// The application.
pub(crate) fn api(config: &mut web::ServiceConfig) {
    config
        .service(list_users)
        .service(update_users)
        .service(web::scope("/reports").service(report).wrap(Cors::new(&PARTNERS)));
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::init_service;
    use cors_test::Page;

    use super::*;

    fn page(url: &str) -> Page {
        Page::at(url).calling("https://api.example.com")
    }

    #[actix_web::test]
    async fn pages_get_what_the_policies_allow() {
        let mut api = init_service(App::new().configure(api)).await;
        let mut any = page("https://any.example");
        any.get("/users").fetch(&mut api).await.expect_readable();
        any.put("/users").fetch(&mut api).await.expect_not_sent();
        let mut admin = page("https://admin.example.com/users").credentials();
        admin.put("/users").json("[]").fetch(&mut api).await.expect_readable();
        let mut shop = page("https://shop.example");
        shop.get("/reports/today").fetch(&mut api).await.expect_header("x-total-count");
        shop.delete("/reports/today").fetch(&mut api).await.expect_status(404).expect_preflight();
        shop.delete("/reports/today").fetch(&mut api).await.expect_no_preflight();
    }
}
