//! `#[cors(…)]` above the route attributes of actix-web.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use actix_web::guard::GuardContext;
use actix_web::{
    App, Error, HttpResponse, delete, error, get, options, post, put, route, routes, web,
};
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

#[actix_web::test]
async fn in_scopes_too() {
    let app = || {
        let inner = web::scope("/v1").configure(users);
        App::new().service(web::scope("/api").service(inner)).service(delete_users)
    };
    let response = send(app(), preflight("PUT", "/api/v1/users", ADMINS)).await;
    assert_eq!(header(&response, "access-control-allow-methods"), Some("PUT"));
    let response = send(app(), request("GET", "/api/v1/users", PAGE)).await;
    assert_eq!(response.body(), "users");
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    assert_eq!(send(app(), preflight("PUT", "/users", ADMINS)).await.status(), 404);
}

/// `#[scope]` rewrites the paths of the functions in its module.
#[actix_web::scope("/scoped")]
mod scoped {
    use super::{API, cors, get};

    #[cors(API)]
    #[get("/{name}")]
    pub(super) async fn hello(name: actix_web::web::Path<String>) -> String {
        name.into_inner()
    }
}

#[actix_web::test]
async fn in_a_module_under_scope() {
    let app = || App::new().service(scoped::hello);
    assert_eq!(send(app(), preflight("GET", "/scoped/ada", PAGE)).await.status(), 204);
    let response = send(app(), request("GET", "/scoped/ada", PAGE)).await;
    assert_eq!((response.body().as_str(), response.status().as_u16()), ("ada", 200));
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
}

#[cors(API)]
#[route("/things/{id}", method = "GET", method = "PURGE", method = "OPTIONS", name = "thing")]
async fn things(id: web::Path<u64>, request: actix_web::HttpRequest) -> String {
    format!("{} {id} {}", request.method(), request.url_for("thing", [id.to_string()]).unwrap())
}

/// One attribute with several methods answers for all of them.
#[actix_web::test]
async fn route_with_several_methods() {
    let app = || App::new().service(things);
    for method in ["GET", "PURGE", "OPTIONS"] {
        let response = send(app(), preflight(method, "/things/7", PAGE)).await;
        let methods = header(&response, "access-control-allow-methods");
        assert_eq!(methods, Some("GET,PURGE,OPTIONS"), "{method}");
        // An `OPTIONS` request that is not a preflight goes to the handler.
        let response = send(app(), request(method, "/things/7", PAGE)).await;
        assert!(response.body().starts_with(&format!("{method} 7 http")), "{response:?}");
        assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE), "{method}");
    }
    assert_eq!(send(app(), preflight("PUT", "/things/7", PAGE)).await.status(), 404);
    let response = send(app(), request("GET", "/things/seven", PAGE)).await;
    assert_eq!(response.status(), 404);
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
}

#[cors(API)]
#[routes]
#[get("/one")]
#[put("/one")]
#[get("/two", wrap = "actix_web::middleware::NormalizePath::trim()")]
async fn here_and_there() -> &'static str {
    "here"
}

#[actix_web::test]
async fn routes_with_several_paths() {
    let app = || App::new().service(here_and_there);
    for (method, path, methods) in
        [("GET", "/one", "GET,PUT"), ("PUT", "/one", "GET,PUT"), ("GET", "/two", "GET")]
    {
        let response = send(app(), preflight(method, path, PAGE)).await;
        assert_eq!(header(&response, "access-control-allow-methods"), Some(methods), "{path}");
        let response = send(app(), request(method, path, PAGE)).await;
        assert_eq!(response.body(), "here");
        assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    }
    assert_eq!(send(app(), preflight("PUT", "/two", PAGE)).await.status(), 404);
}

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

/// Attributes that change the function may be above or below; one that adds an item is above.
#[actix_web::test]
async fn with_other_attributes() {
    let app = || App::new().service(noted::notes);
    assert_eq!(send(app(), preflight("GET", "/notes", PAGE)).await.status(), 204);
    assert_eq!(send(app(), request("GET", "/notes", PAGE)).await.body(), "notes");
}

mod noted {
    use super::{API, cors, get};
    use utoipa::Path as _;

    /// All notes.
    #[utoipa::path(get, path = "/notes", responses((status = 200, description = "all notes")))]
    #[cors(API)]
    #[get("/notes")]
    #[allow(clippy::unused_async, reason = "an attribute below")]
    pub(super) async fn notes() -> &'static str {
        "notes"
    }

    #[test]
    fn utoipa_has_seen_it() {
        assert!(__path_notes::methods() == [utoipa::openapi::HttpMethod::Get]);
    }
}

/// A library with strict lints.
#[deny(warnings, missing_docs, missing_debug_implementations, unused_qualifications)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
#[allow(clippy::redundant_pub_crate, reason = "the lint `unreachable_pub` wants it")]
mod under_strict_lints {
    use super::{API, cors, get, routes};

