//! The middleware: a policy around a service of actix.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready as ready_or_return};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use pin_project_lite::pin_project;

use super::decision::Decision;
use super::response::ResponseHeaders;
use super::values::HeaderValues;
use crate::Policy;

/// Puts a policy around an application, a scope or a resource: `.wrap(Cors::new(&API))`.
#[derive(Debug, Clone)]
pub struct Cors {
    policy: Policy,
    values: HeaderValues,
}

impl Cors {
    /// The middleware of `policy`.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self { policy: *policy, values: HeaderValues::new(*policy) }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S>;
    type InitError = ();
    type Future = Ready<Result<CorsService<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(CorsService { cors: self.clone(), inner }))
    }
}

/// A service under a policy, made by [`Cors`].
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner
/// service. An error of the inner service stays one, so that outer middleware sees it, and the
/// response that actix makes of it has the headers.
#[derive(Debug)]
pub struct CorsService<S> {
    cors: Cors,
    inner: S,
}

impl<S, B> Service<ServiceRequest> for CorsService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let Cors { policy, values } = &self.cors;
        let decision = Decision::new(*policy, request.head());
        let state = match decision.preflight_response(values) {
            Some(answer) => State::Preflight { answer: Some(request.into_response(answer)) },
            None => {
                let headers = Some(decision.response_headers(values));
                State::Actual { headers, response: self.inner.call(request) }
            }
        };
        ResponseFuture { state }
    }
}

pin_project! {
    /// The response of [`CorsService`].
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StateProjection]
    #[derive(Debug)]
    enum State<F> {
        // An answer that needs no waiting, until it is taken.
        Preflight { answer: Option<ServiceResponse> },
        // The inner service's future, and what its response gets.
        Actual { headers: Option<ResponseHeaders>, #[pin] response: F },
    }
}

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Preflight { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer.map_into_right_body())),
                // A future that is polled again after it is done may wait for ever, not panic.
                None => Poll::Pending,
            },
            StateProjection::Actual { headers, response } => {
                let result = ready_or_return!(response.poll(cx));
                Poll::Ready(match headers.take() {
                    Some(headers) => finish(result, headers),
                    None => result.map(ServiceResponse::map_into_left_body),
                })
            }
        }
    }
}

/// Puts the headers on a response, or on the one that actix will make of an error.
fn finish<B: MessageBody>(
    result: Result<ServiceResponse<B>, Error>,
    headers: ResponseHeaders,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match result {
        Ok(mut response) => {
            headers.apply_to(response.headers_mut());
            Ok(response.map_into_left_body())
        }
        Err(mut error) => {
            // It may be asked for its response more than once.
            error.add_response_mapper(move |mut response| {
                headers.clone().apply_to(response.headers_mut());
                response
            });
            Err(error)
        }
    }
}
