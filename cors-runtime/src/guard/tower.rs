//! The guard around a tower service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::{Guard, GuardRefusal};
use crate::events::{self, RequestLine};
use crate::policy::{PolicySource, StaticPolicy};
use crate::stacked::ERROR_HEADER;

impl<S, P: PolicySource> Layer<S> for Guard<P> {
    type Service = Guarded<S, P>;

    fn layer(&self, inner: S) -> Guarded<S, P> {
        self.clone().around(inner)
    }
}

impl<P> Guard<P> {
    /// The guard around a service.
    pub(crate) fn around<S>(self, inner: S) -> Guarded<S, P> {
        Guarded { guard: self, inner }
    }
}

/// A service with a [`Guard`], which answers 403 to requests that do not pass, with the reason in the header
/// `cors-error` and in a debug event (feature `tracing`).
#[derive(Debug, Clone)]
pub struct Guarded<S, P = StaticPolicy> {
    guard: Guard<P>,
    inner: S,
}

impl<S, P, RequestBody, ResponseBody> Service<Request<RequestBody>> for Guarded<S, P>
where
    P: PolicySource,
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Default,
{
    type Response = Response<ResponseBody>;
    type Error = S::Error;
    type Future = GuardedFuture<S::Future, ResponseBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let state = match self.guard.check(request.method(), request.uri(), request.headers()) {
            Ok(()) => State::Passed { response: self.inner.call(request) },
            Err(refusal) => {
                let line = RequestLine::of(&request);
                events::log_guarded(&refusal, line);
                State::Refused { answer: Some(forbidden(&refusal)) }
            }
        };
        GuardedFuture { state }
    }
}

/// The answer to a request that does not pass.
fn forbidden<B: Default>(refusal: &GuardRefusal<'_>) -> Response<B> {
    let mut answer = Response::new(B::default());
    *answer.status_mut() = StatusCode::FORBIDDEN;
    // The sentence is escaped, so it is a valid value; an empty map has room for it.
    if let Ok(reason) = HeaderValue::try_from(refusal.to_string()) {
        let _ = answer.headers_mut().try_insert(HeaderName::from_static(ERROR_HEADER), reason);
    }
    answer
}

pin_project! {
    /// The response of [`Guarded`].
    pub struct GuardedFuture<F, B> {
        #[pin]
        state: State<F, B>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, B> {
        // The inner service's future.
        Passed { #[pin] response: F },
        // The answer, until it is taken.
        Refused { answer: Option<Response<B>> },
    }
}

/// Prints whether the request passed. The inner future is omitted, because it may contain the whole request.
impl<F, B> fmt::Debug for GuardedFuture<F, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = matches!(self.state, State::Passed { .. });
        f.debug_struct("GuardedFuture").field("passed", &passed).finish_non_exhaustive()
    }
}

impl<F, B, E> Future for GuardedFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        match self.project().state.project() {
            StateProjection::Passed { response } => Poll::Ready(ready!(response.poll(cx))),
            StateProjection::Refused { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer)),
                // A future that is polled again after it is done may wait forever, but must not panic.
                None => Poll::Pending,
            },
        }
    }
}
