//! On axum: three routers, each under a layer or inside `protect`.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response_with_state};
use axum::response::Response;
use axum::routing::{get, post, put};
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;

use crate::answers::{self, Answer, Numbers};
use crate::log::{Log, Reached, lines};
use crate::policies::{ACCOUNT, OPEN, PARTNER};

/// The whole API.
pub(crate) fn api(log: Log) -> Router {
    Router::new()
        // A policy is a tower layer. Add it last, so that it is outside of everything: it answers
        // preflights before any handler, and covers 404s too. (For those, a nested router needs its own
        // fallback, because axum drops the default one.)
        .nest("/open", open().layer(CorsLayer::new(&OPEN)))
        .nest("/account", account().layer(CorsLayer::new(&ACCOUNT)))
        // Or `protect` wraps a whole application, including that fallback, and nothing can be mounted
        // outside of it. Its result can be passed to `axum::serve` directly.
        .nest_service("/partner", protect(partner(), &PARTNER))
        .layer(from_fn_with_state(log, record))
}

fn open() -> Router {
    Router::new()
        .route("/books", get(async || answers::books()))
        .route("/reviews", post(async || answers::review()))
        .fallback(nothing_here)
        .layer(from_fn(reached))
}

fn account() -> Router {
    Router::new()
        .route("/login", post(async || answers::login()))
        .route("/profile", get(profile).put(save_profile).delete(delete_profile))
        .route("/notes", post(async || answers::note()))
        .route("/statement", get(async || answers::statement()))
        .fallback(nothing_here)
        .layer(map_response_with_state(Numbers::default(), number))
        .layer(from_fn(reached))
}

fn partner() -> Router {
    let orders = get(async || answers::orders()).post(async || answers::place_order());
    Router::new()
        .route("/orders", orders)
        .route("/orders/42", put(async || answers::change_order()))
        .fallback(nothing_here)
        .layer(from_fn(reached))
}

async fn profile(headers: HeaderMap) -> Answer {
    answers::profile(cookies(&headers))
}

async fn save_profile(headers: HeaderMap) -> Answer {
    answers::save_profile(cookies(&headers))
}

async fn delete_profile(headers: HeaderMap) -> Answer {
    answers::delete_profile(cookies(&headers))
}

fn cookies(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(header::COOKIE).map(HeaderValue::as_bytes)
}

async fn nothing_here() -> Answer {
    answers::nothing_here()
}

async fn number(State(numbers): State<Numbers>, mut response: Response) -> Response {
    for (name, value) in numbers.next() {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// Outside of the policies: logs each request and its response.
async fn record(State(log): State<Log>, mut request: Request, next: Next) -> Response {
    let visit = log.arrive(request.method().as_str(), request.uri(), lines!(request));
    request.extensions_mut().insert(visit.reached());
    let response = next.run(request).await;
    visit.leave(response.status().as_u16(), lines!(response));
    response
}

/// Inside of the policies: marks that the request reached the application.
async fn reached(request: Request, next: Next) -> Response {
    if let Some(reached) = request.extensions().get::<Reached>() {
        reached.mark();
    }
    next.run(request).await
}
