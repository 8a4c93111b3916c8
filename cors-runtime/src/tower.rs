//! A policy around a tower service.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cors_runtime::{Policy, cors, tower::CorsLayer};
//! use tower::ServiceBuilder;
//!
//! static API: Policy = cors! { allow_origins = ["https://example.com"] };
//!
//! let service = ServiceBuilder::new()
//!     .layer(CorsLayer::new(&API))
//!     .service_fn(async |_request: http::Request<String>| {
//!         Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
//!     });
//! ```
//!
//! Put it outside of everything else: authentication, timeouts, limits and routing answer
//! requests too, and a response that does not pass through the layer has no CORS headers.
//! Preflights carry no credentials, so behind authentication they would all fail.
//!
//! In axum, `cors_runtime::axum::protect` does that by construction. A layer on a router that
//! is nested in another does not: without a fallback of its own such a router leaves its 404s,
//! and preflights to paths that it does not have, to the outer one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderMap, Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{Policy, ResponseHeaders};

/// Puts a policy around a service.
#[derive(Debug, Clone, Copy)]
pub struct CorsLayer {
    policy: Policy,
}

impl CorsLayer {
    /// The layer of `policy`.
    #[must_use]
    pub const fn new(policy: &Policy) -> Self {
        Self { policy: *policy }
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors { policy: self.policy, inner }
    }
}

/// A service under a policy.
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner
/// service. Cloning it clones the inner service and one pointer.
///
/// It is ready when the inner service is. Behind a full concurrency limit preflights wait too: put
/// such a limit inside, where it counts what it is there to limit, and shed load there.
#[derive(Debug, Clone, Copy)]
pub struct Cors<S> {
    policy: Policy,
    inner: S,
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Cors<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Default,
{
    type Response = Response<ResponseBody>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, ResponseBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let decision = self.policy.evaluate(request.method(), request.headers());
        let state = match decision.status() {
            Some(status) => {
                let mut headers = HeaderMap::with_capacity(decision.line_count());
                decision.apply_to(&mut headers);
                let mut answer = Response::new(ResponseBody::default());
                *answer.status_mut() = status;
                *answer.headers_mut() = headers;
                State::Preflight { answer: Some(answer) }
            }
            None => {
                let headers = Some(decision.response_headers());
                State::Actual { headers, response: self.inner.call(request) }
            }
        };
        ResponseFuture { state }
    }
}

pin_project! {
    /// The response of [`Cors`].
    #[derive(Debug)]
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
    }
}

pin_project! {
    #[project = StateProjection]
    #[derive(Debug)]
    enum State<F, B> {
        // A preflight's answer, which needs no waiting, until it is taken.
        Preflight { answer: Option<Response<B>> },
        // The inner service's future, and what its response gets.
        Actual { headers: Option<ResponseHeaders>, #[pin] response: F },
    }
}

impl<F, B, E> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<B>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Preflight { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer)),
                // A future that is polled again after it is done may wait for ever, not panic.
                None => Poll::Pending,
            },
            StateProjection::Actual { headers, response } => {
                let mut response = ready!(response.poll(cx))?;
                if let Some(headers) = headers.take() {
                    headers.apply_to(response.headers_mut());
                }
                Poll::Ready(Ok(response))
            }
        }
    }
}
