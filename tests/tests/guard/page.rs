//! The table of `docs/guard.md`: the same requests through other libraries.
//!
//! tower-http's layer runs here. Go's check is written from its documentation.

use std::convert::Infallible;
use std::path::Path;
use std::{env, fs};

use http::{Request, Response, StatusCode};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::csrf::CsrfLayer;

use super::API;
use super::rows::{ROWS, Row};

/// Whether the guard of this library passes a request.
fn passes(row: &Row, is_strict: bool) -> bool {
    let (head, ()) = super::request(row).map(drop).into_parts();
    let guard = if is_strict { API.guard().strict(["api.example.com"]) } else { API.guard() };
    guard.check(&head.method, &head.uri, &head.headers).is_ok()
}

async fn passes_tower_http(row: &Row) -> bool {
    let layer = CsrfLayer::new().add_trusted_origin("https://app.example.com").unwrap();
    let handler =
        service_fn(async |_: Request<String>| Ok::<_, Infallible>(Response::new(String::new())));
    let service = ServiceBuilder::new().layer(layer).service(handler);
    service.oneshot(super::request(row)).await.unwrap().status() != StatusCode::FORBIDDEN
}

/// Go 1.25, [`CrossOriginProtection.Check`](https://pkg.go.dev/net/http#CrossOriginProtection). Go reads the
/// first line of a repeated header.
fn passes_go(row: &Row) -> bool {
    let first = |name: &str| {
        row.headers.iter().find(|(found, _)| *found == name).map_or("", |(_, value)| *value)
    };
    if matches!(row.method, "GET" | "HEAD" | "OPTIONS") {
        return true;
    }
    let origin = first("origin");
    let is_trusted = origin == "https://app.example.com";
    match first("sec-fetch-site") {
        "same-origin" | "none" => return true,
        "" => {}
        _ => return is_trusted,
    }
    let own = origin.split_once("://").map_or("", |(_, host)| host);
    origin.is_empty() || own == first("host") || is_trusted
}

/// After a change of the rows or of the guard, run `BLESS=1 cargo test -p cors-tests --test guard`.
#[tokio::test]
async fn page_has_the_table() {
    let mut table = String::from(
        "| request | method | guard | strict | Go 1.25 | tower-http 0.7 |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut differences = 0;
    for row in ROWS {
        let cell = |passes: bool| if passes { "passes" } else { "**403**" };
        let (guard, strict) = (passes(row, false), passes(row, true));
        assert_eq!((guard, strict), (row.passes, row.passes_strict), "{row:?}");
        let (go, tower_http) = (passes_go(row), passes_tower_http(row).await);
        differences += usize::from(guard != go || guard != tower_http);
        let [guard, strict, go, tower_http] = [guard, strict, go, tower_http].map(cell);
        let Row { what, method, .. } = row;
        table += &format!("| {what} | `{method}` | {guard} | {strict} | {go} | {tower_http} |\n");
    }
    assert!(differences > 0);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guard.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of table -->\n").unwrap();
    let expected = format!("{before}<!-- table -->\n{table}<!-- end of table -->\n{after}");
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == expected,
        "docs/guard.md shows another table: run with BLESS=1"
    );
}
