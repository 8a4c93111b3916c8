//! Handlers of `OPTIONS` next to handlers with policies.

use actix_web::{App, options};
use cors_runtime::attr::cors;
use cors_tests::actix::send;

use super::{ADMIN, ADMINS, PAGE, header, preflight, request, users};

/// A handler of `OPTIONS` doesn't take the preflights of handlers that are registered after it.
#[actix_web::test]
async fn handler_of_options_takes_no_preflights_of_others() {
    #[cors(ADMIN)]
    #[options("/users")]
    async fn about_users() -> &'static str {
        "about"
    }

    let app = || App::new().service(about_users).configure(users);
    let response = send(app(), preflight("GET", "/users", ADMINS)).await;
    assert_eq!(response.status(), 403);
    let response = send(app(), preflight("GET", "/users", PAGE)).await;
    assert_eq!(header(&response, "access-control-allow-headers"), Some("x-page"));
    let response = send(app(), request("OPTIONS", "/users", ADMINS)).await;
    assert_eq!(response.body(), "about");
    assert_eq!(header(&response, "access-control-allow-origin"), Some(ADMINS));
}

/// A resource that takes every `OPTIONS` request of the path and is registered first takes the preflights
/// too, and grants nothing; if it is registered after the annotated handlers, it gets the remaining ones.
#[actix_web::test]
async fn with_a_closed_handler_of_options() {
    #[options("/users")]
    async fn about_users() -> &'static str {
        "about"
    }

    let before = App::new().service(about_users).configure(users);
    let response = send(before, preflight("GET", "/users", PAGE)).await;
    assert_eq!(response.body(), "about");
    assert_eq!(header(&response, "access-control-allow-origin"), None);
    let behind = || App::new().configure(users).service(about_users);
    assert_eq!(send(behind(), preflight("GET", "/users", PAGE)).await.status(), 204);
    let response = send(behind(), preflight("DELETE", "/users", PAGE)).await;
    assert_eq!(header(&response, "access-control-allow-origin"), None);
}
