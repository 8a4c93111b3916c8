//! An event for each response header that pages cannot read, once for each policy and name.

use std::future::Future;

use actix_web::{App, HttpResponse, web};
use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use cors_runtime::Policy;
use cors_runtime::axum::protect;
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use tower::ServiceExt as _;
use tracing::Level;

use super::log_during;

const PAGE: &str = "https://page.example";

/// A separate policy for each case, because each name is reported only once per policy.
fn policy(rest: &str) -> Policy {
    Policy::from_toml(&format!("allow_origins = ['{PAGE}']\n{rest}")).unwrap()
}

fn request(origin: Option<&str>) -> Request<String> {
    let mut request = Request::builder().uri("/users?token=s3cr3t").body(String::new()).unwrap();
    if let Some(origin) = origin {
        let origin = HeaderValue::from_str(origin).unwrap();
        request.headers_mut().insert(http::header::ORIGIN, origin);
    }
    request
}

type Sent<'a> = (StatusCode, &'a [(&'static str, &'static str)]);

fn header_map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
    let pair = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    headers.iter().map(pair).collect()
}

/// Sends the request to axum several times.
async fn by_axum(policy: &Policy, (status, headers): Sent<'_>, request: Request<String>) {
    let headers = header_map(headers);
    let handler = async move || (status, headers.clone()).into_response();
    let app = protect(Router::new().route("/users", get(handler)), policy.clone());
    drop(app.oneshot(request.map(axum::body::Body::from)).await);
}

/// Sends the request to actix-web.
async fn by_actix(policy: &Policy, (status, headers): Sent<'_>, request: Request<String>) {
    let headers: Vec<_> = headers.to_vec();
    let handler = move || {
        let headers = headers.clone();
        async move {
            let status = actix_web::http::StatusCode::from_u16(status.as_u16()).unwrap();
            let mut response = HttpResponse::build(status);
            for header in headers {
                response.append_header(header);
            }
            response.finish()
        }
    };
    let app = App::new().route("/users", web::get().to(handler));
    drop(
        cors_tests::actix::send(
            app.wrap(cors_runtime::actix_web::Cors::new(policy.clone())),
            request,
        )
        .await,
    );
}

