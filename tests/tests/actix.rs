//! A policy around an actix-web application, a scope or a resource: every response from inside has its
//! headers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorTooManyRequests, ErrorUnauthorized};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpResponse, ResponseError, Scope, guard, web};
use cors_runtime::actix_web::Cors;
use cors_runtime::{Policy, cors};
use cors_tests::actix::send;
use http::{Request, Response, header};

static API: Policy = cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_methods     = [PUT],
    max_age           = "2h",
};

fn request(method: &str, path: &str) -> Request<String> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("origin", "https://page.example")
        .header("authorization", "Bearer ada")
        .body(String::new())
        .unwrap()
}

fn preflight(path: &str) -> Request<String> {
    Request::builder()
        .method("OPTIONS")
        .uri(path)
        .header("origin", "https://page.example")
        .header("access-control-request-method", "PUT")
        .body(String::new())
        .unwrap()
}

fn allowed_origin<B>(response: &Response<B>) -> Option<&str> {
    let mut lines = response.headers().get_all(header::ACCESS_CONTROL_ALLOW_ORIGIN).iter();
    let line = lines.next().map(|line| line.to_str().unwrap());
    assert!(lines.next().is_none(), "a browser takes one line and no more");
    line
}

/// Refuses requests without a token, including preflights.
async fn authenticated(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        next.call(request).await
    } else {
        Err(ErrorUnauthorized("no token"))
    }
}

/// An error with CORS headers, as in applications without a CORS middleware.
#[derive(Debug)]
struct Generous;

impl std::fmt::Display for Generous {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("generous")
    }
}

impl ResponseError for Generous {
    fn error_response(&self) -> HttpResponse {
        HttpResponse::Conflict()
            .insert_header(("access-control-allow-origin", "*"))
            .insert_header(("access-control-max-age", "86400"))
            .insert_header(("vary", "accept"))
            .finish()
    }
}

/// Everything that can go wrong in a handler, under `/in`.
fn routes() -> Scope {
    web::scope("/in")
        .route("/ok", web::get().to(async || "ok"))
        .route("/{id}/number", web::get().to(async |id: web::Path<u64>| id.to_string()))
        .route("/json", web::post().to(async |_: web::Json<u64>| HttpResponse::Created()))
        .route(
            "/limited",
            web::get().to(async || Err::<&str, _>(ErrorTooManyRequests("slow down"))),
        )
        .route("/generous", web::get().to(async || Err::<&str, Generous>(Generous)))
        .service(web::resource("/users").route(web::get().to(async || "users")))
}

const ANSWERS: [(&str, &str, u16); 9] = [
    ("GET", "/in/ok", 200),
    ("GET", "/in/seven/number", 404),
    ("POST", "/in/json", 400),
    ("GET", "/in/limited", 429),
    ("GET", "/in/generous", 409),
    ("GET", "/in/users", 200),
    ("DELETE", "/in/users", 405),
    ("GET", "/in/nowhere", 404),
    // Without `Access-Control-Request-Method` it is an ordinary request.
    ("OPTIONS", "/in/users", 405),
];

