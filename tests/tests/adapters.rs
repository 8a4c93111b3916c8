//! Requirements on every adapter: the corpus' requests, and some more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use cors_tests::adapters::{AROUND, Adapter, Answer, OVER_SOCKETS, all};
use cors_tests::cases::{difference, group, text, texts, truth};
use cors_tests::policy;
use cors_tests::server::from_http;
use cors_user_agent::cors_check::cors_check;
use cors_user_agent::preflight_cache::PreflightCache;
use cors_user_agent::{
    CredentialsMode, HeaderList, Page, check_preflight_response, readable_headers,
};
use http::{Request, Response, header};
use serde_json::{Value, json};

fn request(case: &Value) -> Request<String> {
    let mut builder = Request::builder().method(text(case, "method")).uri("/");
    for line in case.get("request_headers").and_then(Value::as_array).unwrap() {
        let name = line.get(0).and_then(Value::as_str).unwrap();
        let value = line.get(1).and_then(Value::as_str).unwrap();
        builder = builder.header(name, value);
    }
    builder.body(String::new()).unwrap()
}

/// The page's request for a request on the wire; `None` if no page can send it.
fn page_request(config: &Value, wire: &Request<String>) -> Option<cors_user_agent::Request> {
    let text = |name| wire.headers().get(name).and_then(|value| value.to_str().ok());
    let page = match text(header::ORIGIN).unwrap_or_default() {
        "null" => Page::opaque(),
        // An origin that no page has; it is checked as `null`.
        origin => Page::new(origin).unwrap_or_else(|_| Page::opaque()),
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

/// Whether the page gets the result that the corpus expects.
///
/// If a handler cannot be mounted, a preflight is refused, and an actual request gets a 405 that is shared
/// like a response of the handler.
fn agrees(
    config: &Value,
    case: &Value,
    request: &Request<String>,
    answer: &Answer,
    is_mounted: bool,
) -> bool {
    if answer.handled != usize::from(is_mounted && truth(case, "handler_called")) {
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
        "preflight-ok" => is_granted() == is_mounted,
        "preflight-fails-origin" | "preflight-fails-later" => !is_granted(),
        "actual" => {
            let varies = |name: &str| {
                let lines = response.headers().get_all(header::VARY);
                lines.iter().any(|line| line == name)
            };
            let shared = wanted.get("Access-Control-Allow-Origin").is_some();
            let exposed = texts(config, "response_headers");
            let page = page.unwrap();
            let is_own = if is_mounted {
                response.status() == 200 && response.body() == "bar" && varies("foo")
            } else {
                response.status() == 405
            };
            is_own
                && (wanted.get("Vary").is_none() || varies("Origin"))
                // A request without `Origin` comes from no page; the header may be present.
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

#[test]
fn the_corpus() {
    for adapter in all() {
        the_corpus_through(adapter);
    }
}

fn the_corpus_through(adapter: &Adapter) {
    let mut wrong = Vec::new();
    let mut run = 0;
    for suite in group("http").unwrap() {
        // "Passthrough": the Go library without a policy, which corresponds to no layer at all.
        let Some(config) = suite.get("policy").filter(|policy| !policy.is_null()) else { continue };
        // The corpus allows this with the flag `tolerate_insecure`, the policy with an accepted risk.
        let policy = policy::from_config(config).unwrap();
        for case in suite.get("requests").and_then(Value::as_array).unwrap() {
            let sent = request(case);
            if !adapter.can_receive(sent.method().as_str()) {
                continue;
            }
            let is_mounted = adapter.has_handler_for(policy, &sent);
            let answer = adapter.send(policy, request(case));
            let id = text(case, "id");
            run += 1;
            if agrees(config, case, &sent, &answer, is_mounted)
                != (difference(id).is_none() || !is_mounted)
            {
                wrong.push(format!("{case}\n  answered {:?}", answer.response));
            }
        }
    }
    assert!(wrong.is_empty(), "{}, of {run} requests:\n{}", adapter.name, wrong.join("\n"));
    assert!(run > 70, "the corpus has shrunk to {run} requests");
}

fn get(origin: &str) -> Request<String> {
    Request::get("/").header("origin", origin).body(String::new()).unwrap()
}

#[test]
fn headers_of_the_handler_are_replaced_or_removed() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let response = Response::builder()
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-origin", "https://b.example")
        .header("access-control-allow-credentials", "true")
        .header("access-control-expose-headers", "*")
        .header("access-control-max-age", "1")
        .header("x-own", "kept")
        .body(String::new())
        .unwrap();
    for adapter in all() {
        for (origin, want) in
            [("https://a.example", Some("https://a.example")), ("https://b.example", None)]
        {
            let answer = adapter.send_to(response.clone(), policy, get(origin));
            let headers = answer.response.headers();
            let origins: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
            assert_eq!(origins, want.into_iter().collect::<Vec<_>>(), "{}", adapter.name);
            for name in ["allow-credentials", "expose-headers", "max-age"] {
                let name = format!("access-control-{name}");
                assert!(!headers.contains_key(&name), "{}: {name}", adapter.name);
            }
            assert_eq!(headers["x-own"], "kept", "{}", adapter.name);
        }
    }
}

#[test]
fn several_origin_lines_are_refused() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let request = Request::get("/")
        .header("origin", "https://a.example")
        .header("origin", "https://a.example")
        .body(String::new())
        .unwrap();
    for adapter in all() {
        let answer = adapter.send(policy, request.clone());
        assert_eq!(answer.handled, 1, "{}", adapter.name);
        let is_shared = answer.response.headers().contains_key("access-control-allow-origin");
        assert!(!is_shared, "{}", adapter.name);
    }
}

#[test]
fn refused_preflight_has_the_lists_and_a_reason() {
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
        "the method `DELETE` is not allowed; `allow_methods` lists `GET`, `HEAD`, `POST`, `PUT`"
    );
    for adapter in AROUND.iter().chain(OVER_SOCKETS) {
        let answer = adapter.send(policy, preflight.clone());
        assert_eq!(answer.handled, 0, "{}", adapter.name);
        let headers = answer.response.headers();
        for (name, value) in [
            ("access-control-allow-origin", "https://a.example"),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-methods", "GET,HEAD,POST,PUT"),
            ("access-control-allow-headers", "x-a"),
            ("access-control-max-age", "600"),
            ("vary", "Origin"),
        ] {
            assert_eq!(headers[name], value, "{}: {name}", adapter.name);
        }
        assert_eq!(headers.len(), 6, "{}", adapter.name);
        assert_eq!(answer.response.status(), 204, "{}", adapter.name);
    }
}

#[test]
fn refused_origin_gets_403_without_cors_headers() {
    let policy = policy::from_config(&json!({ "origins": ["https://a.example"] })).unwrap();
    let preflight = Request::options("/")
        .header("origin", "https://b.example")
        .header("access-control-request-method", "GET")
        .body(String::new())
        .unwrap();
    for adapter in all() {
        let answer = adapter.send(policy, preflight.clone());
        assert_eq!(answer.response.status(), 403, "{}", adapter.name);
        // axum adds `Allow` if no handler is mounted for the method, here `OPTIONS`.
        let names = answer.response.headers().keys().filter(|name| *name != "allow");
        assert_eq!(names.collect::<Vec<_>>(), ["vary"], "{}", adapter.name);
        let vary = answer.response.headers()["vary"].to_str().unwrap();
        assert!(vary.starts_with("Origin"), "{}: {vary}", adapter.name);
    }
}

#[test]
fn any_origin_does_not_vary() {
    let policy = policy::from_config(&json!({ "origins": ["*"] })).unwrap();
    for adapter in all() {
        for request in
            [get("https://a.example"), get("null"), Request::get("/").body(String::new()).unwrap()]
        {
            let answer = adapter.send(policy, request);
            let headers = answer.response.headers();
            assert_eq!(headers["access-control-allow-origin"], "*", "{}", adapter.name);
            assert_eq!(headers["vary"], "foo", "{}", adapter.name);
        }
    }
}

#[test]
fn mirrored_headers_are_sent_line_by_line() {
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
    for adapter in all() {
        let answer = adapter.send(policy, preflight(&["x-b,x-a", "authorization"]));
        let headers = answer.response.headers();
        let mirrored: Vec<_> = headers.get_all("access-control-allow-headers").iter().collect();
        assert_eq!(mirrored, ["x-b,x-a", "authorization"], "{}", adapter.name);
        let vary = headers["vary"].to_str().unwrap();
        assert!(vary.split(", ").any(|name| name == "Origin"), "{}", adapter.name);
        let requested = "Access-Control-Request-Headers";
        assert!(vary.split(", ").any(|name| name == requested), "{}", adapter.name);
        for list in ["a b", "a,(", "\u{e9}", &"a,".repeat(50_000)] {
            let answer = adapter.send(policy, preflight(&[list]));
            let grants = answer.response.headers().contains_key("access-control-allow-headers");
            assert!(!grants, "{}", adapter.name);
        }
    }
}
