//! The corpus' requests against the tower layer, and what the layer owes its inner service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use cors_tests::cases::{difference, group, text, texts, truth};
use cors_tests::policy;
use cors_tests::server::from_http;
use cors_user_agent::cors_check::cors_check;
use cors_user_agent::preflight_cache::PreflightCache;
use cors_user_agent::{
    CredentialsMode, HeaderList, Page, check_preflight_response, readable_headers,
};
use http::{HeaderValue, Request, Response, header};
use serde_json::{Value, json};
use tower::{Layer as _, ServiceExt as _, service_fn};

/// What came back, and whether the handler ran.
struct Answer {
    response: Response<String>,
    handler_called: bool,
}

/// Sends a request through the layer around a handler like the corpus' own: `200`, `Vary: foo`,
/// body `bar`.
async fn send(policy: &'static Policy, request: Request<String>) -> Answer {
    let called = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&called);
    let handler = service_fn(move |_request: Request<String>| {
        flag.store(true, Ordering::Relaxed);
        async {
            let mut response = Response::new("bar".to_owned());
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("foo"));
            Ok::<_, Infallible>(response)
        }
    });
    let response = CorsLayer::new(policy).layer(handler).oneshot(request).await.unwrap();
    Answer { response, handler_called: called.load(Ordering::Relaxed) }
}

fn request(case: &Value) -> Request<String> {
    let mut builder = Request::builder().method(text(case, "method")).uri("/");
    for line in case.get("request_headers").and_then(Value::as_array).unwrap() {
        let name = line.get(0).and_then(Value::as_str).unwrap();
        let value = line.get(1).and_then(Value::as_str).unwrap();
        builder = builder.header(name, value);
    }
    builder.body(String::new()).unwrap()
}

/// The page's request that such a request on the wire belongs to; `None` if no page can make it.
fn page_request(config: &Value, wire: &Request<String>) -> Option<cors_user_agent::Request> {
    let text = |name| wire.headers().get(name).and_then(|value| value.to_str().ok());
    let page = match text(header::ORIGIN).unwrap_or_default() {
        "null" => Page::opaque(),
        origin => Page::new(origin),
    };
    let method = text(header::ACCESS_CONTROL_REQUEST_METHOD).unwrap_or("GET");
    let mut request = cors_user_agent::Request::new(&page, method, "https://api.example/").ok()?;
    let lines = wire.headers().get_all(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let names = lines.iter().flat_map(|line| line.to_str().unwrap().split(','));
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        request = request.header(name, "1").ok()?;
    }
    let include = truth(config, "credentials");
    let mode = if include { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    Some(request.credentials(mode))
}

/// Whether the page sees what the corpus says that it sees.
fn agrees(config: &Value, case: &Value, request: &Request<String>, answer: &Answer) -> bool {
    if answer.handler_called != truth(case, "handler_called") {
        return false;
    }
    let wanted = case.get("cors_headers").unwrap();
    let response = &answer.response;
    let received = from_http(&response.clone().map(|_body| ()));
    let page = page_request(config, request);
    let is_granted = || {
        let mut cache = PreflightCache::new(0);
        page.as_ref().is_some_and(|page| {
            check_preflight_response(page, &received, &mut cache, Duration::ZERO).is_ok()
        })
    };
    match text(case, "outcome") {
        "preflight-ok" => is_granted(),
        "preflight-fails-origin" | "preflight-fails-later" => !is_granted(),
        "actual" => {
            let varies = |name: &str| {
                let lines = response.headers().get_all(header::VARY);
                lines.iter().any(|line| line == name)
            };
            let shared = wanted.get("Access-Control-Allow-Origin").is_some();
            let exposed = texts(config, "response_headers");
            let page = page.unwrap();
            response.status() == 200
                && response.body() == "bar"
                && varies("foo")
                && (wanted.get("Vary").is_none() || varies("Origin"))
                // Without `Origin` there is no page to share with; the header may be there.
                && (!request.headers().contains_key(header::ORIGIN)
                    || cors_check(&page, &received.header_list).is_ok() == shared)
                && (!shared || exposes(&page, received.header_list, &exposed))
        }
        other => panic!("an unknown outcome: {other}"),
    }
}

/// Whether the page could read these headers if the handler sent them.
fn exposes(page: &cors_user_agent::Request, mut headers: HeaderList, names: &[&str]) -> bool {
    let names = || names.iter().filter(|name| **name != "*");
    for name in names() {
        headers.append(name, "1");
    }
    let readable = readable_headers(page, &headers);
    names().all(|name| readable.contains(name))
}

#[tokio::test]
async fn the_corpus() {
    let mut wrong = Vec::new();
    let mut run = 0;
    for suite in group("http").unwrap() {
        // "Passthrough": the Go library without a policy, which is no layer at all here.
        let Some(config) = suite.get("policy").filter(|policy| !policy.is_null()) else { continue };
        // What the corpus accepts with a flag of its own, `tolerate_insecure`, we accept too.
        let policy = policy::from_config(config).unwrap();
        for case in suite.get("requests").and_then(Value::as_array).unwrap() {
            let sent = request(case);
            let answer = send(policy, request(case)).await;
            let id = text(case, "id");
            run += 1;
            if agrees(config, case, &sent, &answer) != difference(id).is_none() {
                wrong.push(format!("{case}\n  answered {:?}", answer.response));
            }
        }
    }
    assert!(wrong.is_empty(), "of {run} requests:\n{}", wrong.join("\n"));
    assert!(run > 70, "the corpus has shrunk to {run} requests");
}

fn get(origin: &str) -> Request<String> {
    Request::get("/").header("origin", origin).body(String::new()).unwrap()
}

#[tokio::test]
async fn what_the_handler_set_is_replaced_or_taken_away() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    for (origin, want) in
        [("https://a.example", Some("https://a.example")), ("https://b.example", None)]
    {
        let handler = service_fn(async |_request: Request<String>| {
            let response = Response::builder()
                .header("access-control-allow-origin", "*")
                .header("access-control-allow-origin", "https://b.example")
                .header("access-control-allow-credentials", "true")
                .header("access-control-expose-headers", "*")
                .header("access-control-max-age", "1")
                .header("x-own", "kept")
                .body(String::new());
            Ok::<_, Infallible>(response.unwrap())
        });
        let response = CorsLayer::new(policy).layer(handler).oneshot(get(origin)).await.unwrap();
        let headers = response.headers();
        let origins: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
        assert_eq!(origins, want.into_iter().collect::<Vec<_>>());
        for name in ["allow-credentials", "expose-headers", "max-age"] {
            assert!(!headers.contains_key(format!("access-control-{name}")), "{name}");
        }
        assert_eq!(headers["x-own"], "kept");
    }
}