    #[cors(API)]
    #[get("/strict")]
    async fn private() -> &'static str {
        "private"
    }

    /// All of them.
    #[cors(API)]
    #[routes]
    #[get("/stricter")]
    #[put("/stricter")]
    pub(super) async fn public() -> &'static str {
        "public"
    }

    pub(super) fn both(config: &mut actix_web::web::ServiceConfig) {
        config.service(private).service(public);
    }
}

#[actix_web::test]
async fn strict_lints_report_nothing() {
    let app = || App::new().configure(under_strict_lints::both);
    assert_eq!(send(app(), request("GET", "/strict", PAGE)).await.body(), "private");
    assert_eq!(send(app(), preflight("PUT", "/stricter", PAGE)).await.status(), 204);
}

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

fn is_beta(context: &GuardContext<'_>) -> bool {
    context.head().headers().get("host").is_some_and(|host| host == "beta.example")
}

#[cors(ADMIN)]
#[get("/guarded", guard = "is_beta")]
async fn beta() -> &'static str {
    "beta"
}

#[cors(API)]
#[get("/guarded")]
async fn stable() -> &'static str {
    "stable"
}

/// A guard applies to the handler and to its preflights, so that both are routed alike.
#[actix_web::test]
async fn guards_are_kept() {
    let app = || App::new().service(beta).service(stable);
    for (host, body, headers) in
        [("beta.example", "beta", "x-admin"), ("example.com", "stable", "x-page")]
    {
        let at = |mut request: Request<String>| {
            request.headers_mut().insert("host", host.parse().unwrap());
            request
        };
        let response = send(app(), at(preflight("GET", "/guarded", PAGE))).await;
        assert_eq!(header(&response, "access-control-allow-headers"), Some(headers));
        let response = send(app(), at(request("GET", "/guarded", PAGE))).await;
        assert_eq!(response.body(), body);
    }
}

/// A policy in the attribute, and one that a function returns.
#[actix_web::test]
async fn with_a_policy_in_the_attribute() {
    #[cors(allow_origins = ["https://own.example"], allow_credentials = true)]
    #[get("/own")]
    async fn own() -> &'static str {
        "own"
    }

    static MADE: std::sync::LazyLock<Policy> = std::sync::LazyLock::new(|| {
        Policy::from_toml("allow_origins = [\"https://made.example\"]").unwrap()
    });

    #[cors(MADE)]
    #[get("/made")]
    async fn made() -> &'static str {
        "made"
    }

    let app = || App::new().service(own).service(made);
    for (path, origin) in [("/own", "https://own.example"), ("/made", "https://made.example")] {
        let response = send(app(), preflight("GET", path, origin)).await;
        assert_eq!(header(&response, "access-control-allow-origin"), Some(origin));
        let response = send(app(), request("GET", path, origin)).await;
        assert_eq!(header(&response, "access-control-allow-origin"), Some(origin));
        assert_eq!(send(app(), preflight("GET", path, PAGE)).await.status(), 403);
    }
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

/// A policy that lists methods, on a handler for another method: the program does not start.
#[actix_web::test]
#[should_panic(expected = "`patched`, PATCH /patched: the policy `tests/tests/actix_attribute.rs:")]
async fn method_that_the_policy_does_not_list() {
    #[cors(allow_origins = ["https://page.example"], allow_methods = [PUT], max_age = 0)]
    #[actix_web::patch("/patched")]
    async fn patched() -> &'static str {
        "patched"
    }

    send(App::new().service(patched), request("PATCH", "/patched", PAGE)).await;
}

/// The panic points at the handler's `#[cors(…)]`.
#[actix_web::test]
async fn start_up_panic_points_at_the_attribute() {
    use std::panic::{self, AssertUnwindSafe};
    use std::sync::{Arc, Mutex};

    static WRITERS: Policy = cors_runtime::cors! {
        allow_origins = ["https://page.example"],
        allow_methods = [PUT],
        max_age       = 0,
    };

    let line_before = line!();
    #[cors(WRITERS)]
    #[routes]
    #[put("/files")]
    #[delete("/files")]
    async fn files() -> &'static str {
        "files"
    }

    let lines = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&lines);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let location = panic.location().unwrap();
        let is_ours = panic.payload_as_str().is_some_and(|text| text.starts_with("`files`"));
        if is_ours && location.file().ends_with("actix_attribute.rs") {
            listener.lock().unwrap().push(location.line());
        }
    }));
    let app = App::new().service(files);
    let sent = send(app, request("PUT", "/files", PAGE));
    let started = futures_of_panics(AssertUnwindSafe(sent)).await;
    panic::set_hook(before);
    assert!(started.is_err(), "the program starts");
    assert_eq!(*lines.lock().unwrap(), [line_before + 1]);
}

/// The output of a future, or the panic with which it ended.
async fn futures_of_panics<F: Future>(
    future: std::panic::AssertUnwindSafe<F>,
) -> std::thread::Result<F::Output> {
    let mut future = Box::pin(future.0);
    std::future::poll_fn(move |cx| {
        let poll = std::panic::AssertUnwindSafe(|| future.as_mut().poll(cx));
        match std::panic::catch_unwind(poll) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}
