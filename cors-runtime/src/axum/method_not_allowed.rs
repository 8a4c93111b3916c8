//! axum's answer to a method without a handler, as a service that can be mounted.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use tower_service::Service;

/// Answers 405; axum adds `Allow`, because it has all methods of the path.
///
/// It is a service because axum would create a handler anew for each request to a router without state.
#[derive(Debug, Clone, Copy)]
pub(super) struct MethodNotAllowed;

impl Service<Request> for MethodNotAllowed {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        ready(Ok(response))
    }
}
