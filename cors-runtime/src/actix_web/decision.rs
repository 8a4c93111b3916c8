//! The decision, with actix's types.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::dev::RequestHead;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, HeaderMap,
    HeaderName, HeaderValue,
};
use cors_tables::answer::{Answer, Value};
use cors_tables::request::classify;

use super::request::{RequestHeaders, is_same_origin};
use super::response::ResponseHeaders;
use crate::events::{EventContext, RequestLine};
use crate::summary::Summary;
use crate::{Policy, events};

/// What events say of a request.
pub(super) fn request_line(request: &RequestHead) -> RequestLine<'_> {
    RequestLine { method: request.method.as_str(), path: request.uri.path() }
}

/// What a policy says of one request.
#[derive(Clone, Copy)]
pub(super) struct Decision<'r> {
    policy: Policy,
    request: &'r RequestHead,
    headers: RequestHeaders<'r>,
    decision: cors_tables::Decision<'r>,
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Summary::new(self.policy, &self.decision).debug("Decision", f)
    }
}

impl<'r> Decision<'r> {
    /// Decides on a request.
    #[inline]
    pub(super) fn new(policy: Policy, request: &'r RequestHead) -> Self {
        let headers = RequestHeaders::new(request.headers());
        let kind = classify(request.method.as_str().as_bytes(), headers);
        let decision = cors_tables::decide(policy.table(), kind, headers);
        Self { policy, request, headers, decision }
    }

    /// The value of the request's `Origin`, of the first line if there are several.
    pub(super) fn origin(&self) -> Option<&'r HeaderValue> {
        self.headers.first_origin()
    }

    /// The event of this decision.
    pub(super) fn event(&self) -> events::Pending {
        let line = request_line(self.request);
        events::Pending::new(self.policy, &self.decision, line, self.headers)
    }

    /// The answer to a preflight; `None` for everything else: the handler runs, whoever asks.
    #[inline]
    pub(super) fn preflight_response(&self) -> Option<HttpResponse> {
        let status = match self.decision.status()? {
            403 => StatusCode::FORBIDDEN,
            _ => StatusCode::NO_CONTENT,
        };
        self.event().log();
        let mut response = HttpResponse::new(status);
        let answer = self.answer();
        self.response_headers_of(answer).put_on(response.headers_mut());
        self.put_grants(answer, response.headers_mut());
        Some(response)
    }

    /// What an actual request's response gets, when the request itself is gone.
    #[inline]
    pub(super) fn response_headers(&self) -> ResponseHeaders {
        let is_same_origin = || is_same_origin(self.request.headers());
        let context = EventContext::new(&self.decision, request_line(self.request), is_same_origin);
        ResponseHeaders { context, ..self.response_headers_of(self.answer()) }
    }

    #[inline]
    fn answer(&self) -> Answer {
        Answer::new(self.policy.table(), &self.decision)
    }

    #[inline]
    fn response_headers_of(&self, answer: Answer) -> ResponseHeaders {
        let origin = match answer.allow_origin {
            Value::Request => self.headers.first_origin().cloned(),
            Value::Absent | Value::Constant => None,
        };
        let context = EventContext::NONE;
        ResponseHeaders { policy: self.policy, answer, origin, mark: None, context }
    }

    /// Puts the headers that only a preflight reads.
    fn put_grants(&self, answer: Answer, response: &mut HeaderMap) {
        let values = self.policy.actix_values();
        let mut put = |name: HeaderName, value: Option<&HeaderValue>| {
            if let Some(value) = value {
                response.append(name, value.clone());
            }
        };
        put(
            ACCESS_CONTROL_ALLOW_METHODS,
            match answer.allow_methods {
                Value::Absent => None,
                Value::Constant => values.allow_methods.as_ref(),
                Value::Request => self.headers.first_method(),
            },
        );
        put(ACCESS_CONTROL_MAX_AGE, values.max_age.as_ref().filter(|_| answer.max_age));
        match answer.allow_headers {
            Value::Absent => {}
            Value::Constant => put(ACCESS_CONTROL_ALLOW_HEADERS, values.allow_headers.as_ref()),
            Value::Request => {
                for line in self.headers.lists() {
                    response.append(ACCESS_CONTROL_ALLOW_HEADERS, line.clone());
                }
            }
        }
    }
}
