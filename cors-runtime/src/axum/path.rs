//! Who answers which request on one path.
//!
//! ```text
//! preflight       ──> by Access-Control-Request-Method ──> the policy of that method's handler,
//!                                                          or a refusal
//! other request   ──> by its own method ──> the policy of its handler
//!                                      └──> no handler: the one policy of the path, or none
//! ```

use std::panic::Location;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::HeaderValue;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use tower_layer::Layer;
use tower_service::Service;

use super::methods::{Method, Methods};
use crate::events::{self, RequestLine};
use crate::headers::RequestHeaders;
use crate::tower::{ResponseFuture, under};
use crate::{Line, Policy, derived};

/// A method with the policy of its handler.
pub(super) type Carried = (Method, Policy);

/// The policies of a path: small enough to be copied with its services.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    by_method: [Option<Policy>; Method::ALL.len()],
    /// Who answers a preflight for a method without a handler.
    without_handler: Policy,
    /// The policy of all handlers, if it is one: a 405 is shared with its origins.
    of_all: Option<Policy>,
}

impl Path {
    /// The path of these handlers; `None` if there is none.
    pub(super) fn new(
        handlers: &[Carried],
        mounted_at: &'static Location<'static>,
    ) -> Option<Self> {
        let &(_, first) = handlers.first()?;
        let carrier = |method| handlers.iter().find(|(mounted, _)| *mounted == method);
        let policy_for = |method| {
            // axum sends `HEAD` to the handler of `GET`, unless there is one for itself.
            let or_get = (method == Method::Head).then(|| carrier(Method::Get)).flatten();
            carrier(method).or(or_get).map(|&(_, policy)| policy)
        };
        let methods_where = |wanted: &dyn Fn(Policy) -> bool| {
            Method::ALL
                .into_iter()
                .filter(|&method| policy_for(method).is_some_and(wanted))
                .fold(Methods::default(), Methods::with)
        };
        let is_one = handlers.iter().all(|&(_, policy)| policy.is(first));
        let derive = |policy: Policy| {
            derived::carried(policy, &methods_where(&|other| other.is(policy)).list(), !is_one)
        };
        let of_all = is_one.then(|| derive(first));
        Some(Self {
            by_method: Method::ALL.map(|method| policy_for(method).map(derive)),
            without_handler: of_all
                .unwrap_or_else(|| derived::nobody(&methods_where(&|_| true).list(), mounted_at)),
            of_all,
        })
    }

    fn policy_of_handler(&self, method: &[u8]) -> Option<Policy> {
        self.by_method.get(Method::named(method)? as usize).copied().flatten()
    }

    /// The policy under which a request stands; `None` for one that nobody can share.
    fn policy_of<B>(&self, request: &http::Request<B>) -> Option<Policy> {
        let headers = request.headers();
        if request.method() == http::Method::OPTIONS && headers.contains_key(ORIGIN) {
            let asked = headers.get_all(ACCESS_CONTROL_REQUEST_METHOD).iter();
            match Line::read(asked.map(HeaderValue::as_bytes)) {
                Some(Line::One(method)) => {
                    return Some(self.policy_of_handler(method).unwrap_or(self.without_handler));
                }
                // They name no handler.
                Some(Line::Several) => return Some(self.without_handler),
                None => {}
            }
        }
        self.policy_of_handler(request.method().as_str().as_bytes()).or(self.of_all)
    }
}

impl<S> Layer<S> for Path {
    type Service = Mounted<S>;

    fn layer(&self, inner: S) -> Mounted<S> {
        // Before any request comes, so that a program with several policies is known as one.
        for policy in self.by_method.into_iter().flatten() {
            let _ = policy.mark();
        }
        Mounted { path: *self, inner }
    }
}

/// What answers on a path of `routes!`: one of its handlers, or axum's 405, under their policies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mounted<S> {
    path: Path,
    inner: S,
}

impl<S> Mounted<S> {
    /// No handler's policy logs it, since none can be chosen.
    fn log_half_preflight(&self, request: &Request) {
        let line = RequestLine { method: request.method().as_str(), path: request.uri().path() };
        let headers = RequestHeaders::new(request.headers());
        events::log_half_preflight(self.path.without_handler, line, headers, || true);
    }
}

impl<S> Service<Request> for Mounted<S>
where
    S: Service<Request, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, Body>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.path.policy_of(&request) {
            Some(policy) => under(policy, &mut self.inner, request),
            None => {
                self.log_half_preflight(&request);
                ResponseFuture::not_cors(None, self.inner.call(request))
            }
        }
    }
}
