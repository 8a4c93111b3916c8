//! `docs/mounting.md` for handlers with `#[cors]`: each mistake has the documented effect, and its fix
//! works.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use cors_runtime::tower::CorsLayer;
use tower::ServiceExt as _;

use super::{
    ADMIN, ADMIN_PAGE, API, PAGE, STRANGER, actual, body, closed, cors_headers, list, plain,
    preflight, send, update,
};

fn handlers() -> MethodRouter {
    routes![get(list), put(update)]
}

fn router() -> Router {
    Router::new().route("/", handlers())
}

/// Refuses requests without a token.
async fn authenticated(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::AUTHORIZATION) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

#[tokio::test]
async fn authentication_around_handlers_answers_their_preflights() {
    for app in [
        router().layer(from_fn(authenticated)),
        router().route_layer(from_fn(authenticated)),
        Router::new().route("/", handlers().layer(from_fn(authenticated))),
    ] {
        for request in [preflight("PUT", "/", PAGE), actual("GET", "/", PAGE)] {
            let response = send(&app, request).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(cors_headers(response.headers()), [("", ""); 0]);
        }
    }
}

#[tokio::test]
async fn authentication_as_a_route_layer_passes_preflights_and_is_not_readable() {
    let app = Router::new().route("/", handlers().route_layer(from_fn(authenticated)));
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let response = send(&app, actual("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(cors_headers(response.headers()), [("", ""); 0]);
}

#[tokio::test]
async fn authentication_is_an_extractor() {
    #[cors(API)]
    #[axum::debug_handler]
    async fn for_members(_: Member) {}
    let inside = Router::new().route("/", routes![get(for_members)]);
    let response = send(&inside, preflight("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let response = send(&inside, actual("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

/// A request with a token.
struct Member;

impl<S: Sync> axum::extract::FromRequestParts<S> for Member {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        _: &S,
    ) -> Result<Self, StatusCode> {
        let is_known = parts.headers.contains_key(header::AUTHORIZATION);
        if is_known { Ok(Self) } else { Err(StatusCode::UNAUTHORIZED) }
    }
}

/// A policy around everything, and others inside, is an error for every request from a page of another
/// origin. This includes the same policy: around the application it would not have the methods of the
/// handlers.
#[tokio::test]
async fn policy_around_the_application_is_a_second_one() {
    for outer in [&ADMIN, &API] {
        let app = protect(router(), outer);
        for origin in [PAGE, STRANGER] {
            let response = app.clone().oneshot(actual("GET", "/", origin)).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(response.headers().contains_key("cors-error"));
        }
        let response = app.oneshot(plain("GET", "/")).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "without `Origin`");
    }
    let response = protect(router(), &API).oneshot(preflight("GET", "/", PAGE)).await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT, "the outer one answers the preflight");
}

#[tokio::test]
async fn a_404_is_covered_by_a_fallback_under_a_policy() {
    let bare = send(&router(), actual("GET", "/nowhere", PAGE)).await;
    assert_eq!((bare.status(), cors_headers(bare.headers())), (StatusCode::NOT_FOUND, vec![]));

    for policy in [&API, &ADMIN] {
        let inner = Router::new().nest("/inner", router()).merge(router());
        let app = inner.fallback_service(protect(Router::new(), policy));
        let origin = if policy.allows_origin(PAGE.as_bytes()) { PAGE } else { ADMIN_PAGE };
        for path in ["/nowhere", "/inner/nowhere"] {
            let response = send(&app, actual("GET", path, origin)).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(response.headers()["access-control-allow-origin"], origin, "{path}");
            let response = send(&app, preflight("GET", path, origin)).await;
            assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
            let response = send(&app, actual("GET", path, STRANGER)).await;
            assert!(!response.headers().contains_key("access-control-allow-origin"), "{path}");
        }
        for path in ["/", "/inner"] {
            let response = send(&app, actual("GET", path, PAGE)).await;
            assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{path}");
            assert_eq!(body(response).await, "list", "{path}");
            let response = send(&app, preflight("PUT", path, PAGE)).await;
            assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
        }
    }
}

/// A fallback that replaces axum's 405 gets preflights too.
#[tokio::test]
async fn fallback_that_replaces_the_405_gets_the_preflights() {
    let fallback = routes![get(list)].fallback(closed);
    let options = routes![get(list)].options(closed);
    for routes in [fallback, options] {
        let app = Router::new().route("/", routes);
        let response = send(&app, preflight("GET", "/", PAGE)).await;
        assert_eq!(cors_headers(response.headers()), [("", ""); 0]);
        assert_eq!(body(response).await, "closed");
    }
}

/// Neither of two lists would include the other's handlers.
#[test]
fn second_list_of_the_same_path_panics_at_start_up() {
    let by_route = || {
        let _: Router =
            Router::new().route("/", routes![get(list)]).route("/", routes![put(update)]);
    };
    let by_merging_routers = || {
        let other = Router::new().route("/", routes![put(update)]);
        let _: Router = Router::new().route("/", routes![get(list)]).merge(other);
    };
    let by_merging_methods = || {
        let _: MethodRouter = routes![get(list)].merge(routes![put(update)]);
    };
    let mistakes: [&dyn Fn(); 3] = [&by_route, &by_merging_routers, &by_merging_methods];
    for mistake in mistakes {
        let panic = catch_unwind(AssertUnwindSafe(mistake)).unwrap_err();
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        let expected = "Cannot merge two `MethodRouter`s that both have a fallback";
        assert!(message.as_deref().is_some_and(|text| text.contains(expected)), "{message:?}");
    }
}

/// axum cannot route it, so it is mounted for all methods, with a policy that lists it.
#[tokio::test]
async fn query_by_hand() {
    static SEARCH: Policy = cors_runtime::cors! {
        allow_origins = ["https://page.example"],
        allow_methods = ["QUERY"],
        allow_headers = ["content-type"],
        max_age       = "2h",
    };
    async fn search(method: Method, query: String) -> Result<String, StatusCode> {
        if method.as_str() == "QUERY" { Ok(query) } else { Err(StatusCode::METHOD_NOT_ALLOWED) }
    }
    let app = Router::new()
        .route("/search", any(search).layer(CorsLayer::new(&SEARCH)))
        .route("/", routes![get(list)]);
    let response = send(&app, preflight("QUERY", "/search", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,POST,QUERY");
    let mut query = actual("QUERY", "/search", PAGE);
    *query.body_mut() = "ada".into();
    let response = send(&app, query).await;
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
    assert_eq!(body(response).await, "ada");
    let response = send(&app, actual("PUT", "/search", PAGE)).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    let response = send(&app, actual("QUERY", "/search", STRANGER)).await;
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}
