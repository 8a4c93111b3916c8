//! Requests to an axum application, without a socket.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use http::{Request, Response};
use tower::{Service, ServiceExt as _};

/// Sends a request to a router, or to a service around one.
///
/// # Panics
///
/// If the application panics: it runs in this thread.
pub async fn send<S>(app: S, request: Request<String>) -> Response<String>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    let Ok(response) = app.oneshot(request.map(Body::from)).await;
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("the body is in memory");
    Response::from_parts(head, String::from_utf8_lossy(&body).into_owned())
}
