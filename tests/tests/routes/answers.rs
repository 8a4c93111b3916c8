//! The responses to each request on a path.

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

/// One policy, on several handlers.
fn one_policy() -> Router {
    Router::new().route("/", routes![get(list), put(update)])
}

/// Two policies on one path.
fn two_policies() -> Router {
    Router::new().route("/", routes![get(list), post(update), put(replace), delete(remove)])
}

#[tokio::test]
async fn preflight_lists_the_mounted_methods() {
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
        assert_eq!(body(response).await, handler, "it runs for every origin");
    }
}

/// If policies differ: each preflight is answered by the policy of the handler for the requested method, no
/// list contains methods of another, and browsers cache nothing.
#[tokio::test]
async fn preflight_is_answered_by_the_policy_of_its_handler() {
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

/// A known bug of libraries with one policy per path: a page that may only read gets permission to write.
#[tokio::test]
async fn policy_for_reading_does_not_allow_writing_on_the_same_path() {
    let app = Router::new().route("/", routes![get(public), put(replace)]);
    let response = send(&app, preflight_with("PUT", "/", STRANGER, "x-admin")).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(response.headers().get("access-control-allow-origin"), None);
    let response = send(&app, preflight("GET", "/", STRANGER)).await;
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD");
    assert_eq!(response.headers()["vary"], "Access-Control-Request-Method");
}

/// A known bug of libraries that evaluate every policy in turn: the policy of one route allows a request to
/// another.
#[tokio::test]
async fn policy_of_one_route_allows_nothing_on_another() {
    #[cors(PUBLIC)]
    async fn handler() {}
    let app = Router::new()
        .route("/a", routes![put(handler), delete(handler)])
        .route("/b", routes![put(replace)]);
    for method in ["PUT", "DELETE"] {
        let response = send(&app, preflight(method, "/a", STRANGER)).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "{method}");
        let response = send(&app, preflight(method, "/b", STRANGER)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
        assert_eq!(response.headers().get("access-control-allow-origin"), None, "{method}");
    }
}

/// A method that browsers look up in the list is refused by the list, so that the browser's message names
/// the method; `GET`, `HEAD` and `POST`, which they don't look up, by the status.
#[tokio::test]
async fn method_without_a_handler_is_refused_by_the_list_of_a_single_policy() {
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
async fn method_without_a_handler_is_refused_by_the_status() {
    let only_put = Router::new().route("/", routes![put(update)]);
    for (app, methods) in [
        (only_put, &["GET", "HEAD", "POST"][..]),
        (one_policy(), &["POST"]),
        // If policies differ, a list of one policy would be wrong for methods of another.
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

/// The reason is a value, and a sentence with a fix.
#[test]
fn refusal_of_an_unmounted_method_lists_the_mounted_ones() {
    use cors_tables::name_list::Names;
    use cors_tables::policy::{AllowOrigins, Mounted, PolicyTable};
    use cors_tables::refusal::Refusal;
    use cors_tables::request::{FieldLine, HeaderList};

    /// A preflight for this method.
    #[derive(Clone, Copy)]
    struct For<'r>(&'r [u8]);
    impl<'r> HeaderList<'r> for For<'r> {
        fn origin(self) -> Option<FieldLine<'r>> {
            Some(FieldLine::One(b"null"))
        }
        fn access_control_request_method(self) -> Option<FieldLine<'r>> {
            Some(FieldLine::One(self.0))
        }
        fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
            None
        }
        fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
            std::iter::empty()
        }
        fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
            None
        }
    }

    let policy = PolicyTable { allow_origins: AllowOrigins::Any, ..PolicyTable::NOTHING };
    let mounted = Mounted { methods: Names::new("PUT,PATCH"), may_be_remembered: true };
    for (requested, sentence) in [
        (
            "GET",
            "no handler with a policy handles `GET`; this path has handlers for `PUT`, `PATCH`",
        ),
        (
            "patch",
            "no handler with a policy handles `patch`: methods are case-sensitive, and this \
             path has a handler for `PATCH`",
        ),
    ] {
        let method = requested.as_bytes();
        let headers = For(method);
        let decision = cors_tables::decide(&policy, None, Some(&mounted), true, headers);
        let reason = decision.reason(&policy, headers);
        assert_eq!(reason, Some(Reason::MethodNotMounted { method }));
        assert_eq!(decision.status(), Some(if requested == "GET" { 403 } else { 204 }));
        let refusal = Refusal::new(&policy, Some(mounted), reason.unwrap());
        assert_eq!(refusal.to_string(), sentence);
    }
}

#[tokio::test]
async fn handler_without_a_policy_is_not_shared() {
    let app = Router::new().route("/", routes![get(list), put(update)].delete(closed));
    let response = send(&app, preflight("DELETE", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    let response = send(&app, actual("DELETE", "/", PAGE)).await;
    assert_eq!(cors_headers(response.headers()), [("", ""); 0]);
    assert_eq!(body(response).await, "closed");
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
}

/// Requests without a handler get axum's response, with the headers of the policy that all handlers have,
/// if they share one.
#[tokio::test]
async fn other_methods_and_plain_options_are_answered_by_axum() {
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
async fn handler_of_head_takes_precedence_over_that_of_get() {
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
async fn handler_of_options_gets_no_preflights() {
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

/// A rejected extractor answers instead of the handler, and so with its policy.
#[tokio::test]
async fn page_can_read_a_rejection() {
    let app = Router::new().route("/{id}", routes![get(show)]);
    let response = send(&app, actual("GET", "/seven", PAGE)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

#[tokio::test]
async fn headers_of_the_handler_are_replaced() {
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

/// A list of methods in a policy is an upper bound; only the mounted methods are sent.
#[tokio::test]
async fn only_mounted_methods_are_listed() {
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
