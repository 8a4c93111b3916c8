//! The middleware: a policy around a service of actix.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{Error, HttpResponse};
use pin_project_lite::pin_project;

use super::decision::{Decision, request_line};
use super::response::ResponseHeaders;
use crate::stacked::{ERROR_HEADER, EXPLANATION, Passage, Stacked};
use crate::{Policy, events};

/// Puts a policy around an application, a scope or a resource: `.wrap(Cors::new(&API))`.
#[derive(Debug, Clone, Copy)]
pub struct Cors {
    policy: Policy,
}

impl Cors {
    /// The middleware of `policy`.
    #[must_use]
    pub const fn new(policy: &Policy) -> Self {
        Self { policy: *policy }
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
        ready(Ok(CorsService { policy: self.policy, inner }))
    }
}

/// A service under a policy, made by [`Cors`].
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner
/// service. An error of the inner service stays one, so that outer middleware sees it, and the
/// response that actix makes of it has the headers.
///
/// A CORS request that is under another policy already is answered 500, with the reason in the
/// body, in the header `cors-error` and in an error event (feature `tracing`): the outer policy
/// would answer its preflight and the inner one the request.
#[derive(Debug)]
pub struct CorsService<S> {
    policy: Policy,
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
        let decision = Decision::new(self.policy, request.head());
        if let Some(answer) = decision.preflight_response() {
            return ResponseFuture::answered(request, answer);
        }
        let passage = decision.origin().map(|origin| Passage::new(self.policy, origin));
        if let Some(outer) = passage.and_then(Passage::outer_policy) {
            let stacked = Stacked { outer: outer.label(), inner: self.policy.label() };
            events::log_stacked(stacked, request_line(request.head()));
            return ResponseFuture::answered(request, explanation());
        }
        let headers = Some(decision.response_headers());
        let response = match passage {
            Some(passage) => passage.enter(|| self.inner.call(request)),
            None => self.inner.call(request),
        };
        ResponseFuture { state: State::Actual { headers, passage, response } }
    }
}

/// The answer to a request that is under another policy already.
fn explanation() -> HttpResponse {
    let header = (HeaderName::from_static(ERROR_HEADER), HeaderValue::from_static(EXPLANATION));
    HttpResponse::InternalServerError()
        .insert_header(header)
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
        .body(EXPLANATION)
}

pin_project! {
    /// The response of [`CorsService`].
    pub struct ResponseFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F> {
        // An answer that needs no waiting, until it is taken.
        Answered { answer: Option<ServiceResponse> },
        // The inner service's future, what its response gets, and who passes.
        Actual { headers: Option<ResponseHeaders>, passage: Option<Passage>, #[pin] response: F },
    }
}

/// Prints what the response gets. The inner future is left out: it may hold the whole request.
impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut future = f.debug_struct("ResponseFuture");
        match &self.state {
            State::Answered { answer } => {
                future.field("status", &answer.as_ref().map(ServiceResponse::status));
            }
            State::Actual { headers, .. } => {
                future.field("headers", headers);
            }
        }
        future.finish_non_exhaustive()
    }
}

impl<F> ResponseFuture<F> {
    /// The future of an answer that no service has to give.
    fn answered(request: ServiceRequest, answer: HttpResponse) -> Self {
        Self { state: State::Answered { answer: Some(request.into_response(answer)) } }
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
            StateProjection::Answered { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer.map_into_right_body())),
                // A future that is polled again after it is done may wait for ever, not panic.
                None => Poll::Pending,
            },
            StateProjection::Actual { headers, passage, response } => {
                let polled = match passage {
                    Some(passage) => passage.enter(|| response.poll(cx)),
                    None => response.poll(cx),
                };
                polled.map(|result| match headers.take() {
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
            headers.log_unreadable(response.status(), response.headers());
            headers.apply_to(response.headers_mut());
            Ok(response.map_into_left_body())
        }
        Err(mut error) => {
            // It may be asked for its response more than once.
            error.add_response_mapper(move |mut response| {
                headers.log_unreadable(response.status(), response.headers());
                headers.clone().apply_to(response.headers_mut());
                response
            });
            Err(error)
        }
    }
}
