//! Requests to a salvo service, without a socket, with the types of `http`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use http::uri::Scheme;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use salvo_core::Service;

/// Sends a request to a service.
///
/// # Panics
///
/// If the service panics: it runs in this thread.
pub async fn send(service: &Service, request: Request<String>) -> Response<String> {
    let request = salvo_core::Request::from_hyper(request, Scheme::HTTP);
    let (head, body) = service.handle(request).await.into_hyper().into_parts();
    let body = body.collect().await.expect("the body is in memory").to_bytes();
    Response::from_parts(head, String::from_utf8_lossy(&body).into_owned())
}
