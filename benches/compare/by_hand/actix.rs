//! The hand-written middleware for actix-web.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpResponse};
use pin_project_lite::pin_project;

use super::decision::are_allowed;
use super::promises::{is_of_cors, names_origin};
use super::{Promises, Trust};

const TRUE: HeaderValue = HeaderValue::from_static("true");
const VARIES: HeaderValue = HeaderValue::from_static("Origin");
const METHODS: HeaderValue = HeaderValue::from_static("GET,POST,PUT");
const NAMES: HeaderValue = HeaderValue::from_static("authorization,content-type,x-request-id");
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The middleware, and with an inner service the service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByHandInActix<T, P, S = ()> {
    trust: T,
    promises: P,
    inner: S,
}

impl<T, P> ByHandInActix<T, P> {
    pub(crate) fn new(trust: T, promises: P) -> Self {
        Self { trust, promises, inner: () }
    }
}

impl<T, P, S, B> Transform<S, ServiceRequest> for ByHandInActix<T, P>
where
    T: Trust,
    P: Promises,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = ByHandInActix<T, P, S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(ByHandInActix { trust: self.trust, promises: self.promises, inner }))
    }
}

impl<T, P, S, B> Service<ServiceRequest> for ByHandInActix<T, P, S>
where
    T: Trust,
    P: Promises,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ByHandFuture<S::Future, P>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let headers = request.headers();
        let (origin, is_alone) = if P::ALL {
            let mut lines = headers.get_all(&ORIGIN);
            (lines.next(), lines.next().is_none())
        } else {
            (headers.get(&ORIGIN), true)
        };
        let is_cors = origin.is_some();
        let origin = origin.filter(|value| is_alone && self.trust.allows(value.as_bytes()));
        if *request.method() == Method::OPTIONS
            && is_cors
            && let Some(method) = headers.get(&ACCESS_CONTROL_REQUEST_METHOD)
        {
            let is_granted = matches!(method.as_bytes(), b"GET" | b"POST" | b"PUT")
                && headers
                    .get(&ACCESS_CONTROL_REQUEST_HEADERS)
                    .is_none_or(|names| are_allowed(names.as_bytes()));
            let answer = match origin {
                Some(origin) if is_granted => grant(origin.clone()),
                _ => refuse(),
            };
            return ByHandFuture::Preflight { answer: Some(request.into_response(answer)) };
        }
        let origin = origin.cloned();
        let promises = self.promises;
        ByHandFuture::Actual { origin, promises, response: self.inner.call(request) }
    }
}

fn grant(origin: HeaderValue) -> HttpResponse {
    let mut answer = HttpResponse::new(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
    headers.append(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.append(ACCESS_CONTROL_ALLOW_HEADERS, NAMES);
    headers.append(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    headers.append(VARY, VARIES);
    answer
}

fn refuse() -> HttpResponse {
    let mut answer = HttpResponse::new(StatusCode::FORBIDDEN);
    answer.headers_mut().append(VARY, VARIES);
    answer
}

pin_project! {
    #[project = Projection]
    pub(crate) enum ByHandFuture<F, P> {
        Preflight { answer: Option<ServiceResponse> },
        Actual { origin: Option<HeaderValue>, promises: P, #[pin] response: F },
    }
}

impl<F, P, B> Future for ByHandFuture<F, P>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    P: Promises,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projection::Preflight { answer } => answer
                .take()
                .map_or(Poll::Pending, |answer| Poll::Ready(Ok(answer.map_into_right_body()))),
            Projection::Actual { origin, response, .. } => {
                response.poll(cx).map_ok(|mut response| {
                    let headers = response.headers_mut();
                    let has_vary = P::ALL && keep_only_ours(headers);
                    if let Some(origin) = origin.take() {
                        headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                        headers.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
                    }
                    if !has_vary || !names_origin(headers.get_all(VARY).map(HeaderValue::as_bytes))
                    {
                        headers.append(VARY, VARIES);
                    }
                    response.map_into_left_body()
                })
            }
        }
    }
}

/// Removes the handler's CORS headers, and returns whether there is a `Vary`.
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
