//! The decision, with `http`'s types.

use cors_core::answer::{Answer, Value};
use cors_core::refusal::Refusal;
use cors_core::request::{RequestKind, classify};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
};
use http::{HeaderMap, Method, StatusCode};

use crate::headers::RequestHeaders;
use crate::{Policy, ResponseHeaders};

/// What a policy says of one request, and which headers follow from it.
///
/// A value: made by [`Policy::evaluate`], it can be asked, printed and applied, and changes
/// nothing by itself.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    policy: Policy,
    headers: RequestHeaders<'a>,
    decision: cors_core::Decision<'a>,
}

impl<'a> Decision<'a> {
    pub(crate) fn new(policy: Policy, method: &Method, headers: &'a HeaderMap) -> Self {
        let headers = RequestHeaders::new(headers);
        let kind = classify(method.as_str().as_bytes(), headers);
        let decision = cors_core::decide(policy.table(), kind, headers);
        Self { policy, headers, decision }
    }

    /// Which headers follow from it: worked out when they are asked for.
    fn answer(&self) -> Answer {
        Answer::new(self.policy.table(), &self.decision)
    }

    /// The decision without `http`'s types.
    #[cfg(feature = "tower")]
    pub(crate) fn core(&self) -> &cors_core::Decision<'a> {
        &self.decision
    }

    /// What kind of request it is: no CORS request, an actual one, or a preflight.
    #[must_use]
    pub fn kind(&self) -> RequestKind<'a> {
        self.decision.kind
    }

    /// The status of the answer, where the policy answers instead of the handler.
    ///
    /// `None` for everything but a preflight: the handler runs, whoever asks.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.decision.status()? {
            403 => Some(StatusCode::FORBIDDEN),
            _ => Some(StatusCode::NO_CONTENT),
        }
    }

    /// Why the request is refused, if it is: a value to match on, and a sentence to act on.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal<'a>> {
        self.decision.refusal.map(|reason| Refusal::new(self.policy.table(), reason))
    }

    /// Puts the CORS protocol's headers on a response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged.
    pub fn apply_to(&self, response: &mut HeaderMap) {
        let answer = self.answer();
        self.response_headers_of(answer).apply_to(response);
        let RequestKind::Preflight { .. } = self.decision.kind else { return };
        let values = self.policy.values();
        match answer.allow_methods {
            Value::Absent => {}
            Value::Constant => put(response, ACCESS_CONTROL_ALLOW_METHODS, &values.allow_methods),
            Value::Request => {
                let asked = self.headers.lines(ACCESS_CONTROL_REQUEST_METHOD).next();
                put(response, ACCESS_CONTROL_ALLOW_METHODS, &asked.cloned());
            }
        }
        match answer.allow_headers {
            Value::Absent => {}
            Value::Constant => put(response, ACCESS_CONTROL_ALLOW_HEADERS, &values.allow_headers),
            Value::Request => {
                for line in self.headers.lines(ACCESS_CONTROL_REQUEST_HEADERS) {
                    response.append(ACCESS_CONTROL_ALLOW_HEADERS, line.clone());
                }
            }
        }
        if answer.max_age {
            put(response, ACCESS_CONTROL_MAX_AGE, &values.max_age);
        }
    }

    /// What must be known of an actual request to finish its response later, when the request
    /// itself is gone.
    #[must_use]
    pub fn response_headers(&self) -> ResponseHeaders {
        self.response_headers_of(self.answer())
    }

    fn response_headers_of(&self, answer: Answer) -> ResponseHeaders {
        let origin = match answer.allow_origin {
            Value::Request => self.headers.first_origin().cloned(),
            Value::Absent | Value::Constant => None,
        };
        ResponseHeaders::new(self.policy, answer, origin)
    }

    /// How many header lines [`apply_to`](Self::apply_to) puts on an empty response at most: the
    /// capacity with which to make its header map.
    #[must_use]
    pub fn line_count(&self) -> usize {
        const OTHERS: usize = 6;
        match self.answer().allow_headers {
            Value::Request => {
                self.headers.lines(ACCESS_CONTROL_REQUEST_HEADERS).count().saturating_add(OTHERS)
            }
            Value::Absent | Value::Constant => OTHERS,
        }
    }
}

fn put(response: &mut HeaderMap, name: http::HeaderName, value: &Option<http::HeaderValue>) {
    if let Some(value) = value {
        response.insert(name, value.clone());
    }
}
