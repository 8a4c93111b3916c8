//! Three servers on axum: `protect`, the tower layer around a plain service, and `routes!`.

use std::convert::Infallible;
use std::future::ready;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;
use http::{HeaderMap, StatusCode, Uri};
use tower::{Layer as _, service_fn};

use super::handler::answer;
use super::log::{Log, Seen};
use crate::policies::POLICIES;

pub(super) async fn handle(
    State(log): State<Log>,
    uri: Uri,
    headers: HeaderMap,
    _body: Bytes,
) -> Response {
    respond(&log, &uri, &headers)
}

fn respond(log: &Log, uri: &Uri, headers: &HeaderMap) -> Response {
    let known = headers.get("if-none-match").and_then(|value| value.to_str().ok());
    answer(log, &uri.to_string(), known).map(Body::from)
}

/// Each policy around a separate application.
pub(super) fn protected(log: &Log) -> Router {
    let mut router = Router::new();
    for named in POLICIES.iter() {
        let app = Router::new()
            .route("/x", any(handle))
            .route("/x/", any(handle))
            .route("/only-get", get(handle))
            .with_state(log.clone());
        let path = format!("/p/{}", named.name);
        router = router.nest_service(&path, protect(app, &named.policy));
    }
    recorded(router, log)
}

/// Each policy around a service without a router.
pub(super) fn tower(log: &Log) -> Router {
    let mut router = Router::new();
    for named in POLICIES.iter() {
        let log = log.clone();
        let service = service_fn(move |request: Request| {
            let response = match (request.uri().path(), request.method().as_str()) {
                ("/x" | "/x/", _) | ("/only-get", "GET") => {
                    respond(&log, request.uri(), request.headers())
                }
                ("/only-get", _) => StatusCode::METHOD_NOT_ALLOWED.into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            };
            ready(Ok::<_, Infallible>(response))
        });
        let path = format!("/p/{}", named.name);
        router = router.nest_service(&path, CorsLayer::new(&named.policy).layer(service));
    }
    recorded(router, log)
}

/// The same paths for each policy, and no policies: the server behind the programs.
pub(super) fn without_policies(log: &Log) -> Router {
    Router::new()
        .route("/p/{policy}/x", any(handle))
        .route("/p/{policy}/x/", any(handle))
        .route("/p/{policy}/only-get", get(handle))
        .with_state(log.clone())
}

/// Outside of everything: logs the requests.
pub(super) fn recorded(router: Router, log: &Log) -> Router {
    router.layer(from_fn_with_state(log.clone(), record))
}

async fn record(State(log): State<Log>, request: Request, next: Next) -> Response {
    let text = |name: &str| {
        let value = request.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let seen = Seen::new(request.method().as_str(), &request.uri().to_string(), text);
    let response = next.run(request).await;
    log.answered(seen, response.status().as_u16());
    response
}
