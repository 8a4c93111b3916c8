//! The events of the feature `tracing`: their texts, the data that they must not contain, and their cost.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod hidden;
mod requests;
mod unreadable;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors};
use cors_tests::log::Log;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use tower::ServiceExt as _;
use tracing::Level;

static API: Policy = cors! { allow_origins = ["https://page.example"] };
static OTHER: Policy = cors! { allow_origins = ["https://page.example"], max_age = "1h" };

/// The log at `level` while `app` answers `request`.
fn log_of(level: Level, app: Router, request: Request<Body>) -> String {
    log_during(level, async { drop(protect(app, &API).oneshot(request).await) })
}

/// The log at `level` while a function runs.
fn log_during(level: Level, answering: impl Future<Output = ()>) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(answering);
    });
    log.text()
}

fn app() -> Router {
    Router::new().route("/", get(async || "hello"))
}

fn actual(origin: &[u8]) -> Request<Body> {
    let origin = HeaderValue::from_bytes(origin).unwrap();
    Request::builder().header(ORIGIN, origin).body(Body::empty()).unwrap()
}

/// The warnings of the compiler are logged if there is no rustc to print them.
#[test]
fn one_for_the_warnings_of_a_policy_in_a_text() {
    let text = "allow_origins = [\"https://a.example\", \"https://a.example\"]\nallow_methods = \
         [\"PUT\"]\n";
    let log = log_during(Level::WARN, async { assert!(Policy::from_toml(text).is_ok()) });
    assert_eq!(log.matches("\nwarning: ").count(), 2, "{log}");
    for part in [
        "WARN cors_runtime: the policy has warnings",
        "line 1, column 39",
        "rule `duplicate`",
        "= help: add `max_age = \"2h\"`",
    ] {
        assert!(log.contains(part), "{part} is not in\n{log}");
    }
    assert!(log.contains("policy=\"tests/tests/events/main.rs:"), "{log}");
}

#[test]
fn one_for_each_decision_with_the_reason() {
    let location = API.location();
    assert_eq!(
        log_of(Level::DEBUG, app(), actual(b"https://page.example")),
        format!(
            "DEBUG cors_runtime: CORS request allowed policy=\"{location}\" kind=\"actual\" method=GET \
             path=/ origin=https://page.example\n"
        )
    );
    assert_eq!(
        log_of(Level::DEBUG, app(), actual(b"http://page.example")),
        format!(
            "DEBUG cors_runtime: CORS request refused policy=\"{location}\" kind=\"actual\" method=GET \
             path=/ origin=http://page.example refusal=the origin `http://page.example` is not allowed; the closest allowed origin is `https://page.example`\n"
        )
    );
    let mut preflight = actual(b"https://page.example");
    *preflight.method_mut() = Method::OPTIONS;
    let put = HeaderValue::from_static("PUT");
    preflight.headers_mut().insert(ACCESS_CONTROL_REQUEST_METHOD, put);
    assert_eq!(
        log_of(Level::DEBUG, app(), preflight),
        format!(
            "DEBUG cors_runtime: CORS request refused policy=\"{location}\" kind=\"preflight\" \
             method=OPTIONS path=/ origin=https://page.example refusal=the method `PUT` is not allowed; without `allow_methods`, a policy for a whole router allows only `GET`, `HEAD` and `POST`\n"
        )
    );
}

#[test]
fn none_for_a_request_that_is_not_cors_or_above_its_level() {
    let request = Request::builder().body(Body::empty()).unwrap();
    assert_eq!(log_of(Level::DEBUG, app(), request), "");
    assert_eq!(log_of(Level::INFO, app(), actual(b"https://stranger.example")), "");
}

/// An origin can neither forge a line nor fill a log.
#[test]
fn request_data_is_escaped_and_cut() {
    let log = log_of(Level::DEBUG, app(), actual(b"https://a\xff\"`\\ \t\x80"));
    assert_eq!(log.lines().count(), 1);
    assert!(log.contains(r#"origin=https://a\xff\"`\\ \t\x80"#), "{log}");
    let log = log_of(Level::DEBUG, app(), actual(&[b'a'; 100_000]));
    assert!(log.len() < 1000 && log.contains('…'), "{log}");
}

/// If a handler sets CORS headers itself, an event reports that they were replaced.
#[test]
fn one_if_the_handler_set_cors_headers() {
    let app =
        Router::new().route("/", get(async || ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], "hello")));
    let log = log_of(Level::DEBUG, app, actual(b"https://page.example"));
    assert!(log.contains("`Access-Control-*` headers were replaced"), "{log}");
}

/// Two policies on one request are an error, whose event names both and the path.
#[test]
fn one_for_two_policies() {
    let app = app().layer(CorsLayer::new(&OTHER));
    // At every level: an event that the request is allowed would be wrong.
    let log = log_of(Level::DEBUG, app, actual(b"https://page.example"));
    let (outer, inner) = (API.location(), OTHER.location());
    assert_ne!(outer, inner);
    assert_eq!(
        log,
        format!(
            "ERROR cors_runtime: two CORS policies apply to one request: `{outer}` would answer its \
             preflight, and `{inner}` the request; keep one of them outer=\"{outer}\" \
             inner=\"{inner}\" method=GET path=/\n"
        )
    );
}

