//! The hand-written tower layer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, VARY,
};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use std::sync::LazyLock;
use tower_layer::Layer;
use tower_service::Service;

use super::decision::{Verdict, decide};
use super::promises::{is_of_cors, names_origin};
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
        let origin = match decide(self.promises, self.trust, request.method(), request.headers()) {
            Verdict::Private => None,
            Verdict::Shared(origin) => Some(self.trust.value(origin)),
            Verdict::Granted(origin) => {
                let mut headers = GRANT.clone();
                if let Some(value) = headers.get_mut(ACCESS_CONTROL_ALLOW_ORIGIN) {
                    *value = self.trust.value(origin);
                }
                return ByHandFuture::Preflight {
                    answer: Some(answer(StatusCode::NO_CONTENT, headers)),
                };
            }
            Verdict::Refused => {
                let headers = if P::ALL { REFUSAL.clone() } else { HeaderMap::new() };
                let answer = answer(StatusCode::FORBIDDEN, headers);
                return ByHandFuture::Preflight { answer: Some(answer) };
            }
        };
        let promises = self.promises;
        ByHandFuture::Actual { origin, promises, response: self.inner.call(request) }
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
        Actual { origin: Option<HeaderValue>, promises: P, #[pin] response: F },
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
            Projection::Actual { origin, response, .. } => {
                let mut response = ready!(response.poll(cx))?;
                let headers = response.headers_mut();
                let has_vary = P::ALL && keep_only_ours(headers);
                if let Some(origin) = origin.take() {
                    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                    let credentials = HeaderValue::from_static("true");
                    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
                }
                if !has_vary
                    || !names_origin(headers.get_all(VARY).iter().map(HeaderValue::as_bytes))
                {
                    headers.append(VARY, HeaderValue::from_static("Origin"));
                }
                Poll::Ready(Ok(response))
            }
        }
    }
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
