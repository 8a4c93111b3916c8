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
//! Put it outside of everything else: authentication, timeouts, limits and routing answer requests too, and
//! a response that does not pass through the layer has no CORS headers. Preflights carry no credentials, so
//! authentication outside of the policy would refuse all of them.
//!
//! In axum, `cors_runtime::axum::protect` ensures this. A layer on a router that is nested in another does
//! not: unless the nested router has a fallback, the outer router answers requests and preflights to paths
//! that the nested one doesn't have.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use cors_tables::PolicyTable;
use cors_tables::neighbours::StorageAccessStatus;
use http::header::VARY;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::Target;
use crate::evaluated::Evaluated;
use crate::events::{self, EventContext, RequestLine};
use crate::headers::{RequestHeaders, is_same_origin};
use crate::policy::{
    IntoPolicySource, Mounted, PolicyHandle, PolicySource, Selected, StaticPolicy,
};
use crate::response::{Existing, Finished, PendingHeaders, Writer};
use crate::stacked::{Around, ERROR_HEADER, EXPLANATION, Mark, MarkedBy, PolicyScope, Stacked};

/// Puts a policy around a service.
#[derive(Debug, Clone, Copy)]
pub struct CorsLayer<P = StaticPolicy> {
    policy: P,
}

impl<P: PolicySource> CorsLayer<P> {
    /// The layer of a policy: `&API` of a `static`, a [`Policy`](crate::Policy) by value, or
    /// [`select(…)`](crate::select) to choose one for each request.
    #[must_use]
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        Self { policy: policy.into_source() }
    }
}

impl<S, P: PolicySource> Layer<S> for CorsLayer<P> {
    type Service = Cors<S, P>;

    fn layer(&self, inner: S) -> Cors<S, P> {
        self.policy.take_marks(false);
        Cors { policy: self.policy.clone(), inner }
    }
}

/// A service with a policy.
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner service.
/// Cloning it clones the inner service and the handle of the policy.
///
/// A CORS request to which another policy applies too is answered 500, with the reason in the header
/// `cors-error` and in an error event (feature `tracing`): the outer policy would answer its preflight and
/// the inner one the request. The handler does not run, unless something between the two policies passes
/// the request to another task. In that case the response of the handler is discarded.
///
/// It is ready when the inner service is. With a full concurrency limit outside of the policy, preflights
/// wait too: put such a limit inside, where it counts only the requests that it is meant to limit, and shed
/// load there.
#[derive(Debug, Clone, Copy)]
pub struct Cors<S, P = StaticPolicy> {
    policy: P,
    inner: S,
}

impl<S, P> Cors<S, P> {
    /// The same policy around what `wrap` makes of the inner service.
    #[cfg(feature = "axum")]
    pub(crate) fn map<T>(self, wrap: impl FnOnce(S) -> T) -> Cors<T, P> {
        Cors { policy: self.policy, inner: wrap(self.inner) }
    }
}

impl<S, P, RequestBody, ResponseBody> Service<Request<RequestBody>> for Cors<S, P>
where
    P: PolicySource,
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Default,
{
    type Response = Response<ResponseBody>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, ResponseBody, P>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        under(&self.policy, |_| None, &mut self.inner, request)
    }
}

/// Sends a request to `inner` with the policy that `source` has for it, unless the policy answers the request.
/// `mounted` returns the methods that are mounted under the policy on the request's path.
#[inline]
pub(crate) fn under<S, P, RequestBody, ResponseBody>(
    source: &P,
    mounted: impl FnOnce(&PolicyTable) -> Option<Mounted>,
    inner: &mut S,
    request: Request<RequestBody>,
) -> ResponseFuture<S::Future, ResponseBody, P>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    P: PolicySource,
    ResponseBody: Default,
{
    let headers = RequestHeaders::new(request.headers());
    let target = || Target::of_request(&request);
    let Some(origin) = headers.first_origin() else {
        let policy = source.with(target, |selected| {
            let mounted = mounted(&selected.policy.data.table);
            let evaluated = evaluate(selected, mounted.as_ref(), headers, &request);
            evaluated.events(|| RequestLine::of(&request)).log();
            selected.handle.clone()
        });
        return ResponseFuture {
            state: State::NotCors { policy: Some(policy), response: inner.call(request) },
        };
    };
    // Not a part of the closure's result: the result is then a few registers.
    let mut answer = None;
    let handled = source.with(target, |selected| {
        let mounted = mounted(&selected.policy.data.table);
        let evaluated = evaluate(selected, mounted.as_ref(), headers, &request);
        let decided = evaluated.events(|| RequestLine::of(&request));
        if let Some(status) = evaluated.status() {
            answer = Some(preflight_answer(status, &evaluated));
            return None;
        }
        Some(Handled {
            policy: selected.handle.clone(),
            mark: selected.mark(mounted.is_some()),
            is_allowed: evaluated.is_allowed_by_a_set(),
            storage_access: evaluated.storage_access(),
            decision: evaluated.decision,
            decided,
        })
    });
    let Some(Handled { policy, mark, is_allowed, storage_access, decision, decided }) = handled
    else {
        return ResponseFuture { state: State::Answered { answer } };
    };
    let policy_scope = PolicyScope::new(mark, origin.as_bytes());
    let (mark, has_others) = match policy_scope.around() {
        Around::Nothing(mark) => (mark, mark.is_some()),
        Around::AnotherRequest => (None, true),
        Around::Policy(outer) => {
            decided.discard();
            events::log_stacked(
                &Stacked::new(outer, policy_scope.mark()),
                RequestLine::of(&request),
            );
            return ResponseFuture { state: State::Answered { answer: Some(explanation()) } };
        }
    };
    let is_same_origin = || is_same_origin(request.headers());
    let context =
        EventContext::new(decision, || RequestLine::of(&request), headers, is_same_origin);
    let origin = || Some(origin.clone());
    let headers = PendingHeaders::of_service(
        policy,
        is_allowed,
        storage_access,
        has_others,
        origin,
        mark,
        context,
    );
    let decided = Some(decided);
    let response = policy_scope.enter(|| inner.call(request));
    ResponseFuture { state: State::Cors { policy_scope, headers, decided, response } }
}

