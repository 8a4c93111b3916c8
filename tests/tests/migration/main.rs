//! The README's migration table for tower-http and actix-cors, row by row: a page in a browser can do the
//! same with the old configuration and with the new policy.
//!
//! If it cannot, the row lists the difference and the reason; a listed difference that does not occur fails
//! the test too. The cells of the README are compared with the code that runs here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod peers;
mod rows;

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use cors_tests::adapters::TOWER;
use cors_tests::server::Server;
use cors_user_agent::{CredentialsMode, Network, Page, Request, UserAgent};
use http::{HeaderMap, HeaderValue};
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::CorsLayer;

use rows::{Difference, Row};

/// A page's request: method, a request header, credentials.
type Try = (&'static str, Option<(&'static str, &'static str)>, bool);

const TRIES: [Try; 10] = [
    ("GET", None, false),
    ("GET", None, true),
    ("POST", None, false),
    ("PUT", None, false),
    ("PUT", None, true),
    ("DELETE", None, false),
    ("PURGE", None, false),
    ("GET", Some(("x-trace", "1")), false),
    ("GET", Some(("authorization", "Bearer a")), false),
    ("POST", Some(("content-type", "application/json")), true),
];

/// The pages: one that every row's configuration allows, a subdomain of it, the same over plain HTTP, and
/// one that no row allows.
const PAGES: [&str; 4] = [
    "https://app.example.com",
    "https://pr-7.app.example.com",
    "http://pr-7.app.example.com",
    "https://stranger.example",
];

/// The result of a request, as the page sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Outcome {
    origin: &'static str,
    tried: String,
    /// The readable headers in addition to those that are always readable, or an error.
    read: Option<BTreeSet<String>>,
    /// Whether the browser sends a preflight again for the same request ten minutes later.
    asks_again: bool,
}

/// All requests of all pages through one server.
fn outcomes(server: &mut impl Network) -> BTreeSet<Outcome> {
    let mut all = BTreeSet::new();
    for origin in PAGES {
        for (method, header, credentials) in TRIES {
            let page = Page::new(origin).unwrap();
            let mut request = Request::new(&page, method, "https://api.example/").unwrap();
            if let Some((name, value)) = header {
                request = request.header(name, value).unwrap();
            }
            if credentials {
                request = request.credentials(CredentialsMode::Include);
            }
            let mut preflights = 0;
            let mut counting = |request: &cors_user_agent::HttpRequest| {
                preflights += usize::from(request.is_preflight());
                server.respond(request)
            };
            let mut user_agent = UserAgent::new();
            let first = user_agent.fetch(&mut counting, request.clone(), Duration::ZERO);
            let _ = user_agent.fetch(&mut counting, request, Duration::from_secs(600));
            let read = first.ok().map(|response| {
                let name = |line: (&str, &[u8])| line.0.to_owned();
                response
                    .header_list
                    .iter()
                    .map(name)
                    .filter(|name| name.starts_with("x-"))
                    .collect()
            });
            let tried = format!("{method} {header:?} credentials: {credentials} from {origin}");
            all.insert(Outcome { origin, tried, read, asks_again: preflights > 1 });
        }
    }
    all
}

/// A handler whose response has two headers.
fn handler() -> HeaderMap {
    let value = HeaderValue::from_static("1");
    HeaderMap::from_iter(["x-total", "x-secret"].map(|name| (name.parse().unwrap(), value.clone())))
}

#[test]
fn page_can_do_the_same_after_migration() {
    for row in rows::all() {
        let new = outcomes(&mut Server::new(row.here.clone(), TOWER, handler()));
        if let Some(layer) = row.tower_http {
            let old = outcomes(&mut peers::tower_http(layer(), handler()));
            compare(&row, "tower-http", &old, &new, row.unlike_tower_http);
        }
        if let Some(middleware) = row.actix_cors {
            let old = outcomes(&mut peers::actix_cors(middleware, handler()));
            compare(&row, "actix-cors", &old, &new, row.unlike_actix_cors);
        }
    }
}

fn compare(
    row: &Row,
    peer: &str,
    old: &BTreeSet<Outcome>,
    new: &BTreeSet<Outcome>,
    listed: Option<Difference>,
) {
    let is_listed =
        |outcome: &&Outcome| !listed.is_some_and(|listed| (listed.occurs)(&outcome.tried));
    let lost: Vec<_> = old.difference(new).filter(is_listed).collect();
    let gained: Vec<_> = new.difference(old).filter(is_listed).collect();
    assert!(
        lost.is_empty() && gained.is_empty(),
        "{} of {peer}:\nbefore {lost:#?}\nafter {gained:#?}",
        row.name
    );
    assert!(listed.is_none() || old != new, "{} of {peer}: nothing differs", row.name);
}

/// The README's cells are the code of the rows, ignoring whitespace.
#[test]
fn readme_has_these_rows() {
    let readme = without_space(include_str!("../../../README.md"));
    for row in rows::all() {
        // In a cell, the bars of a closure are escaped.
        let code = |text: &str| format!("`{}`", without_space(text).replace('|', "\\|"));
        let cell = |text: Option<&str>| text.map_or_else(|| "—".to_owned(), code);
        let line = without_space(&format!(
            "| {} | {} | {} |",
            cell(row.tower_http_text),
            cell(row.actix_cors_text),
            code(row.here_text)
        ));
        assert!(readme.contains(&line), "the README lacks the row\n{line}");
    }
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// As the README states, a layer that is left outside answers instead of the policy.
#[tokio::test]
async fn old_layer_that_is_left_outside_wins() {
    static API: Policy = cors! { allow_origins = ["https://app.example.com"] };
    let preflight = || {
        axum::extract::Request::options("/")
            .header("origin", "https://stranger.example")
            .header("access-control-request-method", "GET")
            .body(axum::body::Body::empty())
            .unwrap()
    };
    let policy = || protect(Router::new(), &API);
    let response = CorsLayer::permissive().layer(policy()).oneshot(preflight()).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let response = policy().oneshot(preflight()).await.unwrap();
    assert_eq!(response.status(), 403);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}
