//! The middleware: a policy around an actix-web service.

use std::cell::RefCell;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::{Error, HttpResponse};
use pin_project_lite::pin_project;

use super::decision::{Decision, request_line};
use crate::policy::{
    IntoPolicySource, Mounted, PolicyHandle, PolicySource, Selected, StaticPolicy,
};
use crate::response::{Finished, PendingHeaders};
use crate::stacked::{Around, ERROR_HEADER, EXPLANATION, MarkedBy, PolicyScope, Stacked};
use crate::{Target, events};

/// Puts a policy around an application, a scope or a resource: `.wrap(Cors::new(&API))`.
#[derive(Debug, Clone, Copy)]
pub struct Cors<P = StaticPolicy> {
    policy: P,
    /// What is mounted under the policy, if it is on a handler.
    mounted: Option<Mounted>,
}

impl<P: PolicySource> Cors<P> {
    /// The middleware of a policy: `&API` of a `static`, a [`Policy`](crate::Policy) by value, or
    /// [`select(…)`](crate::select) to choose one for each request.
    #[must_use]
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        Self { policy: policy.into_source(), mounted: None }
    }

    /// The same for a policy on a handler.
    pub(super) fn mounted(policy: P, mounted: Mounted) -> Self {
        Self { policy, mounted: Some(mounted) }
    }
}

impl<S, B, P> Transform<S, ServiceRequest> for Cors<P>
where
    P: PolicySource,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Transform = CorsService<S, P>;
    type InitError = ();
    type Future = Ready<Result<CorsService<S, P>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let Self { policy, mounted } = self.clone();
        policy.take_marks(mounted.is_some());
        ready(Ok(CorsService { policy, mounted, inner }))
    }
}

/// A service with a policy, made by [`Cors`].
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner service. An
/// error of the inner service remains an error, so that outer middleware sees it, and the response that
/// actix-web makes of it has the headers.
///
/// A CORS request to which another policy applies too is answered 500, with the reason in the body, in the
/// header `cors-error` and in an error event (feature `tracing`): the outer policy would answer its
/// preflight and the inner one the request. The handler does not run, unless something between the two
/// policies passes the request to another task. In that case the response of the handler is discarded.
#[derive(Debug)]
pub struct CorsService<S, P = StaticPolicy> {
    policy: P,
    mounted: Option<Mounted>,
    inner: S,
}

impl<S, B, P> Service<ServiceRequest> for CorsService<S, P>
where
    P: PolicySource,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = Error;
    type Future = ResponseFuture<S::Future, P>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let decided = self.policy.with(
            || Target::of_actix_web(request.head()),
            |selected| decide(selected, self.mounted.as_ref(), &request),
        );
        let (headers, cors) = match decided {
            Decided::Answered(answer) => return ResponseFuture::answered(request, answer),
            Decided::Handled { headers, cors } => (Some(headers), cors),
        };
        let response = match &cors {
            Some(cors) => cors.policy_scope.enter(|| self.inner.call(request)),
            None => self.inner.call(request),
        };
        ResponseFuture { state: State::Actual { headers, cors, response } }
    }
}

/// A policy's decision on a request, without a borrow of the policy.
enum Decided<H> {
    /// It has answered.
    Answered(HttpResponse),
    /// The inner service gets the request.
    Handled { headers: PendingHeaders<HeaderValue, H>, cors: Option<CorsRequest> },
}

#[inline(always)]
fn decide<H: PolicyHandle>(
    selected: Selected<'_, H>,
    mounted: Option<&Mounted>,
    request: &ServiceRequest,
) -> Decided<H> {
    let decision = Decision::new(selected.policy, mounted, request.head());
    if let Some(answer) = decision.preflight_response() {
        return Decided::Answered(answer);
    }
    let decided = decision.event();
    let Some(origin) = decision.origin() else {
        decided.log();
        let headers = decision.pending(selected.handle.clone(), false, None);
        return Decided::Handled { headers, cors: None };
    };
    let policy_scope = PolicyScope::new(selected.mark(mounted.is_some()), origin.as_bytes());
    let (mark, has_others) = match policy_scope.around() {
        Around::Nothing(mark) => (mark, mark.is_some()),
        Around::AnotherRequest => (None, true),
        Around::Policy(outer) => {
            decided.discard();
            let stacked = Stacked::new(outer, policy_scope.mark());
            events::log_stacked(&stacked, request_line(request.head()));
            return Decided::Answered(explanation());
        }
    };
    let headers = decision.pending(selected.handle.clone(), has_others, mark);
    Decided::Handled { headers, cors: Some(CorsRequest { policy_scope, decided }) }
}