/// The names that are reported while `answering` runs.
fn reported(answering: impl Future<Output = ()>) -> Vec<String> {
    let log = log_during(Level::DEBUG, answering);
    let names = log.lines().filter_map(|line| {
        let (_, rest) = line.split_once("pages cannot read `")?;
        let (name, rest) = rest.split_once("`: it is not in `expose_headers`")?;
        // The event has the same fields as the others.
        for field in [
            " policy=\"tests/tests/events/unreadable.rs:",
            " kind=\"actual\" method=GET path=/users ",
            &format!(" origin={PAGE}"),
            &format!(" header={name}"),
        ] {
            assert!(rest.contains(field), "{field} is not in {line}");
        }
        Some(name.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert!(!log.contains("s3cr3t"), "{log}");
    names
}

/// The names that are reported for each response, with axum and with actix-web.
#[test]
fn names_that_pages_may_need() {
    let ok = StatusCode::OK;
    let all: &[(&str, &str)] = &[
        // Safelisted.
        ("content-type", "text/plain"),
        ("cache-control", "no-store"),
        ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        // For the browser, proxies and the server.
        ("date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("vary", "accept"),
        ("server", "a"),
        ("set-cookie", "a=s3cr3t"),
        ("connection", "close"),
        ("strict-transport-security", "max-age=1"),
        ("content-security-policy", "default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-private-network", "true"),
        ("server-timing", "a"),
        // For the page.
        ("etag", "\"s3cr3t\""),
        ("mcp-session-id", "s3cr3t"),
        ("grpc-status", "0"),
        ("x-request-id", "s3cr3t"),
    ];
    let range: &[(&str, &str)] = &[("content-range", "bytes 0-1/2"), ("accept-ranges", "bytes")];
    let location: &[(&str, &str)] = &[("location", "/users/1")];
    let rows: [(&str, Sent<'_>, &[&str]); 8] = [
        ("", (ok, all), &["etag", "grpc-status", "mcp-session-id", "x-request-id"]),
        (
            "expose_headers = ['ETag', 'x-request-id']",
            (ok, all),
            &["grpc-status", "mcp-session-id"],
        ),
        ("expose_headers = '*'", (ok, all), &[]),
        ("", (StatusCode::PARTIAL_CONTENT, range), &["accept-ranges", "content-range"]),
        ("", (StatusCode::CREATED, location), &["location"]),
        // The browser follows it, and no page sees the response.
        ("", (StatusCode::FOUND, location), &[]),
        ("", (StatusCode::INTERNAL_SERVER_ERROR, &[("x-request-id", "1")]), &["x-request-id"]),
        ("", (ok, &[]), &[]),
    ];
    for (rest, sent, wanted) in rows {
        let (axum, actix) = (policy(rest), policy(rest));
        assert_eq!(reported(by_axum(&axum, sent, request(Some(PAGE)))), wanted, "{rest} {sent:?}");
        assert_eq!(
            reported(by_actix(&actix, sent, request(Some(PAGE)))),
            wanted,
            "{rest} {sent:?}"
        );
        // Only once.
        assert_eq!(reported(by_axum(&axum, sent, request(Some(PAGE)))), [""; 0]);
        assert_eq!(reported(by_actix(&actix, sent, request(Some(PAGE)))), [""; 0]);
    }
}

/// Nothing is reported if no page reads the response because of the policy.
#[test]
fn none_for_other_requests() {
    let sent: Sent<'_> = (StatusCode::OK, &[("etag", "\"1\"")]);
    let mut same_origin = request(Some(PAGE));
    let site = HeaderValue::from_static("same-origin");
    same_origin.headers_mut().insert("sec-fetch-site", site);
    let mut preflight = request(Some(PAGE));
    *preflight.method_mut() = http::Method::OPTIONS;
    let get = HeaderValue::from_static("GET");
    preflight.headers_mut().insert(http::header::ACCESS_CONTROL_REQUEST_METHOD, get);
    let policy = policy("");
    for request in
        [request(None), request(Some("https://stranger.example")), same_origin, preflight]
    {
        assert_eq!(reported(by_axum(&policy, sent, request.clone())), [""; 0], "{request:?}");
        assert_eq!(reported(by_actix(&policy, sent, request.clone())), [""; 0], "{request:?}");
    }
    assert_eq!(reported(by_axum(&policy, sent, request(Some(PAGE)))), ["etag"]);
}

/// A policy on several handlers is one policy, regardless of methods and paths.
#[test]
fn once_for_all_handlers_of_a_policy() {
    use cors_runtime::attr::cors;
    use cors_runtime::axum::routes;

    #[cors(allow_origins = ["https://page.example"])]
    async fn other() {}

    static CARRIED: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };

    #[cors(CARRIED)]
    async fn show() -> [(&'static str, &'static str); 1] {
        [("etag", "1")]
    }

    let app = Router::new()
        .route("/one", routes![get(show)])
        .route("/two", routes![get(show), put(other)])
        .route("/three", routes![get(show), post(show)]);
    let mut count = 0;
    for path in ["/one", "/two", "/three"] {
        let mut request = request(Some(PAGE)).map(axum::body::Body::from);
        *request.uri_mut() = path.parse().unwrap();
        let app = app.clone();
        let log = log_during(Level::DEBUG, async move { drop(app.oneshot(request).await) });
        count += log.matches("pages cannot read `etag`").count();
    }
    assert_eq!(count, 1);
}

/// A handler that sends random names fills neither the memory nor the log.
#[test]
fn limited_number_for_each_policy() {
    let policy = policy("");
    let names = |range: std::ops::Range<usize>| -> HeaderMap {
        let value = HeaderValue::from_static("a");
        range.map(|n| (HeaderName::try_from(format!("x-{n}")).unwrap(), value.clone())).collect()
    };
    let log = log_during(Level::DEBUG, async {
        for round in 0..10_usize {
            let headers = names(round * 10..round * 10 + 10);
            let handler = async move || headers.clone();
            let app = protect(Router::new().route("/users", get(handler)), policy.clone());
            let request = request(Some(PAGE)).map(axum::body::Body::from);
            drop(app.oneshot(request).await);
        }
    });
    assert_eq!(log.matches("pages cannot read `").count(), 32, "{log}");
}
