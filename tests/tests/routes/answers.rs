//! Who answers which request of a path, with what.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ALLOW};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cors_runtime::Reason;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

use super::{
    ADMIN, ADMIN_PAGE, API, PAGE, PUBLIC, STRANGER, actual, body, closed, cors_headers, list,
    plain, preflight, preflight_with, send, update,
};

#[cors(API)]
async fn show(Path(id): Path<u64>) -> String {
    id.to_string()
}

#[cors(ADMIN)]
async fn replace() -> &'static str {
    "replace"
}

#[cors(ADMIN)]
async fn remove() -> StatusCode {
    StatusCode::NO_CONTENT
}

#[cors(PUBLIC)]
async fn public() -> &'static str {
    "public"
}

#[cors(ADMIN)]
async fn ping() -> &'static str {
    "ping"
}

/// One policy, in several handlers.
fn one_policy() -> Router {
    Router::new().route("/", routes![get(list), put(update)])
}

/// Two policies on one path.
fn two_policies() -> Router {
    Router::new().route("/", routes![get(list), post(update), put(replace), delete(remove)])
}

#[tokio::test]
async fn a_preflight_tells_the_methods_that_are_mounted() {
    let response = send(&one_policy(), preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        cors_headers(response.headers()),
        [
            ("allow-credentials", "true"),
            ("allow-headers", "content-type"),
            ("allow-methods", "GET,HEAD,PUT"),
            ("allow-origin", PAGE),
            ("max-age", "7200"),
            ("vary", "Origin, Access-Control-Request-Method"),
        ]
    );
    assert_eq!(body(response).await, "");
}

#[tokio::test]
async fn handlers_run_and_their_responses_are_shared() {
    for (method, handler) in [("GET", "list"), ("HEAD", ""), ("PUT", "update")] {
        let response = send(&one_policy(), actual(method, "/", PAGE)).await;
        assert_eq!(
            cors_headers(response.headers()),
            [
                ("allow-credentials", "true"),
                ("allow-origin", PAGE),
                ("expose-headers", "x-request-id"),
                ("vary", "Origin"),
            ],
            "{method}"
        );
        assert_eq!(body(response).await, handler);
        let response = send(&one_policy(), actual(method, "/", STRANGER)).await;
        assert_eq!(cors_headers(response.headers()), [("vary", "Origin")], "{method}");
        assert_eq!(body(response).await, handler, "it runs, whoever asks");
    }
}

/// Where policies differ: each preflight to the policy of the handler that it asks for, no list
/// with methods of another, and nothing that a browser may remember.
#[tokio::test]
async fn a_preflight_goes_to_the_policy_of_the_handler_that_it_asks_for() {
    for (origin, method, list) in [
        (PAGE, "GET", Some("GET,HEAD,POST")),
        (PAGE, "HEAD", Some("GET,HEAD,POST")),
        (PAGE, "POST", Some("GET,HEAD,POST")),
        (PAGE, "PUT", None),
        (PAGE, "DELETE", None),
        (ADMIN_PAGE, "GET", None),
        (ADMIN_PAGE, "POST", None),
        (ADMIN_PAGE, "PUT", Some("PUT,DELETE")),
        (ADMIN_PAGE, "DELETE", Some("PUT,DELETE")),
        (STRANGER, "GET", None),
        (STRANGER, "DELETE", None),
    ] {
        let response = send(&two_policies(), preflight(method, "/", origin)).await;
        let headers = response.headers();
        let what = format!("{origin} {method}");
        let vary = "Origin, Access-Control-Request-Method";
        let Some(list) = list else {
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{what}");
            assert_eq!(cors_headers(headers), [("vary", vary)], "{what}");
            continue;
        };
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{what}");
        assert_eq!(headers["access-control-allow-methods"], list, "{what}");
        assert_eq!(headers["access-control-allow-origin"], origin, "{what}");
        assert_eq!(headers["access-control-max-age"], "0", "{what}");
        assert_eq!(headers["vary"], vary, "{what}");
    }
}

/// The bug of a library that keeps one policy a path: a page that may only read is told that it
/// may write.
#[tokio::test]
async fn a_policy_for_reading_approves_no_writing_on_the_same_path() {
    let app = Router::new().route("/", routes![get(public), put(replace)]);
    let response = send(&app, preflight_with("PUT", "/", STRANGER, "x-admin")).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(response.headers().get("access-control-allow-origin"), None);
    let response = send(&app, preflight("GET", "/", STRANGER)).await;
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD");
    assert_eq!(response.headers()["vary"], "Access-Control-Request-Method");
}