/// A CORS request that is being handled by the inner service.
struct CorsRequest {
    policy_scope: PolicyScope,
    decided: events::Pending,
}

/// The answer to a request to which two policies apply.
fn explanation() -> HttpResponse {
    let header = (HeaderName::from_static(ERROR_HEADER), HeaderValue::from_static(EXPLANATION));
    HttpResponse::InternalServerError()
        .insert_header(header)
        .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
        .body(EXPLANATION)
}

/// The same, detected in the response. Pages cannot read it, and it varies by `Origin`, because a request
/// without it would have had another response.
fn unshared_explanation() -> HttpResponse {
    let mut response = explanation();
    response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    response
}

pin_project! {
    /// The response of [`CorsService`].
    pub struct ResponseFuture<F, P = StaticPolicy>
    where
        P: PolicySource,
    {
        #[pin]
        state: State<F, P::Handle>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, H> {
        // A response that is ready, until it is taken.
        Answered { answer: Option<ServiceResponse> },
        // The inner service's future, its response headers, and the details of a CORS request.
        Actual {
            headers: Option<PendingHeaders<HeaderValue, H>>,
            cors: Option<CorsRequest>,
            #[pin]
            response: F,
        },
    }
}

/// Prints the response headers. The inner future is omitted, because it may contain the whole request.
impl<F, P: PolicySource> fmt::Debug for ResponseFuture<F, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut future = f.debug_struct("ResponseFuture");
        match &self.state {
            State::Answered { answer } => {
                future.field("status", &answer.as_ref().map(ServiceResponse::status));
            }
            State::Actual { headers, .. } => {
                future.field("headers", headers);
            }
        }
        future.finish_non_exhaustive()
    }
}

impl<F, P: PolicySource> ResponseFuture<F, P> {
    /// The future of a response that doesn't come from the inner service.
    fn answered(request: ServiceRequest, answer: HttpResponse) -> Self {
        Self { state: State::Answered { answer: Some(request.into_response(answer)) } }
    }
}

impl<F, B, P> Future for ResponseFuture<F, P>
where
    P: PolicySource,
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Answered { answer } => match answer.take() {
                Some(answer) => Poll::Ready(Ok(answer.map_into_right_body())),
                // A future that is polled again after it is done may wait forever, but must not panic.
                None => Poll::Pending,
            },
            StateProjection::Actual { headers, cors, response } => {
                let polled = match cors {
                    Some(cors) => cors.policy_scope.enter(|| response.poll(cx)),
                    None => response.poll(cx),
                };
                polled.map(|result| match headers.take() {
                    Some(headers) => finish(result, headers, cors.take()),
                    None => result.map(ServiceResponse::map_into_left_body),
                })
            }
        }
    }
}

/// Puts the headers on a response, or on the one that actix-web will make of an error.
fn finish<B: MessageBody>(
    result: Result<ServiceResponse<B>, Error>,
    headers: PendingHeaders<HeaderValue, impl PolicyHandle>,
    cors: Option<CorsRequest>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let policy_scope = cors.as_ref().map(|cors| cors.policy_scope);
    let decided = cors.map(|cors| cors.decided);
    match result {
        Ok(mut response) => {
            Ok(match finish_response(headers, policy_scope, decided, response.response_mut()) {
                None => response.map_into_left_body(),
                Some(explanation) => response.into_response(explanation).map_into_right_body(),
            })
        }
        Err(mut error) => {
            // It may be called more than once; the decision is logged the first time.
            let decided = RefCell::new(decided);
            error.add_response_mapper(move |mut response| {
                finish_response(headers.clone(), policy_scope, decided.take(), &mut response)
                    .unwrap_or(response)
            });
            Err(error)
        }
    }
}

/// Puts the headers on a response, or returns another response that explains why there are none.
#[inline]
fn finish_response<B>(
    mut headers: PendingHeaders<HeaderValue, impl PolicyHandle>,
    policy_scope: Option<PolicyScope>,
    decided: Option<events::Pending>,
    response: &mut HttpResponse<B>,
) -> Option<HttpResponse> {
    let extension = response.extensions().get::<MarkedBy>().copied();
    let status = response.status().as_u16();
    match headers.finish(policy_scope, decided, extension, status, response.headers_mut()) {
        Finished::Written(None) => None,
        Finished::Written(Some(mark)) => {
            response.extensions_mut().insert(mark);
            None
        }
        Finished::Stacked => Some(unshared_explanation()),
    }
}
