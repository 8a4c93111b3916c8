//! The log of a path's decisions: the policy, and the reason of a refusal.

use std::io;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use cors_tests::log::Log;
use tracing::{Dispatch, Level};

use super::{ADMIN, API, PAGE, actual, preflight, send};

#[cors(API)]
async fn list() {}

#[cors(ADMIN)]
async fn replace() {}

/// While a program has a single subscriber, `tracing` only checks its interest in the thread that first
/// emits an event, and caches the result. Other tests of this program have no subscriber.
static SEVERAL: LazyLock<[Dispatch; 2]> = LazyLock::new(|| {
    let listening =
        || tracing_subscriber::fmt().with_max_level(Level::DEBUG).with_writer(io::sink).finish();
    [Dispatch::new(listening()), Dispatch::new(listening())]
});

/// The lines that are logged while `app` answers.
fn log_of(app: &Router, request: Request) -> String {
    LazyLock::force(&SEVERAL);
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(send(app, request));
    });
    log.text()
}

#[test]
fn decisions_name_the_policy_or_the_path() {
    let line = line!() + 1;
    let app = Router::new().route("/", routes![get(list), put(replace)]);
    let list = format!("{}:{line}", file!());
    for (request, policy, reason) in [
        (actual("GET", "/", PAGE), API.location(), "CORS request allowed"),
        (preflight("GET", "/", PAGE), API.location(), "CORS request allowed"),
        (
            preflight("PUT", "/", PAGE),
            ADMIN.location(),
            "the origin `https://page.example` is not allowed; the closest allowed origin is \
             `https://admin.example`",
        ),
        (
            preflight("DELETE", "/", PAGE),
            &list,
            "no handler with a policy handles `DELETE`; this path has handlers for `GET`, `HEAD`, \
             `PUT`",
        ),
    ] {
        let log = log_of(&app, request);
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains(&format!("policy=\"{policy}\"")), "{policy}: {log}");
        assert!(log.contains(reason), "{log}");
    }
}