/// The same if it is detected in the response. The decision of the inner policy is logged in its task.
#[test]
fn one_for_two_policies_detected_in_the_response() {
    let hop = async |request, next: axum::middleware::Next| {
        tokio::spawn(next.run(request)).await.unwrap()
    };
    let app = app().layer(CorsLayer::new(&OTHER)).layer(axum::middleware::from_fn(hop));
    let log = log_of(Level::DEBUG, app, actual(b"https://page.example"));
    let (outer, inner) = (API.location(), OTHER.location());
    assert_eq!(
        log,
        format!(
            "DEBUG cors_runtime: CORS request allowed policy=\"{inner}\" kind=\"actual\" method=GET path=/ \
             origin=https://page.example\n\
             ERROR cors_runtime: two CORS policies apply to one request: `{outer}` would answer its \
             preflight, and `{inner}` the request; keep one of them outer=\"{outer}\" \
             inner=\"{inner}\" method=GET path=/\n"
        )
    );
}

/// A request that is cancelled has an event too.
#[test]
fn one_for_a_request_that_is_cancelled() {
    let log = log_during(Level::DEBUG, async {
        let app = Router::new().route("/", get(std::future::pending::<()>));
        let mut answer = Box::pin(protect(app, &API).oneshot(actual(b"https://page.example")));
        let waker = std::task::Waker::noop();
        assert!(answer.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    });
    assert!(log.starts_with("DEBUG cors_runtime: CORS request allowed"), "{log}");
}

/// A policy on a handler differs from the same policy around the application: it has the mounted methods.
#[test]
fn one_for_the_same_policy_on_a_handler() {
    use cors_runtime::attr::cors;
    use cors_runtime::axum::routes;

    #[cors(API)]
    async fn list() {}

    let app = Router::new().route("/", routes![get(list)]);
    let log = log_of(Level::DEBUG, app, actual(b"https://page.example"));
    let location = API.location();
    assert_eq!(
        log,
        format!(
            "ERROR cors_runtime: the CORS policy `{location}` is applied to an application and to a handler in it: \
             the outer one would answer preflights without knowing the methods of the handler; keep one \
             of the two outer=\"{location}\" inner=\"{location}\" method=GET path=/\n"
        )
    );
}

/// The same events from actix-web's middleware.
#[test]
fn the_same_ones_in_actix_web() {
    use actix_web::{App, HttpResponse, web};
    use cors_runtime::actix_web::Cors;

    let log_of = |inner: &'static Policy| {
        log_during(Level::DEBUG, async {
            let handler = web::get().to(async || {
                HttpResponse::Ok().insert_header(("access-control-allow-origin", "*")).finish()
            });
            let app = App::new().service(web::resource("/").wrap(Cors::new(inner)).route(handler));
            let request = actual(b"https://page.example").map(|_| String::new());
            drop(cors_tests::actix::send(app.wrap(Cors::new(&API)), request).await);
        })
    };
    let (outer, inner) = (API.location(), OTHER.location());
    assert_eq!(
        log_of(&OTHER),
        format!(
            "ERROR cors_runtime: two CORS policies apply to one request: `{outer}` would answer its \
             preflight, and `{inner}` the request; keep one of them outer=\"{outer}\" \
             inner=\"{inner}\" method=GET path=/\n"
        )
    );
    let log = log_of(&API);
    assert!(log.contains("`Access-Control-*` headers were replaced"), "{log}");
}

/// If a response has no room for CORS headers, an event reports it.
#[test]
fn one_for_a_response_without_room() {
    let log = log_during(Level::ERROR, async {
        let mut response = HeaderMap::new();
        let mut names = (0..).map(|index| HeaderName::try_from(format!("x-{index}")).unwrap());
        let value = HeaderValue::from_static("a");
        while response.try_insert(names.next().unwrap(), value.clone()).is_ok() {}
        let request =
            HeaderMap::from_iter([(ORIGIN, HeaderValue::from_static("https://page.example"))]);
        API.evaluate(&Method::GET, &request).apply_to(&mut response);
        assert!(!response.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    });
    assert!(log.contains("too many headers to add CORS headers"), "{log}");
    assert!(log.contains(API.location()) && log.contains("varies=false"), "{log}");
}

/// Each event names its policy, if that has a name.
#[test]
fn all_of_them_name_the_policy() {
    let text = "allow_origins = ['https://page.example']\nallow_methods = ['PUT']";
    let log = log_during(Level::DEBUG, async {
        let policy = Policy::from_toml_named("acme", text).unwrap();
        let handler = async || ([("access-control-allow-origin", "*"), ("etag", "1")], "hello");
        let app = Router::new().route("/", get(handler));
        for origin in [&b"https://page.example"[..], b"https://stranger.example"] {
            let inner = protect(app.clone(), policy.clone());
            drop(inner.oneshot(actual(origin)).await);
        }
        let twice = app.layer(CorsLayer::new(&API));
        drop(protect(twice, policy.clone()).oneshot(actual(b"https://page.example")).await);
    });
    let label = "\"acme (tests/tests/events/main.rs:";
    for (event, field) in [
        ("the policy has warnings", "policy"),
        ("CORS request allowed", "policy"),
        ("CORS request refused", "policy"),
        ("`Access-Control-*` headers were replaced", "policy"),
        ("pages cannot read `etag`", "policy"),
        ("two CORS policies apply to", "outer"),
    ] {
        let (_, after) = log.split_once(event).unwrap_or_else(|| panic!("{event} is not in {log}"));
        let after = after.split(" cors_runtime: ").next().unwrap();
        assert!(after.contains(&format!("{field}={label}")), "{event}: {after}");
    }
}
