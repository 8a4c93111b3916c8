//! The guard around an actix-web service.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready as poll_ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{RequestHead, Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, HeaderName, HeaderValue, ORIGIN, UPGRADE,
};
use actix_web::{Error, HttpResponse};
use cors_tables::guard::GuardedRequest;
use cors_tables::request::FieldLine;
use pin_project_lite::pin_project;

use super::{FETCH_SITE, Guard, GuardRefusal, action};
use crate::Target;
use crate::events::{self, RequestLine};
use crate::policy::{PolicySource, StaticPolicy};
use crate::stacked::ERROR_HEADER;

impl<S, B, P> Transform<S, ServiceRequest> for Guard<P>
where
    P: PolicySource,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = GuardedMiddleware<S, P>;
    type InitError = ();
    type Future = Ready<Result<GuardedMiddleware<S, P>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(GuardedMiddleware { guard: self.clone(), inner }))
    }
}

/// An actix-web service with a [`Guard`], which answers 403 to requests that do not pass, with the reason in
/// the body, in the header `cors-error` and in a debug event (feature `tracing`).
#[derive(Debug)]
pub struct GuardedMiddleware<S, P = StaticPolicy> {
    guard: Guard<P>,
    inner: S,
}

impl<S, B, P> Service<ServiceRequest> for GuardedMiddleware<S, P>
where
    P: PolicySource,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = GuardedMiddlewareFuture<S::Future>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let head = request.head();
        let refused = self.guard.check_actix(head).err().map(|refusal| {
            let line = RequestLine { method: head.method.as_str(), path: head.uri.path() };
            events::log_guarded(&refusal, line);
            forbidden(&refusal)
        });
        let state = match refused {
            None => State::Passed { response: self.inner.call(request) },
            Some(answer) => State::Refused { answer: Some(request.into_response(answer)) },
        };
        GuardedMiddlewareFuture { state }
    }
}

impl<P: PolicySource> Guard<P> {
    fn check_actix<'r>(&self, head: &'r RequestHead) -> Result<(), GuardRefusal<'r>> {
        let headers = head.headers();
        let is_preflight =
            || headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let target = Target::of_actix_web(head);
        let request = GuardedRequest {
            action: action(head.method.as_str(), headers.contains_key(UPGRADE), is_preflight),
            origin: FieldLine::read(headers.get_all(ORIGIN).map(HeaderValue::as_bytes)),
            fetch_site: FieldLine::read(headers.get_all(FETCH_SITE).map(HeaderValue::as_bytes)),
            authority: target.host_and_port(),
        };
        self.decide(request, target)
    }
}

/// The answer to a request that does not pass.
fn forbidden(refusal: &GuardRefusal<'_>) -> HttpResponse {
    let reason = refusal.to_string();
    let mut answer = HttpResponse::Forbidden();
    // The sentence is escaped, so it is a valid value.
    if let Ok(value) = HeaderValue::try_from(reason.as_str()) {
        answer.insert_header((HeaderName::from_static(ERROR_HEADER), value));
    }
    answer
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
        .body(reason)
}

pin_project! {
    /// The response of [`GuardedMiddleware`].
    pub struct GuardedMiddlewareFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F> {
        // The inner service's future.
        Passed { #[pin] response: F },
        // The answer, until it is taken.
        Refused { answer: Option<ServiceResponse> },
    }
}

/// Prints whether the request passed. The inner future is omitted, because it may contain the whole request.
impl<F> fmt::Debug for GuardedMiddlewareFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = matches!(self.state, State::Passed { .. });
        f.debug_struct("GuardedMiddlewareFuture").field("passed", &passed).finish_non_exhaustive()
    }
}

impl<F, B> Future for GuardedMiddlewareFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Passed { response } => {
                Poll::Ready(poll_ready!(response.poll(cx)).map(ServiceResponse::map_into_left_body))
            }
            StateProjection::Refused { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer.map_into_right_body())),
                // A future that is polled again after it is done may wait forever, but must not panic.
                None => Poll::Pending,
            },
        }
    }
}
