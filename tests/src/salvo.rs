//! Requests to a salvo service, without a socket, with the types of `http`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use http::uri::Scheme;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use salvo_core::{ConnCtrl, Service};

/// Sends a request to a service, in the way of salvo's own test client, which would need several libraries more.
pub async fn handle(service: &Service, request: salvo_core::Request) -> salvo_core::Response {
    let (here, there) = (request.local_addr().clone(), request.remote_addr().clone());
    let handler = service.hyper_handler(here, there, Scheme::HTTP, None, ConnCtrl::new(), None);
    handler.handle(request).await
}

/// Sends a request to a service.
///
/// # Panics
///
/// If the service panics: it runs in this thread.
pub async fn send(service: &Service, request: Request<String>) -> Response<String> {
    let request = salvo_core::Request::from_hyper(request, Scheme::HTTP);
    let (head, body) = handle(service, request).await.into_hyper().into_parts();
    let body = body.collect().await.expect("the body is in memory").to_bytes();
    Response::from_parts(head, String::from_utf8_lossy(&body).into_owned())
}