#[tokio::test]
async fn several_origin_lines_are_no_origin() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let request = Request::get("/")
        .header("origin", "https://a.example")
        .header("origin", "https://a.example")
        .body(String::new())
        .unwrap();
    let answer = send(policy, request).await;
    assert!(answer.handler_called);
    assert!(!answer.response.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn errors_of_the_inner_service_pass() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let handler = service_fn(async |_: Request<String>| Err::<Response<String>, _>("broken"));
    let result = CorsLayer::new(policy).layer(handler).oneshot(get("https://a.example")).await;
    assert_eq!(result.unwrap_err(), "broken");
}

#[tokio::test]
async fn a_preflight_tells_all_that_is_allowed_and_why_it_is_refused() {
    let config = json!({
        "origins": ["https://a.example"], "methods": ["PUT"], "request_headers": ["x-a"],
        "credentials": true, "max_age": 600,
    });
    let policy = policy::from_config(&config).unwrap();
    let preflight = Request::options("/")
        .header("origin", "https://a.example")
        .header("access-control-request-method", "DELETE")
        .body(String::new())
        .unwrap();
    let decision = policy.evaluate(preflight.method(), preflight.headers());
    assert_eq!(
        decision.refusal().unwrap().to_string(),
        "the method `DELETE` is not allowed; `allow_methods` grants `GET`, `HEAD`, `POST`, `PUT`"
    );
    let answer = send(policy, preflight.clone()).await;
    assert!(!answer.handler_called);
    let headers = answer.response.headers();
    for (name, value) in [
        ("access-control-allow-origin", "https://a.example"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "GET,HEAD,POST,PUT"),
        ("access-control-allow-headers", "x-a"),
        ("access-control-max-age", "600"),
        ("vary", "Origin"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(headers.len(), 6);
    assert_eq!(answer.response.status(), 204);
}

#[tokio::test]
async fn a_refused_origin_gets_403_and_no_cors_headers() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let preflight = Request::options("/")
        .header("origin", "https://b.example")
        .header("access-control-request-method", "GET")
        .body(String::new())
        .unwrap();
    let answer = send(policy, preflight).await;
    assert_eq!(answer.response.status(), 403);
    assert_eq!(answer.response.headers().len(), 1, "Vary alone");
    assert_eq!(answer.response.headers()["vary"], "Origin");
}

#[tokio::test]
async fn any_origin_is_the_same_for_everybody_and_does_not_vary() {
    let policy = policy::from_config(&json!({ "origins": ["*"] })).unwrap();
    for request in
        [get("https://a.example"), get("null"), Request::get("/").body(String::new()).unwrap()]
    {
        let answer = send(policy, request).await;
        assert_eq!(answer.response.headers()["access-control-allow-origin"], "*");
        assert_eq!(answer.response.headers()["vary"], "foo");
    }
}

#[tokio::test]
async fn mirrored_headers_come_back_line_by_line() {
    let config = json!({
        "origins": ["https://a.example"], "credentials": true, "request_headers": ["*"],
    });
    let policy = policy::from_config(&config).unwrap();
    let preflight = |lists: &[&str]| {
        let mut request = Request::options("/")
            .header("origin", "https://a.example")
            .header("access-control-request-method", "GET");
        for list in lists {
            request = request.header("access-control-request-headers", *list);
        }
        request.body(String::new()).unwrap()
    };
    let answer = send(policy, preflight(&["x-b,x-a", "authorization"])).await;
    let headers = answer.response.headers();
    let mirrored: Vec<_> = headers.get_all("access-control-allow-headers").iter().collect();
    assert_eq!(mirrored, ["x-b,x-a", "authorization"]);
    assert_eq!(headers["vary"], "Origin, Access-Control-Request-Headers");
    for malformed in ["a b", "a,(", "\u{e9}"] {
        let answer = send(policy, preflight(&[malformed])).await;
        assert!(!answer.response.headers().contains_key("access-control-allow-headers"));
    }
    let answer = send(policy, preflight(&[&"a,".repeat(50_000)])).await;
    assert!(!answer.response.headers().contains_key("access-control-allow-headers"));
}
