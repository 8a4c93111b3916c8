//! The decision, with the types of `http`.

use std::fmt;

use cors_tables::answer::Value;
use cors_tables::policy::{AllowHeaders, AllowMethods, Mounted, PolicyTable};
use cors_tables::refusal::Refusal;
use cors_tables::request::RequestKind;
use http::header::{
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::evaluated::Evaluated;
use crate::events::RequestLine;
use crate::headers::RequestHeaders;
use crate::policy::{Applied, Templates};
use crate::response::Existing;
use crate::{Policy, ResponseHeaders};

/// A policy's decision on one request, and the headers that follow from it.
///
/// It is a value, returned by [`Policy::evaluate`], that can be inspected, printed and applied. `Debug`
/// prints the policy, the kind of request, its origin and the refusal, but no other part of the request: no
/// cookie and no token.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    policy: &'a Policy,
    headers: RequestHeaders<'a>,
    decision: cors_tables::Decision,
}

impl<'a> Decision<'a> {
    #[inline]
    pub(crate) fn new(policy: &'a Policy, method: &Method, headers: &'a HeaderMap) -> Self {
        let headers = RequestHeaders::new(headers);
        let is_options = method == Method::OPTIONS;
        let Evaluated { decision, .. } =
            Evaluated::new(policy.policy_ref(), None, is_options, headers);
        Self { policy, headers, decision }
    }

    fn evaluated(&self) -> Evaluated<'a, RequestHeaders<'a>> {
        let Self { policy, headers, decision } = *self;
        Evaluated { applied: Applied::around(policy.data()), headers, decision }
    }

    /// Logs the decision on a request with this first line.
    pub(crate) fn log(&self, line: impl FnOnce() -> RequestLine<'a>) {
        self.evaluated().events(line).log();
    }

    /// The kind of request: not a CORS request, an actual request, or a preflight.
    #[must_use]
    pub fn kind(&self) -> RequestKind<'a> {
        self.decision.kind(self.headers)
    }

    /// The status of the answer, if the policy answers instead of the handler.
    ///
    /// `None` unless the request is a preflight: the handler runs, regardless of the origin.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.evaluated().status()
    }

    /// The reason why the request is refused, if it is, as a value that can be matched and as a sentence.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal<'a>> {
        let policy = &self.policy.data().table;
        let reason = self.decision.reason(policy, self.headers)?;
        Some(Refusal::new(policy, None, reason))
    }

    /// Puts the CORS protocol's headers on a response.
    ///
    /// Existing `Access-Control-*` headers are replaced, or removed if the policy sends none; `Vary` is
    /// merged. If the map has no room for the headers, it gets none of them, so that no page can read the
    /// response.
    pub fn apply_to(&self, response: &mut HeaderMap) {
        self.evaluated().write(Existing::of(response), response);
    }

    /// The headers for the response to an actual request, to be written later, when the request no longer
    /// exists.
    #[must_use]
    #[inline]
    pub fn response_headers(&self) -> ResponseHeaders {
        ResponseHeaders(self.evaluated().pending(self.policy.base().clone()))
    }

    /// The CORS protocol's headers in a new map: those that [`apply_to`](Self::apply_to) puts into an empty
    /// one.
    ///
    /// Answers to preflights are optimised: if two answers differ only in the origin, a cached map is
    /// cloned.
    #[must_use]
    pub fn to_headers(&self) -> HeaderMap {
        self.evaluated().answer_headers()
    }
}

impl Evaluated<'_, RequestHeaders<'_>> {
    /// The status of the answer to a preflight.
    #[inline]
    pub(crate) fn status(&self) -> Option<StatusCode> {
        match self.decision.status()? {
            403 => Some(StatusCode::FORBIDDEN),
            _ => Some(StatusCode::NO_CONTENT),
        }
    }

    /// See [`Decision::to_headers`].
    pub(crate) fn answer_headers(&self) -> HeaderMap {
        if !self.decision.is_preflight() {
            return self.made_anew();
        }
        let PolicyTable { allow_methods, allow_headers, .. } = self.applied.table();
        let mirrors = matches!(allow_methods, AllowMethods::Mirror)
            || matches!(allow_headers, AllowHeaders::Mirror | AllowHeaders::Families(_));
        let is_allowed = self.decision.origin_is_allowed();
        if mirrors && is_allowed {
            return self.made_anew();
        }
        let Templates { granted, refused } = &self.applied.policy.templates;
        let template = if is_allowed { granted } else { refused };
        let mut headers = template
            .get_or_init(|| {
                // Without the mounted methods, which differ by path.
                let applied = Applied::around(self.applied.policy);
                let mut template = Self { applied, ..*self }.made_anew();
                // The value in the request keeps the buffer of the whole request alive.
                put_origin(&mut template, HeaderValue::from_static(""));
                template
            })
            .clone();
        if let Some(mounted) = self.applied.overlay() {
            self.put_mounted(mounted, &mut headers);
        }
        if let Some(origin) = self.allowed_origin() {
            put_origin(&mut headers, origin);
        }
        headers
    }

    /// Replaces what depends on the path: a template depends only on the policy.
    fn put_mounted(&self, mounted: &Mounted, headers: &mut HeaderMap) {
        let mut put = |name, value| {
            // A template has these names already, or room for a few more.
            let _ = headers.try_insert(name, HeaderValue::from_static(value));
        };
        let answer = self.answer();
        if let Some(names) = answer.vary.value() {
            put(VARY, names);
        }
        if answer.allow_methods != Value::Absent {
            put(ACCESS_CONTROL_ALLOW_METHODS, mounted.methods.value());
        }
        if answer.max_age && !mounted.may_be_remembered {
            put(ACCESS_CONTROL_MAX_AGE, Mounted::NOT_REMEMBERED);
        }
    }

    fn made_anew(&self) -> HeaderMap {
        // Origin, credentials, methods, headers, maximum age, `Vary`. Mirrored lines all have one
        // name, and the map stores additional values separately.
        const NAMES: usize = 6;
        let mut headers = HeaderMap::try_with_capacity(NAMES).unwrap_or_default();
        self.write(Existing::NOTHING, &mut headers);
        headers
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.evaluated().fmt(f)
    }
}

/// Replaces the origin by another; `*` is the same for every origin and is kept.
fn put_origin(headers: &mut HeaderMap, origin: HeaderValue) {
    if let Some(value) = headers.get_mut(ACCESS_CONTROL_ALLOW_ORIGIN).filter(|value| *value != "*")
    {
        // Inserting would first make room for one more, and allocate.
        *value = origin;
    }
}
