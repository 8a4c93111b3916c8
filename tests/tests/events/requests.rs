//! The request data in events: method and path, and events about incomplete preflights.

use actix_web::{App, HttpResponse, web};
use axum::Router;
use axum::body::Body;
use axum::routing::any;
use cors_runtime::actix_web::Cors;
use cors_runtime::axum::protect;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{Method, Request};
use tower::ServiceExt as _;
use tracing::Level;

use super::{API, log_during};

/// The log while the handler answers, for axum and for actix-web.
fn logs(request: &Request<String>) -> Vec<String> {
    let status = http::StatusCode::IM_A_TEAPOT;
    let axum = log_during(Level::DEBUG, async {
        let app = Router::new().fallback(any(async move || status));
        let response = protect(app, &API).oneshot(request.clone().map(Body::from)).await.unwrap();
        assert_eq!(response.status(), status, "the handler runs");
    });
    // actix-web refuses other paths itself.
    if !request.uri().path().is_ascii() {
        return vec![axum];
    }
    let actix = log_during(Level::DEBUG, async {
        let handler = web::to(async || HttpResponse::ImATeapot().finish());
        let app = App::new().default_service(handler).wrap(Cors::new(&API));
        let response = cors_tests::actix::send(app, request.clone()).await;
        assert_eq!(response.status(), status, "the handler runs");
    });
    vec![axum, actix]
}

fn request(method: &Method, headers: &[(http::HeaderName, &str)]) -> Request<String> {
    let mut request = Request::builder().method(method).uri("/a/b?token=s3cr3t");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(String::new()).unwrap()
}

/// An `OPTIONS` request with only one of the two headers of a preflight is not a preflight. The handler
/// runs, and an event names the missing header.
#[test]
fn one_for_a_preflight_with_a_missing_header() {
    const ORIGINS: (http::HeaderName, &str) = (ORIGIN, "https://page.example");
    const ASKS: (http::HeaderName, &str) = (ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    let (options, get, post) = (Method::OPTIONS, Method::GET, Method::POST);
    type Row<'a> = (&'a Method, &'a [(http::HeaderName, &'a str)], Option<&'a str>);
    let rows: [Row<'_>; 10] = [
        (&options, &[ORIGINS], Some("Access-Control-Request-Method")),
        (&options, &[ORIGINS, ORIGINS], Some("Access-Control-Request-Method")),
        (&options, &[(ORIGIN, "https://evil.example")], Some("Access-Control-Request-Method")),
        (&options, &[ASKS], Some("Origin")),
        (&options, &[ASKS, ASKS], Some("Origin")),
        (&options, &[(ACCESS_CONTROL_REQUEST_METHOD, "")], Some("Origin")),
        (&options, &[], None),
        (&get, &[ORIGINS], None),
        (&get, &[ORIGINS, ASKS], None),
        (&post, &[ASKS], None),
    ];
    for (method, headers, missing) in rows {
        let request = request(method, headers);
        for log in logs(&request) {
            let location = API.location();
            let events: Vec<&str> =
                log.lines().filter(|line| line.contains("is not a preflight")).collect();
            let wanted = missing.map(|missing| {
                let (kind, origin) = match headers {
                    [(name, _), ..] if *name != ORIGIN => ("not CORS", String::new()),
                    [_, _] => ("actual", " origin=(several lines)".to_owned()),
                    [(_, origin), ..] => ("actual", format!(" origin={origin}")),
                    [] => ("", String::new()),
                };
                format!(
                    "DEBUG cors_runtime: `OPTIONS` without `{missing}` is not a preflight, so no policy \
                     answers it; if a browser sent a preflight, a proxy removed the header \
                     policy=\"{location}\" kind=\"{kind}\" method=OPTIONS path=/a/b{origin}"
                )
            });
            assert_eq!(events, Vec::from_iter(wanted.as_deref()), "{request:?}");
        }
    }
}

/// Handlers with `#[cors(…)]`, with several policies on one path.
mod handlers {
    use actix_web::{get, put};
    use cors_runtime::attr::cors;

    use super::super::{API, OTHER};

    #[cors(API)]
    pub(super) async fn show() {}

    #[cors(OTHER)]
    pub(super) async fn update() {}

