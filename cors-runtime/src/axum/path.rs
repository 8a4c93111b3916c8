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
use cors_tables::policy::{AllowMethods, Mounted as Overlay, PolicyTable};
use http::HeaderValue;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use tower_layer::Layer;
use tower_service::Service;

use super::methods::{Method, Methods};
use crate::events::{self, RequestLine};
use crate::headers::RequestHeaders;
use crate::policy::source::sealed::Source as _;
use crate::policy::{Applied, Mounted, StaticSource};
use crate::tower::{ResponseFuture, under};
use crate::{CLOSED, FieldLine, Target};

/// A method with the policy of its handler.
pub(super) type Carried = (Method, StaticSource);

/// The policies of a path, small enough to be copied with its services.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    by_method: [Option<StaticSource>; Method::ALL.len()],
    /// The policy of all handlers, if they share one: a 405 is shared with its origins.
    of_all: Option<StaticSource>,
    mounted_at: &'static Location<'static>,
}

/// The policy that applies to a request, with the methods of its handlers on the path.
#[derive(Debug, Clone, Copy)]
struct Group {
    policy: StaticSource,
    methods: Methods,
    may_be_remembered: bool,
    /// Where the handlers are mounted, if the path itself answers.
    mounted_at: Option<&'static Location<'static>>,
}

impl Group {
    /// What is mounted under the policy whose table this is.
    ///
    /// When the program starts, a list of methods that leaves out a mounted one is an error. A policy that replaces
    /// another later may have such a list: then the method is granted no longer.
    #[inline]
    fn mounted(&self, table: &PolicyTable) -> Mounted {
        let methods = match &table.allow_methods {
            AllowMethods::List(list) if self.policy.can_be_replaced() => {
                self.methods.filter(|method| list.names().contains(method.name().as_bytes()))
            }
            _ => self.methods,
        };
        let methods = Names::new(methods.list());
        let overlay = Overlay { methods, may_be_remembered: self.may_be_remembered };
        Mounted { overlay, mounted_at: self.mounted_at }
    }
}

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
    fn methods_where(&self, wanted: impl Fn(StaticSource) -> bool) -> Methods {
        Method::ALL
            .into_iter()
            .zip(self.by_method)
            .filter(|(_, policy)| policy.is_some_and(&wanted))
            .fold(Methods::default(), |methods, (method, _)| methods.with(method))
    }

    /// A policy of the path, with the methods that are mounted under it.
    fn carried(&self, policy: StaticSource) -> Group {
        let methods = self.methods_where(|other| other.is(policy));
        Group { policy, methods, may_be_remembered: self.of_all.is_some(), mounted_at: None }
    }

    /// The policy that answers a preflight for a method without a handler.
    fn without_handler(&self) -> Group {
        match self.of_all {
            Some(policy) => self.carried(policy),
            None => Group {
                policy: CLOSED.__static_source(),
                methods: self.methods_where(|_| true),
                may_be_remembered: true,
                mounted_at: Some(self.mounted_at),
            },
        }
    }

    fn policy_of_handler(&self, method: &[u8]) -> Option<Group> {
        let policy = self.by_method.get(Method::named(method)? as usize).copied().flatten()?;
        Some(self.carried(policy))
    }

    /// The policy that applies to a request; `None` if the response is not shared.
    fn policy_of<B>(&self, request: &http::Request<B>) -> Option<Group> {
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
        for policy in self.by_method.into_iter().flatten() {
            policy.take_marks(true);
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
        let line = RequestLine::of(request);
        let headers = RequestHeaders::new(request.headers());
        let group = self.path.without_handler();
        group.policy.with(
            || Target::new(request.uri(), request.headers()),
            |selected| {
                let mounted = group.mounted(&selected.policy.data.table);
                let applied = Applied { policy: selected.policy.data, mounted: Some(&mounted) };
                events::log_half_preflight(applied, line, headers, || true);
            },
        );
    }
}

impl<S> Service<Request> for Answers<S>
where
    S: Service<Request, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, Body, StaticSource>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.path.policy_of(&request) {
            Some(group) => {
                let mounted = |table: &PolicyTable| Some(group.mounted(table));
                under(&group.policy, mounted, &mut self.inner, request)
            }
            None => {
                self.log_half_preflight(&request);
                ResponseFuture::without_policy(self.inner.call(request))
            }
        }
    }
}