/// The bug of a library that asks every policy in turn: the policy of one route approves a request
/// to another.
#[tokio::test]
async fn a_policy_of_one_route_approves_nothing_on_another() {
    #[cors(PUBLIC)]
    async fn anybody() {}
    let app = Router::new()
        .route("/a", routes![put(anybody), delete(anybody)])
        .route("/b", routes![put(replace)]);
    for method in ["PUT", "DELETE"] {
        let response = send(&app, preflight(method, "/a", STRANGER)).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{method}");
        let response = send(&app, preflight(method, "/b", STRANGER)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
        assert_eq!(response.headers().get("access-control-allow-origin"), None, "{method}");
    }
}

/// A method that browsers look for in the list is refused by the list, so that the browser's message
/// names the method; `GET`, `HEAD` and `POST`, which they do not look for, by the status.
#[tokio::test]
async fn on_a_path_of_one_policy_a_method_without_a_handler_is_refused_by_the_list() {
    let only_put = Router::new().route("/", routes![put(update)]);
    let with_get = Router::new().route("/", routes![get(list), put(update)]);
    for (app, methods, list) in [
        (&only_put, &["DELETE", "PATCH", "OPTIONS", "put", "PURGE", "(", "é"][..], "PUT"),
        (&with_get, &["DELETE", "PATCH", "OPTIONS", "get", "PURGE"], "GET,HEAD,PUT"),
    ] {
        for method in methods {
            let response = send(app, preflight(method, "/", PAGE)).await;
            assert_eq!(response.status(), StatusCode::NO_CONTENT, "{method}");
            let headers = response.headers();
            assert_eq!(headers["access-control-allow-methods"], list, "{method}");
            assert_eq!(headers["access-control-allow-origin"], PAGE, "{method}");
            let response = send(app, preflight(method, "/", STRANGER)).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
            let vary = [("vary", "Origin, Access-Control-Request-Method")];
            assert_eq!(cors_headers(response.headers()), vary, "{method}");
        }
    }
}

#[tokio::test]
async fn a_method_without_a_handler_is_refused_by_the_status() {
    let only_put = Router::new().route("/", routes![put(update)]);
    for (app, methods) in [
        (only_put, &["GET", "HEAD", "POST"][..]),
        (one_policy(), &["POST"]),
        // Where policies differ, no list could be sent without saying something of another's methods.
        (two_policies(), &["PATCH", "OPTIONS", "PURGE", "get"]),
    ] {
        for method in methods {
            let response = send(&app, preflight(method, "/", PAGE)).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
            assert_eq!(
                cors_headers(response.headers()),
                [("vary", "Origin, Access-Control-Request-Method")],
                "{method}"
            );
        }
        let mut several = preflight("PUT", "/", PAGE);
        let second = HeaderValue::from_static("PUT");
        several.headers_mut().append(ACCESS_CONTROL_REQUEST_METHOD, second);
        assert_eq!(send(&app, several).await.status(), StatusCode::FORBIDDEN);
    }
}

/// The reason is a value, and a sentence to act on.
#[test]
fn the_refusal_of_an_unmounted_method_names_those_that_are() {
    use cors_tables::name_list::Names;
    use cors_tables::policy::{AllowOrigins, Mounted, PolicyTable};
    use cors_tables::refusal::Refusal;
    use cors_tables::request::{FieldLine, HeaderList, RequestKind};

    #[derive(Clone, Copy)]
    struct NoHeaders;
    impl<'r> HeaderList<'r> for NoHeaders {
        fn origin(self) -> Option<FieldLine<'r>> {
            None
        }
        fn access_control_request_method(self) -> Option<FieldLine<'r>> {
            None
        }
        fn access_control_request_headers(self) -> impl Iterator<Item = &'r [u8]> {
            std::iter::empty()
        }
    }

    let policy = PolicyTable { allow_origins: AllowOrigins::Any, ..PolicyTable::NOTHING };
    let mounted = Mounted { methods: Names::new("PUT,PATCH"), may_be_remembered: true };
    for (asked, sentence) in [
        (
            "GET",
            "no handler with a policy is mounted for `GET`; the path has them for `PUT`, `PATCH`",
        ),
        (
            "patch",
            "no handler with a policy is mounted for `patch`: methods are case-sensitive, and there \
             is one for `PATCH`",
        ),
    ] {
        let method = asked.as_bytes();
        let kind = RequestKind::Preflight {
            origin: FieldLine::One(b"null"),
            method: FieldLine::One(method),
        };
        let decision = cors_tables::decide(&policy, None, Some(&mounted), kind, NoHeaders);
        assert_eq!(decision.refusal, Some(Reason::MethodNotMounted { method }));
        assert_eq!(decision.status(), Some(if asked == "GET" { 403 } else { 204 }));
        let refusal = Refusal::new(&policy, Some(mounted), decision.refusal.unwrap());
        assert_eq!(refusal.to_string(), sentence);
    }
}

