//! The decision, with `http`'s types.

use cors_core::answer::{Answer, Value};
use cors_core::policy::{AllowHeaders, AllowMethods, AllowOrigins, PolicyTable};
use cors_core::refusal::Refusal;
use cors_core::request::{RequestKind, classify};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::headers::RequestHeaders;
use crate::policy::Templates;
use crate::response::share;
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

    /// The first line of `Origin`, where the request holds it.
    #[cfg(feature = "tower")]
    pub(crate) fn first_origin(&self) -> Option<&'a HeaderValue> {
        self.headers.first_origin()
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
        share(self.policy, answer, self.allowed_origin(), response);
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
    #[inline]
    pub fn response_headers(&self) -> ResponseHeaders {
        ResponseHeaders::new(self.policy, self.allowed_origin())
    }

    /// The value of `Origin`, if the policy allows it by a set.
    #[inline]
    fn allowed_origin(&self) -> Option<HeaderValue> {
        match &self.policy.table().allow_origins {
            AllowOrigins::Set { .. } if self.decision.origin_is_allowed() => {
                self.headers.first_origin().cloned()
            }
            AllowOrigins::Set { .. } | AllowOrigins::Any => None,
        }
    }

    /// The headers of the answer to a preflight, in a map of their own.
    ///
    /// They are those that [`apply_to`](Self::apply_to) puts into an empty map, and made faster:
    /// where two answers differ in the origin alone, a map that was made once is cloned.
    #[must_use]
    pub fn to_headers(&self) -> HeaderMap {
        let PolicyTable { allow_methods, allow_headers, .. } = self.policy.table();
        let mirrors =
            *allow_methods == AllowMethods::Mirror || *allow_headers == AllowHeaders::Mirror;
        let is_allowed = self.decision.origin_is_allowed();
        if mirrors && is_allowed {
            return self.made_anew();
        }
        let Templates { granted, refused } = self.policy.templates();
        let template = if is_allowed { granted } else { refused };
        let mut headers = template
            .get_or_init(|| {
                let mut template = self.made_anew();
                // The value that is there holds on to the buffer of a whole request.
                put_origin(&mut template, HeaderValue::from_static(""));
                template
            })
            .clone();
        if let Some(origin) = self.allowed_origin() {
            put_origin(&mut headers, origin);
        }
        headers
    }

    fn made_anew(&self) -> HeaderMap {
        // Origin, credentials, methods, headers, maximum age, `Vary`; and further lines that are mirrored.
        const LINES: usize = 6;
        let mirrored = match self.answer().allow_headers {
            Value::Request => self.headers.lines(ACCESS_CONTROL_REQUEST_HEADERS).count(),
            Value::Absent | Value::Constant => 0,
        };
        let mut headers = HeaderMap::with_capacity(mirrored.saturating_add(LINES));
        self.apply_to(&mut headers);
        headers
    }
}

/// Puts an origin in the place of another; under `*`, which is the same for everybody, it stays.
fn put_origin(headers: &mut HeaderMap, origin: HeaderValue) {
    if let Some(value) = headers.get_mut(ACCESS_CONTROL_ALLOW_ORIGIN).filter(|value| *value != "*")
    {
        // Inserting would make room for one more first, and so allocate.
        *value = origin;
    }
}

fn put(response: &mut HeaderMap, name: http::HeaderName, value: &Option<HeaderValue>) {
    if let Some(value) = value {
        response.insert(name, value.clone());
    }
}
