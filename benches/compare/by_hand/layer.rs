//! The hand-written tower layer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, MaxSizeReached, VARY,
};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use std::sync::LazyLock;
use tower_layer::Layer;
use tower_service::Service;

use super::decision::{Verdict, decide};
use super::promises::{Scope, is_of_cors, names_origin};
use super::{Promises, Trust};

/// The headers of a granted preflight, to be cloned, which takes less time than six insertions. The origin
/// is replaced afterwards, which allocates nothing.
static GRANT: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(""));
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,POST,PUT"));
    let names = HeaderValue::from_static("authorization,content-type,x-request-id");
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    headers
});

/// The headers of a refused preflight.
static REFUSAL: LazyLock<HeaderMap> =
    LazyLock::new(|| HeaderMap::from_iter([(VARY, HeaderValue::from_static("Origin"))]));

/// The layer, and with an inner service the service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByHand<T, P, S = ()> {
    trust: T,
    promises: P,
    inner: S,
}

impl<T, P> ByHand<T, P> {
    pub(crate) fn new(trust: T, promises: P) -> Self {
        Self { trust, promises, inner: () }
    }
}

impl<T: Trust, P: Promises, S> Layer<S> for ByHand<T, P> {
    type Service = ByHand<T, P, S>;

    fn layer(&self, inner: S) -> ByHand<T, P, S> {
        ByHand { trust: self.trust, promises: self.promises, inner }
    }
}

impl<T, P, S, Q, A> Service<Request<Q>> for ByHand<T, P, S>
where
    T: Trust,
    P: Promises,
    S: Service<Request<Q>, Response = Response<A>>,
    A: Default,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = ByHandFuture<S::Future, A, P>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let (origin, shared) =
            match decide(self.promises, self.trust, request.method(), request.headers()) {
                Verdict::Private { origin, .. } => (origin, None),
                Verdict::Shared(origin) => (Some(origin), Some(self.trust.value(origin))),
                Verdict::Answered { origin, .. } => {
                    let mut headers = GRANT.clone();
                    if let Some(value) = headers.get_mut(ACCESS_CONTROL_ALLOW_ORIGIN) {
                        *value = self.trust.value(origin);
                    }
                    return ByHandFuture::Preflight {
                        answer: Some(answer(StatusCode::NO_CONTENT, headers)),
                    };
                }
                Verdict::Refused(_) => {
                    let headers = if P::ALL { REFUSAL.clone() } else { HeaderMap::new() };
                    let answer = answer(StatusCode::FORBIDDEN, headers);
                    return ByHandFuture::Preflight { answer: Some(answer) };
                }
            };
        let (scope, promises) = (Scope::of(origin), self.promises);
        if P::ALL && scope.has_outer() {
            let answer = Some(answer(StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new()));
            return ByHandFuture::Preflight { answer };
        }
        let inner = || self.inner.call(request);
        let response = if P::ALL && scope.is_cors() { scope.enter(inner) } else { inner() };
        ByHandFuture::Actual { shared, scope, promises, response }
    }
}

fn answer<A: Default>(status: StatusCode, headers: HeaderMap) -> Response<A> {
    let mut answer = Response::new(A::default());
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

pin_project! {
    #[project = Projection]
    #[derive(Debug)]
    pub(crate) enum ByHandFuture<F, A, P> {
        Preflight { answer: Option<Response<A>> },
        Actual { shared: Option<HeaderValue>, scope: Scope, promises: P, #[pin] response: F },
    }
}

impl<F, A, P, E> Future for ByHandFuture<F, A, P>
where
    F: Future<Output = Result<Response<A>, E>>,
    P: Promises,
{
    type Output = Result<Response<A>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projection::Preflight { answer } => {
                answer.take().map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer)))
            }
            Projection::Actual { shared, scope, response, .. } => {
                let inner = || response.poll(cx);
                let polled = if P::ALL && scope.is_cors() { scope.enter(inner) } else { inner() };
                let mut response = ready!(polled)?;
                let headers = response.headers_mut();
                if P::ALL {
                    let has_vary = keep_only_ours(headers);
                    if share(shared.take(), has_vary, headers).is_err() {
                        remove_others(headers);
                    }
                } else {
                    if let Some(origin) = shared.take() {
                        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
                    }
                    headers.append(VARY, BY_ORIGIN);
                }
                Poll::Ready(Ok(response))
            }
        }
    }
}

const TRUE: HeaderValue = HeaderValue::from_static("true");
const BY_ORIGIN: HeaderValue = HeaderValue::from_static("Origin");

/// Writes the headers of a response without CORS headers, if there is room.
#[inline]
fn share(
    origin: Option<HeaderValue>,
    has_vary: bool,
    headers: &mut HeaderMap,
) -> Result<(), MaxSizeReached> {
    if let Some(origin) = origin {
        headers.try_append(ACCESS_CONTROL_ALLOW_ORIGIN, origin)?;
        headers.try_append(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE)?;
    }
    let lines =
        |headers: &HeaderMap| names_origin(headers.get_all(VARY).iter().map(HeaderValue::as_bytes));
    if !has_vary || !lines(headers) {
        headers.try_append(VARY, BY_ORIGIN)?;
    }
    Ok(())
}

/// Removes the handler's CORS headers, and returns whether there is a `Vary`. One pass over the names
/// determines both, and costs less than a look-up of each.
#[inline]
fn keep_only_ours(headers: &mut HeaderMap) -> bool {
    let (mut has_vary, mut has_others) = (false, false);
    for name in headers.keys() {
        has_vary |= name == VARY;
        has_others |= is_of_cors(name.as_str());
    }
    if has_others {
        remove_others(headers);
    }
    has_vary
}

#[cold]
fn remove_others(headers: &mut HeaderMap) {
    let others: Vec<_> = headers.keys().filter(|name| is_of_cors(name.as_str())).cloned().collect();
    for name in others {
        headers.remove(name);
    }
}
