//! `#[cors(…)]` above the route attributes of actix-web.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod functions;
mod middleware;
mod options;
mod paths;
mod start_up;

use actix_web::{App, Error, HttpResponse, delete, error, get, post, put, web};
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_tests::actix::send;
use http::{Request, Response};

static API: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_headers = ["x-page"],
    max_age       = "2h",
};

static ADMIN: Policy = cors_runtime::cors! {
    allow_origins     = ["https://admin.example", "https://page.example"],
    allow_credentials = true,
    allow_headers     = ["x-admin"],
    max_age           = "2h",
};

/// Any origin.
#[cors(API)]
#[get("/users")]
async fn list_users() -> &'static str {
    "users"
}

#[cors(API)]
#[post("/users")]
async fn add_user(_: web::Json<u64>) -> HttpResponse {
    HttpResponse::Created().finish()
}

#[cors(ADMIN)]
#[put("/users")]
async fn update_users() -> Result<&'static str, Error> {
    Err(error::ErrorConflict("not now"))
}

/// Closed to other origins.
#[delete("/users")]
async fn delete_users() -> &'static str {
    "deleted"
}

fn users(config: &mut web::ServiceConfig) {
    config.service(list_users).service(add_user).service(update_users).service(delete_users);
}

fn app_of_users() -> App<
    impl actix_web::dev::ServiceFactory<
        actix_web::dev::ServiceRequest,
        Config = (),
        Response = actix_web::dev::ServiceResponse,
        Error = Error,
        InitError = (),
    >,
> {
    App::new().configure(users)
}

fn request(method: &str, path: &str, origin: &str) -> Request<String> {
    let request = Request::builder().method(method).uri(path).header("origin", origin);
    request.body(String::new()).unwrap()
}

fn preflight(method: &str, path: &str, origin: &str) -> Request<String> {
    let mut request = request("OPTIONS", path, origin);
    request.headers_mut().insert("access-control-request-method", method.parse().unwrap());
    request
}

fn header<'r>(response: &'r Response<String>, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

const PAGE: &str = "https://page.example";
const ADMINS: &str = "https://admin.example";

/// A preflight is answered by the policy of the handler for the requested method.
#[actix_web::test]
async fn preflight_is_answered_by_the_policy_of_its_handler() {
    for (method, origin, status, allow_headers) in [
        ("GET", PAGE, 204, Some("x-page")),
        ("POST", PAGE, 204, Some("x-page")),
        ("PUT", PAGE, 204, Some("x-admin")),
        ("GET", ADMINS, 403, None),
        ("POST", ADMINS, 403, None),
        ("PUT", ADMINS, 204, Some("x-admin")),
        ("PUT", "https://evil.example", 403, None),
        // A handler without a policy, and methods without a handler: actix-web answers.
        ("DELETE", PAGE, 404, None),
        ("HEAD", PAGE, 404, None),
        ("PATCH", PAGE, 404, None),
        ("get", PAGE, 404, None),
    ] {
        let response = send(app_of_users(), preflight(method, "/users", origin)).await;
        let what = format!("{method} from {origin}");
        assert_eq!(response.status(), status, "{what}");
        assert_eq!(header(&response, "access-control-allow-headers"), allow_headers, "{what}");
        let is_granted = status == 204;
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            is_granted.then_some(origin),
            "{what}"
        );
        assert_eq!(
            header(&response, "access-control-allow-methods"),
            is_granted.then_some(method),
            "{what}"
        );
        assert_eq!(
            header(&response, "access-control-max-age"),
            is_granted.then_some("0"),
            "{what}"
        );
        if status != 404 {
            let vary = header(&response, "vary");
            assert_eq!(vary, Some("Origin, Access-Control-Request-Method"), "{what}");
        }
    }
}

#[actix_web::test]
async fn response_has_the_headers_of_its_handlers_policy() {
    for (method, origin, status, shared, credentials) in [
        ("GET", PAGE, 200, true, None),
        ("GET", ADMINS, 200, false, None),
        // A rejection of an extractor, and an error of the handler.
        ("POST", PAGE, 400, true, None),
        ("PUT", ADMINS, 409, true, Some("true")),
        ("PUT", PAGE, 409, true, Some("true")),
        ("DELETE", PAGE, 200, false, None),
        ("HEAD", PAGE, 404, false, None),
    ] {
        let response = send(app_of_users(), request(method, "/users", origin)).await;
        assert_eq!(response.status(), status, "{method} {origin}");
        let allowed = header(&response, "access-control-allow-origin");
        assert_eq!(allowed, shared.then_some(origin), "{method} {origin}");
        let allowed = header(&response, "access-control-allow-credentials");
        assert_eq!(allowed, credentials, "{method} {origin}");
    }
}

/// The order of registration has no effect.
#[actix_web::test]
async fn order_of_registration_has_no_effect() {
    let app = || App::new().service(update_users).service(delete_users).service(list_users);
    let response = send(app(), preflight("GET", "/users", ADMINS)).await;
    assert_eq!(response.status(), 403);
    let response = send(app(), preflight("PUT", "/users", ADMINS)).await;
    assert_eq!(header(&response, "access-control-allow-methods"), Some("PUT"));
}