#[actix_web::test]
async fn every_response_has_the_headers() {
    for (method, path, status) in ANSWERS {
        let around_app = App::new().service(routes()).wrap(Cors::new(&API));
        let around_scope = App::new().service(routes().wrap(Cors::new(&API)));
        for response in [
            send(around_app, request(method, path)).await,
            send(around_scope, request(method, path)).await,
        ] {
            assert_eq!(response.status(), status, "{method} {path}");
            assert_eq!(allowed_origin(&response), Some("https://page.example"), "{method} {path}");
            assert_eq!(response.headers()["access-control-allow-credentials"], "true");
            let mut vary = response.headers().get_all("vary").iter();
            assert!(vary.any(|line| line == "Origin"), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn policy_around_an_application_covers_404s() {
    let app = || App::new().service(routes()).wrap(Cors::new(&API));
    let response = send(app(), request("GET", "/nowhere")).await;
    assert_eq!(response.status(), 404);
    assert_eq!(allowed_origin(&response), Some("https://page.example"));
    assert_eq!(send(app(), preflight("/nowhere")).await.status(), 204);
}

#[actix_web::test]
async fn cors_headers_of_an_error_are_replaced_or_removed() {
    for (origin, want) in
        [("https://page.example", Some("https://page.example")), ("https://evil.example", None)]
    {
        let mut request = request("GET", "/in/generous");
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let response = send(App::new().service(routes()).wrap(Cors::new(&API)), request).await;
        assert_eq!(response.status(), 409);
        assert_eq!(allowed_origin(&response), want);
        assert!(!response.headers().contains_key("access-control-max-age"));
        let vary: Vec<_> = response.headers().get_all("vary").iter().collect();
        assert_eq!(vary, ["accept", "Origin"]);
    }
}

/// An error remains an error, so that a logger around the policy sees it.
#[actix_web::test]
async fn error_of_inner_middleware_gets_the_headers() {
    let seen = std::rc::Rc::new(std::cell::Cell::new(false));
    let flag = std::rc::Rc::clone(&seen);
    let logger = from_fn(move |request: ServiceRequest, next: Next<_>| {
        let flag = std::rc::Rc::clone(&flag);
        async move {
            let result = next.call(request).await;
            flag.set(result.is_err());
            result
        }
    });
    let app = App::new().service(routes()).wrap(from_fn(authenticated)).wrap(Cors::new(&API));
    let mut anonymous = request("GET", "/in/ok");
    anonymous.headers_mut().remove("authorization");
    let response = send(app.wrap(logger), anonymous).await;
    assert!(seen.get());
    assert_eq!(response.status(), 401);
    assert_eq!(response.body(), "no token");
    assert_eq!(allowed_origin(&response), Some("https://page.example"));
}

/// This includes a resource, whose other methods would answer 405, and authentication, which would answer
/// 401.
#[actix_web::test]
async fn preflights_are_answered_before_anything_inside() {
    let auth = || from_fn(authenticated);
    let users = || web::resource("/in/users").route(web::put().to(HttpResponse::Ok));
    let answers = [
        send(
            App::new().service(routes()).wrap(auth()).wrap(Cors::new(&API)),
            preflight("/in/users"),
        )
        .await,
        send(
            App::new().service(routes().wrap(auth()).wrap(Cors::new(&API))),
            preflight("/in/users"),
        )
        .await,
        send(
            App::new().service(users().wrap(auth()).wrap(Cors::new(&API))),
            preflight("/in/users"),
        )
        .await,
    ];
    for response in answers {
        assert_eq!(response.status(), 204);
        assert_eq!(allowed_origin(&response), Some("https://page.example"));
        assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,POST,PUT");
        assert_eq!(response.headers()["access-control-max-age"], "7200");
    }
}

/// The effects of the order of `wrap`, as documented.
#[actix_web::test]
async fn authentication_outside_of_the_policy_refuses_preflights() {
    let app = App::new().service(routes()).wrap(Cors::new(&API)).wrap(from_fn(authenticated));
    let response = send(app, preflight("/in/users")).await;
    assert_eq!(response.status(), 401);
    assert_eq!(allowed_origin(&response), None);
}

/// A limiter like that of `actix-governor`, which refuses every request.
async fn exhausted(
    _: ServiceRequest,
    _: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    Err::<ServiceResponse, _>(ErrorTooManyRequests("slow down"))
}

/// Outside of the policy, its 429 has no CORS headers, and it refuses preflights too.
#[actix_web::test]
async fn limiter_must_be_inside() {
    let inside = || App::new().service(routes()).wrap(from_fn(exhausted)).wrap(Cors::new(&API));
    assert_eq!(send(inside(), preflight("/in/users")).await.status(), 204);
    let response = send(inside(), request("GET", "/in/users")).await;
    assert_eq!(
        (response.status().as_u16(), allowed_origin(&response)),
        (429, Some("https://page.example"))
    );

    let outside = || App::new().service(routes()).wrap(Cors::new(&API)).wrap(from_fn(exhausted));
    for request in [preflight("/in/users"), request("GET", "/in/users")] {
        let response = send(outside(), request).await;
        assert_eq!((response.status().as_u16(), allowed_origin(&response)), (429, None));
    }
}

/// Two resources of one path, with a guard that preflights pass too, have separate policies; with a guard
/// that rejects preflights, the policy does not receive them.
#[actix_web::test]
async fn guards_run_before_the_policy() {
    static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };
    let app = || {
        let of_admins = web::resource("/users").guard(guard::Host("admin.api.example"));
        let of_getters = web::resource("/items").guard(guard::Get());
        App::new()
            .service(of_admins.wrap(Cors::new(&ADMIN)).to(async || "admin"))
            .service(web::resource("/users").wrap(Cors::new(&API)).to(async || "any host"))
            .service(of_getters.wrap(Cors::new(&API)).to(async || "items"))
    };
    let at = |host: &str, path: &str| {
        let mut preflight = preflight(path);
        preflight.headers_mut().insert("host", host.parse().unwrap());
        preflight
    };
    assert_eq!(send(app(), at("api.example", "/users")).await.status(), 204);
    assert_eq!(send(app(), at("admin.api.example", "/users")).await.status(), 403);
    assert_eq!(send(app(), at("api.example", "/items")).await.status(), 404);
}

/// The first scope whose prefix matches answers, with or without a route. A later scope with the same
/// prefix or a longer one is never reached, and neither is its policy.
#[actix_web::test]
async fn scope_hides_later_ones() {
    static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };
    let scope = |prefix: &str, policy: &'static Policy| {
        let users = web::resource("/users").route(web::get().to(async || "users"));
        web::scope(prefix).service(users).wrap(Cors::new(policy))
    };
    for narrow in ["/api/admin", "/api"] {
        let app = || App::new().service(scope("/api", &API)).service(scope(narrow, &ADMIN));
        let path = format!("{narrow}/users");
        assert_eq!(send(app(), preflight(&path)).await.status(), 204, "the first one's policy");
        let response = send(app(), request("GET", &path)).await;
        assert_eq!(response.status(), if narrow == "/api" { 200 } else { 404 });
        assert_eq!(allowed_origin(&response), Some("https://page.example"));
    }
    let app = || App::new().service(scope("/api/admin", &ADMIN)).service(scope("/api", &API));
    assert_eq!(send(app(), preflight("/api/admin/users")).await.status(), 403);
    assert_eq!(send(app(), request("GET", "/api/admin/users")).await.status(), 200);
    assert_eq!(send(app(), preflight("/api/users")).await.status(), 204);
}

/// A panic produces no response.
#[actix_web::test]
async fn a_panic_passes() {
    async fn broken() -> HttpResponse {
        panic!("broken")
    }
    let app = App::new().route("/", web::get().to(broken)).wrap(Cors::new(&API));
    let caught = actix_web::rt::spawn(send(app, request("GET", "/"))).await;
    assert!(caught.unwrap_err().is_panic());
}
