//! Services without a runtime: the inner service, and one request through a service.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use tower_service::Service;

use crate::clock::Case;
use crate::scenario::Scenario;

/// The handler: a response with two headers, the minimum of real ones.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handler;

impl<Q> Service<Request<Q>> for Handler {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Q>) -> Self::Future {
        let mut response = Response::new(());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("2"));
        ready(Ok(response))
    }
}

/// The minimum cost of an answer to a preflight: an empty one, without headers. It replaces the handler,
/// which a preflight does not reach.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoContent;

impl<Q> Service<Request<Q>> for NoContent {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Q>) -> Self::Future {
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::NO_CONTENT;
        ready(Ok(response))
    }
}

/// Sends a request through a service, including dropping the response.
pub(crate) fn send<S, B>(service: &mut S, request: Request<B>)
where
    S: Service<Request<B>>,
{
    let mut cx = Context::from_waker(Waker::noop());
    // tower-http checks its configuration here.
    let is_ready = service.poll_ready(&mut cx).is_ready();
    let future = pin!(service.call(request));
    match future.poll(&mut cx) {
        Poll::Ready(response) if is_ready => drop(black_box(response)),
        _ => panic!("these services don't wait"),
    }
}

/// The case of a service that all requests share.
pub(crate) fn shared<S, B>(scenario: &Scenario, mut service: S) -> Case
where
    S: Service<Request<B>> + 'static,
    B: Default + 'static,
{
    let scenario = scenario.clone();
    Case::consuming(move || scenario.request(), move |request| send(&mut service, request))
}

/// The case of a service that is cloned for each request, as hyper-util and axum do.
pub(crate) fn cloned<S, B>(scenario: &Scenario, service: S) -> Case
where
    S: Service<Request<B>> + Clone + 'static,
    B: Default + 'static,
{
    let scenario = scenario.clone();
    Case::consuming(move || scenario.request(), move |request| send(&mut service.clone(), request))
}
