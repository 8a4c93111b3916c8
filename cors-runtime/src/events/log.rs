//! The events.

use cors_tables::escaped::Escaped;
use cors_tables::request::HeaderList;
#[cfg(feature = "__service")]
use cors_tables::request::RequestKind;
use cors_tables::stored::Text;

#[cfg(feature = "__service")]
use crate::events::unreadable;
use crate::events::{RequestLine, TARGET, half_preflight};
#[cfg(feature = "__service")]
use crate::guard::GuardRefusal;
use crate::policy::Applied;
#[cfg(any(feature = "__service", feature = "toml"))]
use crate::policy::PolicyData;
#[cfg(feature = "__service")]
use crate::stacked::Stacked;
use crate::summary::Summary;

/// The details of a request for events about its response, when the request no longer exists.
///
/// It is empty, and allocates nothing, unless a subscriber is interested in level debug.
#[derive(Clone)]
pub(crate) struct EventContext(Option<Box<Facts>>);

/// A request's method, path and origin, escaped and limited in length.
#[derive(Clone)]
struct Facts {
    method: String,
    path: String,
    origin: String,
    /// Whether the response is shared with a page of another origin.
    #[cfg(feature = "__service")]
    is_shared: bool,
}

impl EventContext {
    /// The details of a response whose request is not known.
    pub(crate) const NONE: Self = Self(None);

    /// The details of an actual request; `is_same_origin` is called only if a subscriber is interested.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn new<'r>(
        decision: cors_tables::Decision,
        line: impl FnOnce() -> RequestLine<'r>,
        headers: impl HeaderList<'r>,
        is_same_origin: impl FnOnce() -> bool,
    ) -> Self {
        if !tracing::enabled!(target: TARGET, tracing::Level::DEBUG) {
            return Self::NONE;
        }
        let RequestKind::Actual { origin } = decision.kind(headers) else { return Self::NONE };
        let line = line();
        Self(Some(Box::new(Facts {
            method: Escaped(line.method.as_bytes()).to_string(),
            path: Escaped(line.path.as_bytes()).to_string(),
            origin: crate::summary::printable(origin).to_string(),
            is_shared: decision.origin_is_allowed() && !is_same_origin(),
        })))
    }

    fn field(&self, field: impl Fn(&Facts) -> &str) -> Option<tracing::field::DisplayValue<&str>> {
        self.0.as_deref().map(|facts| tracing::field::display(field(facts)))
    }

    /// Logs that two policies apply to the request, as detected in its response.
    #[cfg(feature = "__service")]
    #[cold]
    pub(crate) fn log_stacked(&self, stacked: &Stacked) {
        let (outer, inner) = (stacked.outer.value(), stacked.inner.value());
        let method = self.field(|facts| &facts.method);
        let path = self.field(|facts| &facts.path);
        tracing::error!(target: TARGET, outer, inner, method, path, "{stacked}");
    }

    /// Logs the response headers that pages cannot read but may need, once for each policy and name.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn log_unreadable<'n>(
        &self,
        policy: &PolicyData,
        status: u16,
        names: impl Iterator<Item = &'n str>,
    ) {
        let Some(facts) = self.0.as_deref().filter(|facts| facts.is_shared) else { return };
        for name in unreadable::names(policy, status, names) {
            let name = Escaped(name.as_bytes());
            tracing::debug!(
                target: TARGET,
                policy = &*policy.label,
                kind = "actual",
                method = %facts.method,
                path = %facts.path,
                origin = %facts.origin,
                header = %name,
                "pages cannot read `{name}`: it is not in `expose_headers`"
            );
        }
    }
}

/// The events of a decision, which are logged when this is dropped: with the response, when it is known
/// that no other policy applies to the request, or when the request is cancelled.
///
/// It is empty, and allocates nothing, unless a subscriber is interested in level debug.
pub(crate) struct Pending(Option<Box<Decided>>);

/// The details of the events of a decision, escaped and limited in length, because the request no longer
/// exists when they are logged.
struct Decided {
    policy: Text,
    kind: &'static str,
    method: String,
    path: String,
    origin: Option<String>,
    refusal: Option<String>,
    /// The header that an `OPTIONS` request lacks to be a preflight.
    missing: Option<&'static str>,
}

