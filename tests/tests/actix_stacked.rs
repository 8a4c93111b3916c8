//! Two policies on one request in actix-web.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use actix_web::{App, Scope, web};
use cors_runtime::actix_web::Cors;
use cors_runtime::{Policy, cors};
use cors_tests::actix::{from_http, send};
use http::{Request, Response};

static OUTER: Policy = cors! { allow_origins = ["https://page.example"] };
static INNER: Policy = cors! { allow_origins = ["https://page.example"], allow_credentials = true };

fn request(origin: Option<&str>) -> Request<String> {
    let request = Request::builder().uri("/api/users");
    let request = match origin {
        Some(origin) => request.header("origin", origin),
        None => request,
    };
    request.body(String::new()).unwrap()
}

fn users(policy: &'static Policy) -> Scope {
    let users = web::resource("/users").wrap(Cors::new(policy)).to(async || "all users");
    web::scope("/api").service(users)
}

/// The response if the policy of the resource is inside of another one.
async fn answers(inner: &'static Policy, origin: Option<&str>) -> [Response<String>; 3] {
    let outer = || Cors::new(&OUTER);
    let request = || request(origin);
    let plain = || web::scope("/api").route("/users", web::get().to(async || "all users"));
    [
        send(App::new().service(users(inner)).wrap(outer()), request()).await,
        send(App::new().service(users(inner).wrap(outer())), request()).await,
        send(App::new().service(plain().wrap(Cors::new(inner))).wrap(outer()), request()).await,
    ]
}

#[actix_web::test]
async fn are_answered_500_with_the_reason() {
    for origin in ["https://page.example", "https://stranger.example"] {
        for response in answers(&INNER, Some(origin)).await {
            assert_eq!(response.status(), 500);
            assert!(response.body().starts_with("two CORS policies apply to"));
            assert_eq!(response.headers()["cors-error"], response.body().as_str());
        }
    }
}

/// The response has the headers of the outer policy, like every other, so that its page may read it.
#[actix_web::test]
async fn have_the_headers_of_the_outer_one() {
    for response in answers(&INNER, Some("https://page.example")).await {
        assert_eq!(response.headers()["access-control-allow-origin"], "https://page.example");
        assert!(!response.headers().contains_key("access-control-allow-credentials"));
    }
}

#[actix_web::test]
async fn do_not_affect_requests_without_cors() {
    for response in answers(&INNER, None).await {
        assert_eq!(response.body(), "all users");
    }
}

#[actix_web::test]
async fn may_be_the_same_one_twice() {
    for response in answers(&OUTER, Some("https://page.example")).await {
        assert_eq!(response.body(), "all users");
        let mut lines = response.headers().get_all("access-control-allow-origin").iter();
        assert_eq!((lines.next().is_some(), lines.next()), (true, None));
    }
}

#[actix_web::test]
async fn next_to_each_other_are_allowed() {
    let app = || {
        App::new()
            .service(users(&INNER))
            .service(web::resource("/other").wrap(Cors::new(&OUTER)).to(async || "other"))
    };
    let mut other = request(Some("https://page.example"));
    *other.uri_mut() = "/other".parse().unwrap();
    assert_eq!(send(app(), request(Some("https://page.example"))).await.status(), 200);
    assert_eq!(send(app(), other).await.status(), 200);
}

/// A handler that calls another application of the same program sends a new request.
#[actix_web::test]
async fn are_not_assumed_if_a_handler_sends_a_request() {
    let front = web::get().to(async || {
        let behind = App::new().service(users(&INNER));
        from_http(send(behind, request(Some("https://page.example"))).await)
    });
    let app = App::new().route("/api/users", front).wrap(Cors::new(&OUTER));
    let response = send(app, request(Some("https://page.example"))).await;
    assert_eq!(response.body(), "all users");
}
