//! The rest of axum works as without `routes!`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use axum_extra::routing::{RouterExt as _, TypedPath};
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use serde::Deserialize;
use tower::ServiceExt as _;

use super::{API, PAGE, actual, body, closed, cors_headers, list, plain, preflight, send, update};

/// Both kinds of request are answered at this path.
async fn works(app: &Router, path: &str) {
    let response = send(app, preflight("PUT", path, PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT, "{path}");
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT", "{path}");
    let response = send(app, actual("GET", path, PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{path}");
    assert_eq!(body(response).await, "list", "{path}");
}

/// The state of a handler that counts.
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

/// Handlers in a library don't know the application's state.
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
async fn layers_of_every_kind_work_as_in_axum() {
    let on = || routes![get(list), put(update)];
    for (app, on_preflights) in [
        (Router::new().route("/", on()).layer(from_fn(marked)), true),
        (Router::new().route("/", on()).route_layer(from_fn(marked)), true),
        (Router::new().route("/", on().layer(from_fn(marked))), true),
        // Around the handlers, and not around the response to a method without one.
        (Router::new().route("/", on().route_layer(from_fn(marked))), false),
    ] {
        works(&app, "/").await;
        let response = send(&app, actual("GET", "/", PAGE)).await;
        assert!(response.headers().contains_key("x-mark"));
        let response = send(&app, preflight("PUT", "/", PAGE)).await;
        assert_eq!(response.headers().contains_key("x-mark"), on_preflights);
    }
}

#[tokio::test]
async fn fallbacks_of_the_router_answer_unknown_paths() {
    let app = of_any_state().fallback(async || (StatusCode::NOT_FOUND, "ours"));
    works(&app, "/").await;
    let response = send(&app, actual("GET", "/nowhere", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(cors_headers(response.headers()), [("", ""); 0]);
    assert_eq!(body(response).await, "ours");
}

/// It answers on the other paths; here the 405 has the headers that it needs.
#[tokio::test]
async fn fallback_for_405_gets_no_preflights() {
    let fallback = async || (StatusCode::METHOD_NOT_ALLOWED, "ours");
    let app = of_any_state().route("/plain", get(closed)).method_not_allowed_fallback(fallback);
    works(&app, "/").await;
    let response = send(&app, actual("PATCH", "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
    let response = send(&app, actual("PATCH", "/plain", PAGE)).await;
    assert_eq!(body(response).await, "ours");
}

#[tokio::test]
async fn second_route_of_the_same_path() {
    let closed_too = || axum::routing::post(closed).delete(closed);
    let before = Router::new().route("/", closed_too()).merge(of_any_state());
    let after = of_any_state().route("/", closed_too());
    for app in [before, after] {
        works(&app, "/").await;
        for method in ["POST", "DELETE"] {
            let response = send(&app, preflight(method, "/", PAGE)).await;
            let is_in_list = method != "POST" && response.status() == StatusCode::NO_CONTENT;
            assert!(is_in_list || response.status() == StatusCode::FORBIDDEN, "{method}");
            if is_in_list {
                let list = &response.headers()["access-control-allow-methods"];
                assert_eq!(list, "GET,HEAD,PUT", "{method}");
            }
            let response = send(&app, actual(method, "/", PAGE)).await;
            assert_eq!(cors_headers(response.headers()), [("", ""); 0], "{method}");
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