/// What is needed of a policy's decision to handle a request, without a borrow of the policy.
struct Handled<H> {
    policy: H,
    mark: &'static Mark,
    is_allowed: bool,
    storage_access: Option<StorageAccessStatus>,
    decision: cors_tables::Decision,
    decided: events::Pending,
}

#[inline(always)]
fn evaluate<'r, H, B>(
    selected: Selected<'r, H>,
    mounted: Option<&'r Mounted>,
    headers: RequestHeaders<'r>,
    request: &Request<B>,
) -> Evaluated<'r, RequestHeaders<'r>> {
    Evaluated::new(selected.policy, mounted, request.method() == Method::OPTIONS, headers)
}

fn preflight_answer<B: Default>(
    status: StatusCode,
    evaluated: &Evaluated<'_, RequestHeaders<'_>>,
) -> Response<B> {
    let mut answer = Response::new(B::default());
    *answer.status_mut() = status;
    *answer.headers_mut() = evaluated.answer_headers();
    answer
}

/// The answer if two policies apply: the explanation is in a header, and pages cannot read it.
fn explanation<B: Default>() -> Response<B> {
    let mut answer = Response::new(B::default());
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let explanation = HeaderValue::from_static(EXPLANATION);
    // An empty map has room for a header.
    let _ = answer.headers_mut().try_insert(HeaderName::from_static(ERROR_HEADER), explanation);
    answer
}

pin_project! {
    /// The response of [`Cors`].
    pub struct ResponseFuture<F, B, P = StaticPolicy>
    where
        P: PolicySource,
    {
        #[pin]
        state: State<F, B, P::Handle>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, B, H> {
        // A response that is ready, until it is taken.
        Answered { answer: Option<Response<B>> },
        // The inner service's future, for a request without `Origin`, and the policy if there is one.
        NotCors { policy: Option<H>, #[pin] response: F },
        // The inner service's future, the policy scope, the response headers, and the events.
        Cors {
            policy_scope: PolicyScope,
            headers: PendingHeaders<HeaderValue, H>,
            decided: Option<events::Pending>,
            #[pin]
            response: F,
        },
    }
}

/// Prints the response headers. The inner future is omitted, because it may contain the whole request.
impl<F, B, P: PolicySource> fmt::Debug for ResponseFuture<F, B, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut future = f.debug_struct("ResponseFuture");
        match &self.state {
            State::Answered { answer } => {
                future.field("status", &answer.as_ref().map(Response::status));
            }
            State::NotCors { policy, .. } => {
                future.field("policy", &policy.as_ref().map(|policy| &policy.data().label));
            }
            State::Cors { headers, .. } => {
                future.field("headers", headers);
            }
        }
        future.finish_non_exhaustive()
    }
}

impl<F, B, P: PolicySource> ResponseFuture<F, B, P> {
    /// The future of a response that is not changed, because its request has no policy.
    #[cfg(feature = "axum")]
    pub(crate) fn without_policy(response: F) -> Self {
        Self { state: State::NotCors { policy: None, response } }
    }
}

impl<F, B, P, E> Future for ResponseFuture<F, B, P>
where
    P: PolicySource,
    F: Future<Output = Result<Response<B>, E>>,
    B: Default,
{
    type Output = Result<Response<B>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Answered { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer)),
                // A future that is polled again after it is done may wait forever, but must not panic.
                None => Poll::Pending,
            },
            // The response is changed in place, because moving one copies more than is written.
            StateProjection::NotCors { policy, response } => {
                let mut polled = response.poll(cx);
                if let (Poll::Ready(Ok(response)), Some(policy)) = (&mut polled, policy.take()) {
                    let headers = response.headers_mut();
                    Writer::without_origin(policy.data()).write(
                        Existing::of(headers),
                        None,
                        headers,
                    );
                }
                polled
            }
            StateProjection::Cors { policy_scope, headers, decided, response } => {
                let mut polled = policy_scope.enter(|| response.poll(cx));
                if let Poll::Ready(Ok(response)) = &mut polled {
                    finish(*policy_scope, headers, decided.take(), response);
                }
                polled
            }
        }
    }
}

/// Puts the policy's headers on a response of the inner service, or explains why there are none.
#[inline]
fn finish<B: Default>(
    policy_scope: PolicyScope,
    headers: &mut PendingHeaders<HeaderValue, impl PolicyHandle>,
    decided: Option<events::Pending>,
    response: &mut Response<B>,
) {
    let extension = response.extensions().get::<MarkedBy>().copied();
    let status = response.status().as_u16();
    match headers.finish(Some(policy_scope), decided, extension, status, response.headers_mut()) {
        Finished::Written(None) => {}
        Finished::Written(Some(mark)) => {
            response.extensions_mut().insert(mark);
        }
        Finished::Stacked => {
            *response = explanation();
            // A request without `Origin` would have had another response.
            let vary = const { HeaderValue::from_static("Origin") };
            let _ = response.headers_mut().try_insert(VARY, vary);
        }
    }
}
