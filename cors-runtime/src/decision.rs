//! The decision, with `http`'s types.

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
use crate::headers::RequestHeaders;
use crate::policy::{Applied, Templates};
use crate::response::Existing;
use crate::{Policy, ResponseHeaders};

/// What a policy says of one request, and which headers follow from it.
///
/// A value: made by [`Policy::evaluate`], it can be asked, printed and applied, and changes
/// nothing by itself. `Debug` prints the policy, the kind of request, its origin and the refusal, and
/// nothing else of the request: no cookie and no token.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    policy: &'a Policy,
    evaluated: Evaluated<'a, RequestHeaders<'a>>,
}

impl<'a> Decision<'a> {
    #[inline]
    pub(crate) fn new(policy: &'a Policy, method: &Method, headers: &'a HeaderMap) -> Self {
        let applied = Applied::around(policy.data());
        let headers = RequestHeaders::new(headers);
        Self { policy, evaluated: Evaluated::new(applied, method.as_str(), headers) }
    }

    /// What kind of request it is: no CORS request, an actual one, or a preflight.
    #[must_use]
    pub fn kind(&self) -> RequestKind<'a> {
        self.evaluated.decision.kind
    }

    /// The status of the answer, where the policy answers instead of the handler.
    ///
    /// `None` for everything but a preflight: the handler runs, whoever asks.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.evaluated.status()
    }

    /// Why the request is refused, if it is: a value to match on, and a sentence to act on.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal<'a>> {
        let Evaluated { applied, decision, .. } = self.evaluated;
        decision.refusal.map(|reason| Refusal::new(applied.table(), None, reason))
    }

    /// Puts the CORS protocol's headers on a response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or removed where the
    /// policy sends none; `Vary` is merged. A map that has no room for them is left without any,
    /// so that no page can read the response.
    pub fn apply_to(&self, response: &mut HeaderMap) {
        self.evaluated.write(Existing::of(response), response);
    }

    /// What must be known of an actual request to finish its response later, when the request
    /// itself is gone.
    #[must_use]
    #[inline]
    pub fn response_headers(&self) -> ResponseHeaders {
        ResponseHeaders(self.evaluated.pending(self.policy.base().clone()))
    }

    /// The CORS protocol's headers in a map of their own: those that
    /// [`apply_to`](Self::apply_to) puts into an empty one.
    ///
    /// The answers to preflights are made faster: where two differ in the origin alone, a map that
    /// was made once is cloned.
    #[must_use]
    pub fn to_headers(&self) -> HeaderMap {
        self.evaluated.answer_headers()
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
        let RequestKind::Preflight { .. } = self.decision.kind else { return self.made_anew() };
        let PolicyTable { allow_methods, allow_headers, .. } = self.applied.table();
        let mirrors = matches!(allow_methods, AllowMethods::Mirror)
            || matches!(allow_headers, AllowHeaders::Mirror);
        let is_allowed = self.decision.origin_is_allowed();
        if mirrors && is_allowed {
            return self.made_anew();
        }
        let Templates { granted, refused } = &self.applied.policy.templates;
        let template = if is_allowed { granted } else { refused };
        let mut headers = template
            .get_or_init(|| {
                // Without what is mounted, which differs by path.
                let applied = Applied::around(self.applied.policy);
                let mut template = Self { applied, ..*self }.made_anew();
                // The value that is there holds on to the buffer of a whole request.
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

    /// Replaces what the path determines: a template is of the policy alone.
    fn put_mounted(&self, mounted: &Mounted, headers: &mut HeaderMap) {
        let mut put = |name, value| {
            // A template has the names already, or room for a few more.
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
        // Origin, credentials, methods, headers, maximum age, `Vary`. Lines that are mirrored are of
        // one name, and the map keeps them apart from its names.
        const NAMES: usize = 6;
        let mut headers = HeaderMap::try_with_capacity(NAMES).unwrap_or_default();
        self.write(Existing::NOTHING, &mut headers);
        headers
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.evaluated.fmt(f)
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
