//! The decision, with actix's types.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::dev::RequestHead;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, HeaderName,
    HeaderValue,
};
use cors_core::answer::{Answer, Value};
use cors_core::request::classify;

use super::request::RequestHeaders;
use super::response::ResponseHeaders;
use super::values::HeaderValues;
use crate::Policy;

/// What a policy says of one request, and which headers follow from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision<'r> {
    policy: Policy,
    headers: RequestHeaders<'r>,
    decision: cors_core::Decision<'r>,
    answer: Answer,
}

impl<'r> Decision<'r> {
    pub(super) fn new(policy: Policy, request: &'r RequestHead) -> Self {
        let headers = RequestHeaders::new(request.headers());
        let kind = classify(request.method.as_str().as_bytes(), headers);
        let decision = cors_core::decide(policy.table(), kind, headers);
        Self { policy, headers, decision, answer: Answer::new(policy.table(), &decision) }
    }

    /// The decision, for the events.
    pub(super) fn core(&self) -> &cors_core::Decision<'r> {
        &self.decision
    }

    /// The bytes of the request's `Origin`, of the first line if there are several.
    pub(super) fn origin(&self) -> Option<&'r [u8]> {
        self.headers.first_origin().map(HeaderValue::as_bytes)
    }

    /// What an actual request's response gets, when the request itself is gone.
    pub(super) fn response_headers(&self, values: &HeaderValues) -> ResponseHeaders {
        let allow_origin = match self.answer.allow_origin {
            Value::Absent => None,
            Value::Constant => Some(HeaderValue::from_static("*")),
            Value::Request => self.headers.first_origin().cloned(),
        };
        let exposed = values.expose_headers.as_ref().filter(|_| self.answer.expose_headers);
        ResponseHeaders {
            policy: self.policy,
            allow_origin,
            allow_credentials: self.answer.allow_credentials,
            expose_headers: exposed.cloned(),
            vary: self.answer.vary,
        }
    }

    /// The answer to a preflight; `None` for everything else: the handler runs, whoever asks.
    pub(super) fn preflight_response(
        &self,
        values: &HeaderValues,
    ) -> Option<HttpResponse<BoxBody>> {
        let status = match self.decision.status()? {
            403 => StatusCode::FORBIDDEN,
            _ => StatusCode::NO_CONTENT,
        };
        let mut response = HttpResponse::new(status);
        let headers = response.headers_mut();
        self.response_headers(values).put_on(headers);
        let mut put = |name: HeaderName, value: Option<&HeaderValue>| {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        };
        put(
            ACCESS_CONTROL_ALLOW_METHODS,
            match self.answer.allow_methods {
                Value::Absent => None,
                Value::Constant => values.allow_methods.as_ref(),
                Value::Request => self.headers.first_method(),
            },
        );
        put(ACCESS_CONTROL_MAX_AGE, values.max_age.as_ref().filter(|_| self.answer.max_age));
        match self.answer.allow_headers {
            Value::Absent => {}
            Value::Constant => put(ACCESS_CONTROL_ALLOW_HEADERS, values.allow_headers.as_ref()),
            Value::Request => {
                for line in self.headers.lists() {
                    headers.append(ACCESS_CONTROL_ALLOW_HEADERS, line.clone());
                }
            }
        }
        Some(response)
    }
}
