//! Which policy answers a request on one path.
//!
//! ```text
//! preflight       ──> Access-Control-Request-Method ──> the policy of that method's handler,
//!                                                       or a refusal
//! other request   ──> its method ──> the policy of its handler
//!                               └──> no handler: the only policy of the path, or none
//! ```

use std::panic::Location;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use cors_tables::name_list::Names;
use cors_tables::policy::Mounted as Overlay;
use http::HeaderValue;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use tower_layer::Layer;
use tower_service::Service;

use super::methods::{Method, Methods};
use crate::events::{self, RequestLine};
use crate::headers::RequestHeaders;
use crate::policy::{Applied, Mounted, StaticPolicy};
use crate::tower::{ResponseFuture, under};
use crate::{CLOSED, FieldLine};

/// A method with the policy of its handler.
pub(super) type Carried = (Method, StaticPolicy);

/// The policies of a path, small enough to be copied with its services.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    by_method: [Option<StaticPolicy>; Method::ALL.len()],
    /// The policy of all handlers, if they share one: a 405 is shared with its origins.
    of_all: Option<StaticPolicy>,
    mounted_at: &'static Location<'static>,
}

/// The policy that applies to a request, with what is mounted under it.
type Under = (StaticPolicy, Mounted);

impl Path {
    /// The path of these handlers; `None` if it has none.
    pub(super) fn new(
        handlers: &[Carried],
        mounted_at: &'static Location<'static>,
    ) -> Option<Self> {
        let &(_, first) = handlers.first()?;
        let carrier = |method| handlers.iter().find(|(mounted, _)| *mounted == method);
        let policy_for = |method| {
            // axum sends `HEAD` to the handler of `GET`, unless `HEAD` has its own handler.
            let or_get = (method == Method::Head).then(|| carrier(Method::Get)).flatten();
            carrier(method).or(or_get).map(|&(_, policy)| policy)
        };
        let is_one = handlers.iter().all(|&(_, policy)| policy.is(first));
        Some(Self {
            by_method: Method::ALL.map(policy_for),
            of_all: is_one.then_some(first),
            mounted_at,
        })
    }

    /// The methods of the handlers that have the given policy.
    fn methods_where(&self, wanted: impl Fn(StaticPolicy) -> bool) -> Methods {
        Method::ALL
            .into_iter()
            .zip(self.by_method)
            .filter(|(_, policy)| policy.is_some_and(&wanted))
            .fold(Methods::default(), |methods, (method, _)| methods.with(method))
    }

    /// A policy of the path, with the methods that are mounted under it.
    fn carried(&self, policy: StaticPolicy) -> Under {
        let methods = self.methods_where(|other| other.is(policy)).list();
        let may_be_remembered = self.of_all.is_some();
        let overlay = Overlay { methods: Names::new(methods), may_be_remembered };
        (policy, Mounted { overlay, mounted_at: None })
    }

    /// The policy that answers a preflight for a method without a handler.
    fn without_handler(&self) -> Under {
        match self.of_all {
            Some(policy) => self.carried(policy),
            None => {
                let methods = Names::new(self.methods_where(|_| true).list());
                let overlay = Overlay { methods, may_be_remembered: true };
                let mounted = Mounted { overlay, mounted_at: Some(self.mounted_at) };
                (StaticPolicy::new(&CLOSED), mounted)
            }
        }
    }

    fn policy_of_handler(&self, method: &[u8]) -> Option<Under> {
        let policy = self.by_method.get(Method::named(method)? as usize).copied().flatten()?;
        Some(self.carried(policy))
    }

    /// The policy that applies to a request; `None` if the response is not shared.
    fn policy_of<B>(&self, request: &http::Request<B>) -> Option<Under> {
        let headers = request.headers();
        if request.method() == http::Method::OPTIONS && headers.contains_key(ORIGIN) {
            let requested = headers.get_all(ACCESS_CONTROL_REQUEST_METHOD).iter();
            if let Some(line) = FieldLine::read(requested.map(HeaderValue::as_bytes)) {
                // Several lines don't name a handler.
                let handler = line.value().and_then(|method| self.policy_of_handler(method));
                return Some(handler.unwrap_or_else(|| self.without_handler()));
            }
        }
        let handler = self.policy_of_handler(request.method().as_str().as_bytes());
        handler.or_else(|| self.of_all.map(|policy| self.carried(policy)))
    }
}

impl<S> Layer<S> for Path {
    type Service = Answers<S>;

    fn layer(&self, inner: S) -> Answers<S> {
        // Before any request comes, so that a program with several policies is known as one.
        for policy in self.by_method.into_iter().flatten() {
            let (policy, mounted) = self.carried(policy);
            let _ = Applied { policy: policy.data(), mounted: Some(&mounted) }.mark();
        }
        Answers { path: *self, inner }
    }
}

/// The service on a path of `routes!`: its handlers or axum's 405, with their policies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers<S> {
    path: Path,
    inner: S,
}

impl<S> Answers<S> {
    /// No handler's policy logs it, because none of them applies.
    fn log_half_preflight(&self, request: &Request) {
        let line = RequestLine { method: request.method().as_str(), path: request.uri().path() };
        let headers = RequestHeaders::new(request.headers());
        let (policy, mounted) = self.path.without_handler();
        let applied = Applied { policy: policy.data(), mounted: Some(&mounted) };
        events::log_half_preflight(applied, line, headers, || true);
    }
}

impl<S> Service<Request> for Answers<S>
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
            Some((policy, mounted)) => under(&policy, Some(&mounted), &mut self.inner, request),
            None => {
                self.log_half_preflight(&request);
                ResponseFuture::not_cors(None, self.inner.call(request))
            }
        }
    }
}