    #[cors(API)]
    #[get("/a/b")]
    pub(super) async fn actix_show() -> &'static str {
        ""
    }

    #[cors(OTHER)]
    #[put("/a/{name}")]
    pub(super) async fn actix_update() -> &'static str {
        ""
    }
}

/// The same if no policy's service gets the request: on a path with several policies in axum, and for
/// handlers of actix-web. There is one event per request, regardless of the number of handlers.
#[test]
fn one_for_a_missing_header_with_policies_on_handlers() {
    use cors_runtime::axum::routes;
    use handlers::{actix_show, actix_update, show, update};

    let origins = (ORIGIN, "https://page.example");
    let requested = (ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    let (only_origins, only_method) = ([origins.clone()], [requested.clone()]);
    for (method, headers, missing) in [
        (Method::OPTIONS, &only_origins[..], Some("Access-Control-Request-Method")),
        (Method::OPTIONS, &only_method, Some("Origin")),
        (Method::OPTIONS, &[], None),
        (Method::OPTIONS, &[origins, requested], None),
        (Method::GET, &only_origins, None),
        (Method::DELETE, &only_method, None),
    ] {
        let request = request(&method, headers);
        let axum = log_during(Level::DEBUG, async {
            let app: Router = Router::new().route("/a/b", routes![get(show), put(update)]);
            drop(app.oneshot(request.clone().map(Body::from)).await);
        });
        let actix = log_during(Level::DEBUG, async {
            let app = App::new().service(actix_show).service(actix_update);
            drop(cors_tests::actix::send(app, request.clone()).await);
        });
        for log in [axum, actix] {
            let events: Vec<&str> =
                log.lines().filter(|line| line.contains("is not a preflight")).collect();
            assert_eq!(events.len(), usize::from(missing.is_some()), "{request:?}: {log}");
            for (event, missing) in events.into_iter().zip(missing) {
                assert!(event.contains(&format!("without `{missing}`")), "{event}");
                assert!(event.contains("method=OPTIONS path=/a/b"), "{event}");
                assert!(!log.contains("s3cr3t"), "{log}");
            }
        }
    }
}

/// A path or a method can neither forge a line nor fill a log, and the query is not logged.
#[test]
fn the_path_and_the_method_are_escaped_and_bounded() {
    let long = "x".repeat(10_000);
    for (method, path, wanted) in [
        ("GET", "/a/b?token=s3cr3t".to_owned(), "method=GET path=/a/b origin="),
        ("PURGE", "/%0a%1b[31m".to_owned(), "method=PURGE path=/%0a%1b[31m origin="),
        ("GET", "/\u{202e}\u{200b}".to_owned(), r"path=/\xe2\x80\xae\xe2\x80\x8b origin="),
        ("GET", format!("/{long}"), "xxx… origin="),
        (&long, "/".to_owned(), "xxx… path=/ origin="),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path.as_str())
            .header(ORIGIN, "https://page.example")
            .body(String::new())
            .unwrap();
        for log in logs(&request) {
            assert_eq!(log.lines().count(), 1, "{log}");
            assert!(log.contains(wanted) && log.len() < 1000, "{wanted} is not in {log}");
            assert!(!log.contains("s3cr3t"), "{log}");
        }
    }
}

/// As the README describes: outside of the policy, `TraceLayer` sees preflights; inside it does not.
#[test]
fn tracing_outside_of_the_policy_sees_preflights() {
    use tower_http::trace::TraceLayer;

    let spans = |app: Router| {
        let mut preflight = request(&Method::OPTIONS, &[(ORIGIN, "https://page.example")]);
        let get = http::HeaderValue::from_static("GET");
        preflight.headers_mut().insert(ACCESS_CONTROL_REQUEST_METHOD, get);
        let log = log_during(Level::DEBUG, async {
            let response = app.oneshot(preflight.map(Body::from)).await.unwrap();
            assert_eq!(response.status(), http::StatusCode::NO_CONTENT);
        });
        assert!(log.contains("CORS request allowed"), "{log}");
        log.matches("tower_http::trace").count()
    };
    let app = Router::new().route("/a/b", any(async || ()));
    let inside = protect(app.clone().layer(TraceLayer::new_for_http()), &API);
    assert_eq!(spans(Router::new().fallback_service(inside)), 0);
    let outside =
        Router::new().fallback_service(protect(app, &API)).layer(TraceLayer::new_for_http());
    assert_eq!(spans(outside), 2);
}
