//! loco and Leptos, with a policy as `docs/frameworks.md` says.

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use cors_large_framework_tests::{leptos, loco};
use http_body_util::BodyExt as _;
use loco_rs::app::Hooks as _;
use loco_rs::boot::StartMode;
use loco_rs::environment::Environment;
use tower::{Service, ServiceExt as _};

const PAGE: &str = "https://app.example.com";
const OTHER: &str = "https://other.example";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PREFLIGHT: (&str, &str) = ("access-control-request-method", "POST");

/// A request of a page, and what is answered.
async fn ask<S, B>(
    application: &S,
    origin: &str,
    method: Method,
    path: &str,
    line: Option<(&str, &str)>,
    body: &'static str,
) -> (StatusCode, HeaderMap, String)
where
    S: Service<Request<Body>, Response = Response<B>, Error: std::fmt::Debug> + Clone,
    B: HttpBody<Error: std::fmt::Debug>,
{
    let mut request = Request::builder().method(method).uri(path).header("origin", origin);
    if let Some((name, value)) = line {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body)).unwrap();
    let response = application.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, String::from_utf8_lossy(&body).into_owned())
}

/// Every path has the policy: its preflights are answered by it, and its responses have its headers, also 404 and 405.
async fn every_path_has_the_policy<S, B>(application: &S, present: &str, refused: Method)
where
    S: Service<Request<Body>, Response = Response<B>, Error: std::fmt::Debug> + Clone,
    B: HttpBody<Error: std::fmt::Debug>,
{
    for path in [present, "/nowhere"] {
        let (status, headers, _) =
            ask(application, PAGE, Method::OPTIONS, path, Some(PREFLIGHT), "").await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(headers["access-control-allow-origin"], PAGE, "{path}");
        assert_eq!(headers["access-control-allow-methods"], "GET,HEAD,POST", "{path}");
    }
    for (method, path, expected) in [
        (Method::GET, present, StatusCode::OK),
        (Method::GET, "/nowhere", StatusCode::NOT_FOUND),
        (refused, present, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let (status, headers, _) = ask(application, PAGE, method, path, None, "").await;
        assert_eq!(status, expected, "{path}");
        assert_eq!(headers.get_all("access-control-allow-origin").iter().count(), 1, "{path}");
        assert_eq!(headers["access-control-allow-origin"], PAGE, "{path}");
        assert_eq!(headers["vary"], "Origin", "{path}");
    }
    let (_, headers, _) = ask(application, OTHER, Method::GET, present, None, "").await;
    assert_eq!(headers.get("access-control-allow-origin"), None);
    assert_eq!(headers["vary"], "Origin");
}

async fn loco_application() -> axum::Router {
    let config = serde_json::json!({
        "logger": { "enable": false, "level": "off", "format": "compact" },
        "server": { "host": "http://localhost", "port": 5150 },
        "workers": { "mode": "ForegroundBlocking" },
    });
    let config = serde_json::from_value(config).unwrap();
    let mode = StartMode::ServerOnly;
    loco::App::boot(mode, &Environment::Production, config).await.unwrap().router.unwrap()
}

#[tokio::test]
async fn loco_has_the_policy_on_every_path() {
    let application = loco_application().await;
    every_path_has_the_policy(&application, "/", Method::POST).await;
    let (_, _, body) = ask(&application, PAGE, Method::GET, "/", None, "").await;
    assert_eq!(body, "hello");
}

#[tokio::test]
async fn leptos_has_the_policy_on_every_path() {
    let application = leptos::application(leptos::options());
    every_path_has_the_policy(&application, "/", Method::DELETE).await;
    let (_, _, body) = ask(&application, PAGE, Method::GET, "/", None, "").await;
    assert!(body.contains("<p>hello</p>"), "{body}");
}

#[tokio::test]
async fn pages_call_server_functions_of_leptos() {
    let application = leptos::application(leptos::options());
    let call = ask(&application, PAGE, Method::POST, "/api/greet", Some(FORM), "name=Ada").await;
    let (status, headers, body) = call;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "\"hello, Ada\""));
    assert_eq!(headers["access-control-allow-origin"], PAGE);
}

/// The trap of Leptos: server functions take forms, which need no preflight.
#[tokio::test]
async fn other_pages_call_server_functions_unless_there_is_a_guard() {
    let application = leptos::application(leptos::options());
    let call = ask(&application, OTHER, Method::POST, "/api/greet", Some(FORM), "name=Eve").await;
    assert_eq!((call.0, call.2.as_str()), (StatusCode::OK, "\"hello, Eve\""));
    assert_eq!(call.1.get("access-control-allow-origin"), None);

    let guarded = leptos::guarded(leptos::options());
    for (origin, expected) in [(OTHER, StatusCode::FORBIDDEN), (PAGE, StatusCode::OK)] {
        let call = ask(&guarded, origin, Method::POST, "/api/greet", Some(FORM), "name=Eve").await;
        assert_eq!(call.0, expected, "{origin}");
    }
}

/// The page of the documentation has the programs that are tested here, and those of edge platforms, which `.ci/edge` runs.
#[test]
fn the_page_has_these_programs() {
    let page = include_str!("../../../docs/frameworks.md");
    for (file, program) in [
        ("leptos.rs", include_str!("../src/leptos.rs")),
        ("loco.rs", include_str!("../src/loco.rs")),
        ("spin", include_str!("../../edge/spin/src/lib.rs")),
        ("wasi", include_str!("../../edge/wasi/src/main.rs")),
        ("workers", include_str!("../../edge/workers/src/lib.rs")),
    ] {
        for part in program.split("// In the documentation:\n").skip(1) {
            let (part, _) = part.split_once("// End.\n").unwrap();
            let part = part.trim_end();
            assert!(page.contains(&format!("\n{part}\n")), "{file}:\n{part}");
        }
    }
}
