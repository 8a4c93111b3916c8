//! The same around a tower service.

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

use super::Trust;
use super::decision::{Verdict, decide};

/// What a granted preflight gets, to be cloned: that takes less than six insertions. The origin is
/// put in its place afterwards, which allocates nothing.
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

/// The layer, and with an inner service the service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByHand<T, S = ()> {
    trust: T,
    inner: S,
}

impl<T> ByHand<T> {
    pub(crate) fn new(trust: T) -> Self {
        Self { trust, inner: () }
    }
}

impl<T: Trust, S> Layer<S> for ByHand<T> {
    type Service = ByHand<T, S>;

    fn layer(&self, inner: S) -> ByHand<T, S> {
        ByHand { trust: self.trust, inner }
    }
}

impl<T, S, Q, A> Service<Request<Q>> for ByHand<T, S>
where
    T: Trust,
    S: Service<Request<Q>, Response = Response<A>>,
    A: Default,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = ByHandFuture<S::Future, A>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let origin = match decide(self.trust, request.method(), request.headers()) {
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
                let answer = answer(StatusCode::FORBIDDEN, HeaderMap::new());
                return ByHandFuture::Preflight { answer: Some(answer) };
            }
        };
        ByHandFuture::Actual { origin, response: self.inner.call(request) }
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
    pub(crate) enum ByHandFuture<F, A> {
        Preflight { answer: Option<Response<A>> },
        Actual { origin: Option<HeaderValue>, #[pin] response: F },
    }
}

impl<F, A, E> Future for ByHandFuture<F, A>
where
    F: Future<Output = Result<Response<A>, E>>,
{
    type Output = Result<Response<A>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projection::Preflight { answer } => {
                answer.take().map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer)))
            }
            Projection::Actual { origin, response } => {
                let mut response = ready!(response.poll(cx))?;
                let headers = response.headers_mut();
                if let Some(origin) = origin.take() {
                    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                    let credentials = HeaderValue::from_static("true");
                    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
                }
                headers.append(VARY, HeaderValue::from_static("Origin"));
                Poll::Ready(Ok(response))
            }
        }
    }
}
