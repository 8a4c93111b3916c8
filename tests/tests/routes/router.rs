//! The rest of axum around `routes!` works as without it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum_extra::routing::{RouterExt as _, TypedPath};
use cors_runtime::attr::cors;
use cors_runtime::axum::{protect, routes};
use serde::Deserialize;
use tower::ServiceExt as _;

use super::{API, PAGE, actual, body, cors_headers, plain, preflight, send};

#[cors(API)]
async fn list() -> &'static str {
    "list"
}

#[cors(API)]
async fn update() -> &'static str {
    "update"
}

async fn closed() -> &'static str {
    "closed"
}

/// Both kinds of request are answered at this path.
async fn works(app: &Router, path: &str) {
    let response = send(app, preflight("PUT", path, PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT", "{path}");
    let response = send(app, actual("GET", path, PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{path}");
    assert_eq!(body(response).await, "list", "{path}");
}

/// What a handler counts with.
#[derive(Clone, Default)]
struct Visits(Arc<AtomicUsize>);

#[cors(API)]
async fn visit(State(visits): State<Visits>) -> String {
    visits.0.fetch_add(1, Ordering::Relaxed).to_string()
}

#[tokio::test]
async fn state() {
    let visits = Visits::default();
    let app = Router::new().route("/", routes![get(visit)]).with_state(visits.clone());
    assert_eq!(body(send(&app, actual("GET", "/", PAGE)).await).await, "0");
    let response = send(&app, preflight("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(body(send(&app, actual("GET", "/", PAGE)).await).await, "1", "no preflight");

    let routes: MethodRouter<Visits> = routes![post(visit)];
    let app = Router::new().route("/", routes.with_state(visits));
    assert_eq!(body(send(&app, actual("POST", "/", PAGE)).await).await, "2");
}

/// The handlers of a library do not know the application's state.
fn of_any_state<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", routes![get(list), put(update)])
}

#[tokio::test]
async fn generic_state_nested_and_merged_routers() {
    let app = Router::new()
        .nest("/nested", of_any_state::<Visits>())
        .nest("/deeper", Router::new().nest("/still", of_any_state()))
        .merge(of_any_state())
        .with_state(Visits::default());
    for path in ["/", "/nested", "/deeper/still"] {
        works(&app, path).await;
    }
    works(&Router::new().nest_service("/service", app), "/service/nested").await;
}

async fn marked(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-mark", 1.into());
    response
}

#[tokio::test]
async fn layers_of_every_kind_see_what_they_see_in_axum() {
    let on = || routes![get(list), put(update)];
    for (app, on_preflights) in [
        (Router::new().route("/", on()).layer(from_fn(marked)), true),
        (Router::new().route("/", on()).route_layer(from_fn(marked)), true),
        (Router::new().route("/", on().layer(from_fn(marked))), true),
        // Around the handlers, and not around what answers for a method without one.
        (Router::new().route("/", on().route_layer(from_fn(marked))), false),
    ] {
        works(&app, "/").await;
        let response = send(&app, actual("GET", "/", PAGE)).await;
        assert!(response.headers().contains_key("x-mark"));
        let response = send(&app, preflight("PUT", "/", PAGE)).await;
        assert_eq!(response.headers().contains_key("x-mark"), on_preflights);
    }
}

/// Refuses whoever does not say who they are.
async fn authenticated(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::AUTHORIZATION) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

/// What the documentation says of authentication: as an extractor it is inside, as a layer of the
/// routes its refusals cannot be read, and as a layer of the router it refuses preflights.
#[tokio::test]
async fn authentication_belongs_inside() {
    let on = || routes![get(list), put(update)];
    let of_routes = Router::new().route("/", on().route_layer(from_fn(authenticated)));
    let of_router = Router::new().route("/", on()).layer(from_fn(authenticated));
    let response = send(&of_routes, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let response = send(&of_routes, actual("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(cors_headers(response.headers()), []);
    let response = send(&of_router, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);

    #[cors(API)]
    #[axum::debug_handler]
    async fn for_members(_: Member) {}
    let inside = Router::new().route("/", routes![get(for_members)]);
    let response = send(&inside, actual("GET", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

/// Somebody who says who they are.
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

#[tokio::test]
async fn fallbacks_of_the_router_answer_what_has_no_path() {
    let app = of_any_state().fallback(async || (StatusCode::NOT_FOUND, "ours"));
    works(&app, "/").await;
    let response = send(&app, actual("GET", "/nowhere", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(cors_headers(response.headers()), []);
    assert_eq!(body(response).await, "ours");
}

/// It answers on the other paths; here the 405 has the headers that it needs.
#[tokio::test]
async fn a_fallback_for_405_takes_no_preflight() {
    let fallback = async || (StatusCode::METHOD_NOT_ALLOWED, "ours");
    let app = of_any_state().route("/plain", get(closed)).method_not_allowed_fallback(fallback);
    works(&app, "/").await;
    let response = send(&app, actual("PATCH", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
    let response = send(&app, actual("PATCH", "/plain", PAGE)).await;
    assert_eq!(body(response).await, "ours");
}

/// As the documentation says: what is put in the place of axum's 405 answers preflights too.
#[tokio::test]
async fn what_takes_the_place_of_the_405_takes_the_preflights() {
    let fallback = routes![get(list)].fallback(closed);
    let options = routes![get(list)].options(closed);
    for routes in [fallback, options] {
        let app = Router::new().route("/", routes);
        let response = send(&app, preflight("GET", "/", PAGE)).await;
        assert_eq!(cors_headers(response.headers()), []);
        assert_eq!(body(response).await, "closed");
    }
}

#[tokio::test]
async fn a_second_route_of_the_same_path() {
    let closed_too = || axum::routing::post(closed).delete(closed);
    let before = Router::new().route("/", closed_too()).merge(of_any_state());
    let after = of_any_state().route("/", closed_too());
    for app in [before, after] {
        works(&app, "/").await;
        for method in ["POST", "DELETE"] {
            let response = send(&app, preflight(method, "/", PAGE)).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method}");
            let response = send(&app, actual(method, "/", PAGE)).await;
            assert_eq!(cors_headers(response.headers()), [], "{method}");
            assert_eq!(body(response).await, "closed", "{method}");
        }
        let response = send(&app, plain("PATCH", "/")).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        let allowed = response.headers()[header::ALLOW].to_str().unwrap();
        let mut allowed: Vec<_> = allowed.split(',').collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["DELETE", "GET", "HEAD", "POST", "PUT"]);
    }
}

/// Neither of two lists could know the other's handlers.
#[test]
#[should_panic(expected = "both have a fallback")]
fn a_second_list_of_the_same_path_is_refused() {
    let _: Router = Router::new().route("/", routes![get(list)]).route("/", routes![put(update)]);
}

#[derive(Deserialize, TypedPath)]
#[typed_path("/users/{id}")]
struct UserPath {
    id: u64,
}

#[cors(API)]
async fn typed(UserPath { id }: UserPath) -> String {
    id.to_string()
}

#[tokio::test]
async fn typed_paths() {
    let app: Router = Router::new()
        .route(UserPath::PATH, routes![get(typed)])
        .route_with_tsr("/slash", routes![get(list), put(update)]);
    assert_eq!(body(send(&app, actual("GET", "/users/7", PAGE)).await).await, "7");
    let response = send(&app, preflight("GET", "/users/7", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    works(&app, "/slash").await;
}

#[tokio::test]
async fn alone_as_a_service() {
    let routes: MethodRouter = routes![get(list)];
    let response = routes.oneshot(preflight("GET", "/", PAGE)).await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
}

/// A policy around everything, and others inside: loud, and in the first run.
#[tokio::test]
async fn a_policy_around_the_application_is_one_too_many() {
    // The same one too: around the application it would not know the methods of the handlers.
    for outer in [&super::ADMIN, &API] {
        let app = protect(of_any_state(), outer);
        let response = app.oneshot(actual("GET", "/", PAGE)).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers().contains_key("cors-error"));
    }
}
