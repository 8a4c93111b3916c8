//! Requests to a poem endpoint, without a socket, with the types of `http`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use http::uri::Scheme;
use http::{Request, Response};
use poem::Endpoint;
use poem::web::{LocalAddr, RemoteAddr};

/// Sends a request to an endpoint, and converts an error to its response as poem's server would.
///
/// # Panics
///
/// If the endpoint panics: it runs in this thread.
pub async fn send(endpoint: &impl Endpoint, request: Request<String>) -> Response<String> {
    let (head, body) = request.into_parts();
    let head = (head, LocalAddr::default(), RemoteAddr::default(), Scheme::HTTP);
    let request = poem::Request::from_parts(head.into(), body.into());
    let response = endpoint.get_response(request).await;
    let mut converted = Response::builder().status(response.status());
    if let Some(headers) = converted.headers_mut() {
        headers.clone_from(response.headers());
    }
    let body = response.into_body().into_string().await.expect("the body is in memory");
    converted.body(body).expect("the parts are valid")
}

/// The same response in poem's types.
#[must_use]
pub fn from_http(response: Response<String>) -> poem::Response {
    let (head, body) = response.into_parts();
    let mut converted = poem::Response::builder().status(head.status).body(body);
    *converted.headers_mut() = head.headers;
    converted
}