impl Pending {
    #[inline]
    pub(crate) fn new<'r>(
        applied: Applied<'r>,
        decision: cors_tables::Decision,
        line: impl FnOnce() -> RequestLine<'r>,
        headers: impl HeaderList<'r>,
    ) -> Self {
        if !tracing::enabled!(target: TARGET, tracing::Level::DEBUG) {
            return Self(None);
        }
        Self(Some(Box::new(Decided::new(applied, decision, line(), headers))))
    }

    /// Logs the events now.
    #[inline]
    pub(crate) fn log(self) {
        drop(self);
    }

    /// Logs nothing, because another event describes the result.
    #[cfg(feature = "__service")]
    pub(crate) fn discard(mut self) {
        self.0 = None;
    }
}

impl Drop for Pending {
    #[inline]
    fn drop(&mut self) {
        if let Some(decided) = self.0.take() {
            decided.log();
        }
    }
}

impl Decided {
    #[cold]
    fn new<'r>(
        applied: Applied<'r>,
        decision: cors_tables::Decision,
        line: RequestLine<'r>,
        headers: impl HeaderList<'r>,
    ) -> Self {
        let Summary { kind, origin, refusal, .. } = Summary::new(applied, decision, headers);
        Self {
            policy: applied.label(),
            kind,
            method: Escaped(line.method.as_bytes()).to_string(),
            path: Escaped(line.path.as_bytes()).to_string(),
            origin: origin.map(|origin| origin.to_string()),
            refusal: refusal.map(|refusal| refusal.to_string()),
            missing: half_preflight::missing_header(decision.kind(headers), line.method, headers),
        }
    }

    /// Logs the decision on a CORS request, and requests that look like a preflight with a missing header.
    #[cold]
    fn log(self) {
        let Self { policy, kind, method, path, origin, refusal, missing } = self;
        let policy = policy.value();
        match (&origin, refusal) {
            (Some(origin), None) => tracing::debug!(
                target: TARGET, policy, kind, %method, %path, %origin, "CORS request allowed"
            ),
            (Some(origin), Some(refusal)) => tracing::debug!(
                target: TARGET, policy, kind, %method, %path, %origin, %refusal, "CORS request refused"
            ),
            (None, _) => {}
        }
        let Some(missing) = missing else { return };
        half_preflight::log(policy, kind, (method, path), origin, missing);
    }
}

/// Logs that a response had CORS headers that its policy did not decide, and which were removed.
pub(crate) fn log_replaced(applied: Applied<'_>, context: &EventContext) {
    tracing::debug!(
        target: TARGET,
        policy = &*applied.label(),
        method = context.field(|facts| &facts.method),
        path = context.field(|facts| &facts.path),
        origin = context.field(|facts| &facts.origin),
        "the handler's `Access-Control-*` headers were replaced by those of the policy"
    );
}

/// Logs that the header map of a response had no room, so that no page can read it. `varies` is whether
/// there was room for `Vary`.
pub(crate) fn log_without_room(applied: Applied<'_>, context: &EventContext, varies: bool) {
    tracing::error!(
        target: TARGET,
        policy = &*applied.label(),
        method = context.field(|facts| &facts.method),
        path = context.field(|facts| &facts.path),
        origin = context.field(|facts| &facts.origin),
        varies,
        "the response has too many headers to add CORS headers, so pages cannot read it; send \
         fewer headers, and don't copy all request headers into a response"
    );
}

/// Logs the warnings of a policy that was read as text.
#[cfg(feature = "toml")]
pub(crate) fn log_warnings(policy: &PolicyData, warnings: &cors_compiler::toml::Report) {
    tracing::warn!(target: TARGET, policy = &*policy.label, "the policy has warnings\n{warnings}");
}

/// Logs that two policies apply to one request.
#[cfg(feature = "__service")]
pub(crate) fn log_stacked(stacked: &Stacked, line: RequestLine<'_>) {
    let (outer, inner) = (stacked.outer.value(), stacked.inner.value());
    let (method, path) = (Escaped(line.method.as_bytes()), Escaped(line.path.as_bytes()));
    tracing::error!(target: TARGET, outer, inner, %method, %path, "{stacked}");
}

/// Logs that a guard refuses a request.
#[cfg(feature = "__service")]
#[cold]
pub(crate) fn log_guarded(refusal: &GuardRefusal<'_>, line: RequestLine<'_>) {
    let (method, path) = (Escaped(line.method.as_bytes()), Escaped(line.path.as_bytes()));
    let origin = refusal.reason().origin().map(|origin| tracing::field::display(Escaped(origin)));
    tracing::debug!(
        target: TARGET, kind = "guard", %method, %path, origin, %refusal, "request refused"
    );
}
