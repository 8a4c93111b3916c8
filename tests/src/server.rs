//! A policy in front of a handler, as the other end of the user agent's wire.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future as _, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use http::{HeaderMap, Request, Response, StatusCode};
use tower::{Layer as _, ServiceExt as _, service_fn};

/// By which way a request meets its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `Policy::evaluate` and `Decision::apply_to`, as an application without a framework.
    Evaluate,
    /// The tower layer.
    Tower,
}

/// A server with one policy and one handler, which gives the same response to every request.
#[derive(Clone, Debug)]
pub struct Server {
    policy: Policy,
    way: Way,
    headers: HeaderMap,
    /// The status that the handler answers.
    pub status: StatusCode,
    /// How many preflights came.
    pub preflights: usize,
    /// How many requests reached the handler.
    pub handled: usize,
}

impl Server {
    /// A server whose handler answers 200 with these headers.
    #[must_use]
    pub fn new(policy: Policy, way: Way, headers: HeaderMap) -> Self {
        Self { policy, way, headers, status: StatusCode::OK, preflights: 0, handled: 0 }
    }

    /// Answers a request, hostile ones too.
    ///
    /// # Panics
    ///
    /// If the tower layer lets a request wait that its handler answered.
    #[allow(clippy::panic, reason = "a test fails by panicking")]
    pub fn answer(&mut self, request: Request<()>) -> Response<()> {
        match self.way {
            Way::Evaluate => self.evaluate(&request),
            Way::Tower => {
                let handled = Cell::new(self.handled);
                let handler = service_fn(|_request: Request<()>| {
                    handled.set(handled.get().saturating_add(1));
                    ready(Ok::<_, Infallible>(self.handle()))
                });
                let answer = CorsLayer::new(&self.policy).layer(handler).oneshot(request);
                let polled = pin!(answer).poll(&mut Context::from_waker(Waker::noop()));
                self.handled = handled.get();
                match polled {
                    Poll::Ready(Ok(response)) => response,
                    Poll::Pending => panic!("the layer waits for nothing"),
                }
            }
        }
    }

    fn evaluate(&mut self, request: &Request<()>) -> Response<()> {
        let decision = self.policy.evaluate(request.method(), request.headers());
        let mut response = match decision.status() {
            Some(status) => {
                let mut response = Response::new(());
                *response.status_mut() = status;
                response
            }
            None => {
                self.handled = self.handled.saturating_add(1);
                self.handle()
            }
        };
        decision.apply_to(response.headers_mut());
        response
    }

    fn handle(&self) -> Response<()> {
        let mut response = Response::new(());
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

impl Network for Server {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        if request.is_preflight() {
            self.preflights = self.preflights.saturating_add(1);
        }
        Ok(from_http(&self.answer(to_http(request)?)))
    }
}

/// The user agent's request in `http`'s types; bodies are left behind, as CORS looks at none.
///
/// # Errors
///
/// `http` has no place for it.
pub fn to_http(request: &HttpRequest) -> Result<Request<()>, NetworkError> {
    let mut builder = Request::builder().method(request.method.as_str()).uri(request.url.as_str());
    for (name, value) in request.header_list.iter() {
        builder = builder.header(name, value);
    }
    builder.body(()).map_err(|error| NetworkError::Connection(error.to_string()))
}

/// A response in the user agent's types.
pub fn from_http(response: &Response<()>) -> HttpResponse {
    let mut answer = HttpResponse::new(response.status().as_u16());
    for (name, value) in response.headers() {
        answer.header_list.append(name.as_str(), value);
    }
    answer
}