#[tokio::test]
async fn a_handler_without_a_policy_stays_closed() {
    let app = Router::new().route("/", routes![get(list), put(update)].delete(closed));
    let response = send(&app, preflight("DELETE", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    let response = send(&app, actual("DELETE", "/", PAGE)).await;
    assert_eq!(cors_headers(response.headers()), []);
    assert_eq!(body(response).await, "closed");
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
}

/// What no handler answers is axum's own answer, with the headers of the policy that all handlers
/// have, if they have one.
#[tokio::test]
async fn a_405_and_a_plain_options_are_those_of_axum() {
    use axum::routing::{delete, get};
    let same = [
        ("allow-credentials", "true"),
        ("allow-origin", PAGE),
        ("expose-headers", "x-request-id"),
        ("vary", "Origin"),
    ];
    let mixed = Router::new().route("/", routes![get(list), put(replace)]);
    let added = Router::new().route("/", routes![get(list), put(update)].delete(closed));
    let own = || Router::new().route("/", get(closed).put(closed));
    let added_own = Router::new().route("/", get(closed).put(closed).merge(delete(closed)));
    for (ours, axums, wanted) in
        [(one_policy(), own(), &same[..]), (added, added_own, &same[..]), (mixed, own(), &[])]
    {
        for method in ["OPTIONS", "PATCH", "PURGE"] {
            let theirs = send(&axums, actual(method, "/", PAGE)).await;
            let response = send(&ours, actual(method, "/", PAGE)).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(response.status(), theirs.status(), "{method}");
            assert!(theirs.headers().contains_key(ALLOW));
            assert_eq!(response.headers().get(ALLOW), theirs.headers().get(ALLOW), "{method}");
            assert_eq!(cors_headers(response.headers()), wanted, "{method}");
            assert_eq!(body(response).await, body(theirs).await);
            let response = send(&ours, plain(method, "/")).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        }
    }
}

#[tokio::test]
async fn a_handler_of_head_is_asked_before_that_of_get() {
    let app = Router::new().route("/", routes![get(list), head(ping)]);
    for (method, origin, list) in [("GET", PAGE, "GET"), ("HEAD", ADMIN_PAGE, "HEAD")] {
        let response = send(&app, preflight(method, "/", origin)).await;
        assert_eq!(response.headers()["access-control-allow-methods"], list, "{method}");
        let response = send(&app, actual(method, "/", origin)).await;
        assert_eq!(response.headers()["access-control-allow-origin"], origin, "{method}");
    }
    let response = send(&app, preflight("HEAD", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_handler_of_options_sees_no_preflight() {
    let app = Router::new().route("/", routes![get(list), options(ping)]);
    let response = send(&app, plain("OPTIONS", "/")).await;
    assert_eq!(body(response).await, "ping");
    let response = send(&app, actual("OPTIONS", "/", ADMIN_PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-origin"], ADMIN_PAGE);
    assert_eq!(body(response).await, "ping");
    for (method, origin, list) in [("GET", PAGE, "GET,HEAD"), ("OPTIONS", ADMIN_PAGE, "OPTIONS")] {
        let response = send(&app, preflight(method, "/", origin)).await;
        assert_eq!(response.headers()["access-control-allow-methods"], list);
        assert_eq!(body(response).await, "", "{method}");
    }
}

/// A rejected extractor answers in the handler's place, and so under its policy.
#[tokio::test]
async fn a_rejection_can_be_read_by_the_page() {
    let app = Router::new().route("/{id}", routes![get(show)]);
    let response = send(&app, actual("GET", "/seven", PAGE)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

#[tokio::test]
async fn what_a_handler_sets_is_replaced() {
    #[cors(API)]
    async fn careless() -> Response {
        [("access-control-allow-origin", "*"), ("x-own", "kept"), ("vary", "Cookie")]
            .into_response()
    }
    let app = Router::new().route("/", routes![get(careless)]);
    for origin in [PAGE, STRANGER] {
        let response = send(&app, actual("GET", "/", origin)).await;
        let allowed = response.headers().get("access-control-allow-origin");
        assert_eq!(allowed.is_some(), origin == PAGE);
        assert_ne!(allowed, Some(&HeaderValue::from_static("*")));
        assert_eq!(response.headers()["x-own"], "kept");
        let vary: Vec<_> = response.headers().get_all("vary").iter().collect();
        assert_eq!(vary, ["Cookie", "Origin"]);
    }
}

/// A policy that lists methods is a promise of what a page may send; what is sent is still what
/// is mounted.
#[tokio::test]
async fn of_listed_methods_only_the_mounted_are_told() {
    #[cors(
        allow_origins = ["https://page.example"],
        allow_methods = [PUT, DELETE],
        max_age = "2h",
    )]
    async fn listed() {}
    let app = Router::new().route("/", routes![get(listed), put(listed)]);
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    let response = send(&app, preflight("DELETE", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
}
