//! Middleware and policies around annotated handlers.

use actix_web::{App, Error, error, get};
use cors_runtime::attr::cors;
use cors_tests::actix::send;

use super::{API, PAGE, app_of_users, header, preflight, request};

/// Authentication that refuses every request.
async fn refused(
    _: actix_web::dev::ServiceRequest,
    _: actix_web::middleware::Next<impl actix_web::body::MessageBody>,
) -> Result<actix_web::dev::ServiceResponse, Error> {
    Err(error::ErrorUnauthorized("no token"))
}

/// Middleware around the application is outside of the policies.
#[actix_web::test]
async fn middleware_of_the_application_answers_the_preflights() {
    let app = || app_of_users().wrap(actix_web::middleware::from_fn(refused));
    for request in [preflight("GET", "/users", PAGE), request("GET", "/users", PAGE)] {
        let response = send(app(), request).await;
        assert_eq!(response.status(), 401);
        assert_eq!(header(&response, "access-control-allow-origin"), None);
    }
}

/// Authentication of a handler is inside of its policy: pages can read why a request is refused.
#[actix_web::test]
async fn middleware_of_the_route_is_inside_of_the_policy() {
    #[cors(API)]
    #[get("/secret", wrap = "actix_web::middleware::from_fn(refused)")]
    async fn secret() -> &'static str {
        "secret"
    }

    let app = || App::new().service(secret);
    assert_eq!(send(app(), preflight("GET", "/secret", PAGE)).await.status(), 204);
    let response = send(app(), request("GET", "/secret", PAGE)).await;
    assert_eq!((response.status().as_u16(), response.body().as_str()), (401, "no token"));
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
}

/// Inside a policy around the application: this is reported, even if it is the same policy, because the
/// outer one would answer preflights without the mounted methods.
#[actix_web::test]
async fn inside_of_another_policy() {
    use cors_runtime::actix_web::Cors;

    let app = || app_of_users().wrap(Cors::new(&API));
    for method in ["GET", "PUT"] {
        let response = send(app(), request(method, "/users", PAGE)).await;
        assert_eq!(response.status(), 500);
        assert!(response.body().starts_with("two CORS policies apply to"));
    }
    // A handler without a policy has that of the application.
    assert_eq!(send(app(), request("DELETE", "/users", PAGE)).await.body(), "deleted");
}
