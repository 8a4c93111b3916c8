//! The decision, with `http`'s types.

use std::fmt;

use cors_tables::answer::{Answer, Value};
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, PolicyTable};
use cors_tables::refusal::Refusal;
use cors_tables::request::{RequestKind, classify};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    MaxSizeReached,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::events::EventContext;
use crate::headers::RequestHeaders;
use crate::policy::Templates;
use crate::response::{Already, share, without_room};
#[cfg(feature = "tower")]
use crate::stacked::Mark;
use crate::summary::Summary;
use crate::{Policy, ResponseHeaders};

/// What a policy says of one request, and which headers follow from it.
///
/// A value: made by [`Policy::evaluate`], it can be asked, printed and applied, and changes
/// nothing by itself. `Debug` prints the policy, the kind of request, its origin and the refusal, and
/// nothing else of the request: no cookie and no token.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    policy: Policy,
    headers: RequestHeaders<'a>,
    decision: cors_tables::Decision<'a>,
}

impl<'a> Decision<'a> {
    pub(crate) fn new(policy: Policy, method: &Method, headers: &'a HeaderMap) -> Self {
        let headers = RequestHeaders::new(headers);
        let kind = classify(method.as_str().as_bytes(), headers);
        let decision = cors_tables::decide(policy.table(), kind, headers);
        Self { policy, headers, decision }
    }

    /// Which headers follow from it: worked out when they are asked for.
    fn answer(&self) -> Answer {
        Answer::new(self.policy.table(), &self.decision)
    }

    /// The decision without `http`'s types.
    #[cfg(feature = "tower")]
    pub(crate) fn core(&self) -> &cors_tables::Decision<'a> {
        &self.decision
    }

    /// The request's headers, as the decision reads them.
    #[cfg(feature = "tower")]
    pub(crate) fn headers(&self) -> RequestHeaders<'a> {
        self.headers
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
    /// policy sends none; `Vary` is merged. A map that has no room for them is left without any,
    /// so that no page can read the response.
    pub fn apply_to(&self, response: &mut HeaderMap) {
        let answer = self.answer();
        if self.put(answer, response).is_err() {
            without_room(self.policy, answer, &EventContext::NONE, response);
        }
    }

    fn put(&self, answer: Answer, response: &mut HeaderMap) -> Result<(), MaxSizeReached> {
        let already = Already::in_headers(response);
        let (origin, context) = (self.allowed_origin(), &EventContext::NONE);
        share(self.policy, answer, origin, None, already, context, response)?;
        let RequestKind::Preflight { .. } = self.decision.kind else { return Ok(()) };
        let values = self.policy.values();
        let methods = match answer.allow_methods {
            Value::Absent => None,
            Value::Constant => values.allow_methods.as_ref(),
            Value::Request => self.headers.lines(ACCESS_CONTROL_REQUEST_METHOD).next(),
        };
        if let Some(methods) = methods {
            response.try_insert(ACCESS_CONTROL_ALLOW_METHODS, methods.clone())?;
        }
        match answer.allow_headers {
            Value::Absent => {}
            Value::Constant => {
                if let Some(names) = &values.allow_headers {
                    response.try_insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone())?;
                }
            }
            Value::Request => {
                for line in self.headers.lines(ACCESS_CONTROL_REQUEST_HEADERS) {
                    response.try_append(ACCESS_CONTROL_ALLOW_HEADERS, line.clone())?;
                }
            }
        }
        if answer.max_age
            && let Some(max_age) = &values.max_age
        {
            response.try_insert(ACCESS_CONTROL_MAX_AGE, max_age.clone())?;
        }
        Ok(())
    }

    /// What must be known of an actual request to finish its response later, when the request
    /// itself is gone.
    #[must_use]
    #[inline]
    pub fn response_headers(&self) -> ResponseHeaders {
        ResponseHeaders::new(self.policy, self.allowed_origin())
    }

    /// The same for a service, where the request has this value of `Origin`: the response is marked, and
    /// events about it name its request. `has_others` is whether the program has met other policies.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn response_headers_of_service(
        &self,
        origin: &HeaderValue,
        has_others: bool,
        mark: Option<&'static Mark>,
        context: EventContext,
    ) -> ResponseHeaders {
        let is_allowed = match &self.policy.table().allow_origins {
            AllowOrigins::Set { .. } => self.decision.origin_is_allowed(),
            AllowOrigins::Any => false,
        };
        let origin = (is_allowed || has_others).then(|| origin.clone());
        ResponseHeaders::of_service(self.policy, is_allowed, origin, mark, context)
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

    /// The CORS protocol's headers in a map of their own: those that
    /// [`apply_to`](Self::apply_to) puts into an empty one.
    ///
    /// The answers to preflights are made faster: where two differ in the origin alone, a map that
    /// was made once is cloned.
    #[must_use]
    pub fn to_headers(&self) -> HeaderMap {
        let RequestKind::Preflight { .. } = self.decision.kind else { return self.made_anew() };
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
        // Origin, credentials, methods, headers, maximum age, `Vary`. Lines that are mirrored are of
        // one name, and the map keeps them apart from its names.
        const NAMES: usize = 6;
        let mut headers = HeaderMap::try_with_capacity(NAMES).unwrap_or_default();
        self.apply_to(&mut headers);
        headers
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Summary::new(self.policy, &self.decision).debug("Decision", f)
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
