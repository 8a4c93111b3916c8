//! One request under a policy, for frameworks whose middleware calls the handler as an async function.
//!
//! ```text
//! begin ──> Answered                          a preflight, or a request with two policies
//!     └───> Handling ── enter(handler) ──> finish(response)
//! ```
//!
//! An adapter provides a [`RequestView`] and a [`ResponseHeaderMap`], and does what the result says.

#[cfg(any(feature = "poem", feature = "salvo"))]
pub(crate) mod http;

#[cfg(any(feature = "poem", feature = "salvo"))]
mod inside;

#[cfg(any(feature = "poem", feature = "salvo"))]
use std::future::Future;

use cors_tables::guard::GuardedRequest;
use cors_tables::request::HeaderList;
#[cfg(any(feature = "poem", feature = "salvo"))]
use inside::Inside;

use crate::Target;
use crate::evaluated::Evaluated;
use crate::events::{self, EventContext, RequestLine};
use crate::guard::{GuardRefusal, OptionalGuard};
use crate::policy::{PolicyHandle, PolicySource};
use crate::response::{Existing, Finished, PendingHeaders, RequestValues, ResponseHeaderMap};
use crate::stacked::{Around, MarkedBy, PolicyScope, Stacked};

/// What the decision reads of a framework's request.
pub(crate) trait RequestView {
    /// The type of header values.
    type Value;

    /// The view of its headers.
    type Headers<'r>: HeaderList<'r> + RequestValues<Value = Self::Value>
    where
        Self: 'r;

    /// Its method.
    fn method(&self) -> &str;

    /// The parts by which a policy may be chosen.
    fn target(&self) -> Target<'_>;

    /// Its headers.
    fn headers(&self) -> Self::Headers<'_>;

    /// The first line of `Origin`, in the memory in which it stays while the request is handled.
    fn first_origin(&self) -> Option<&[u8]>;

    /// Whether the browser marks the page as same-origin.
    fn is_same_origin(&self) -> bool;

    /// What a guard reads of it.
    fn guarded(&self) -> GuardedRequest<'_>;

    /// What events include of it.
    fn line(&self) -> RequestLine<'_> {
        RequestLine { method: self.method(), path: self.target().path() }
    }
}

/// Why the guard refuses a request, if it does. The refusal is logged.
pub(crate) fn refusal<'r>(
    guard: &impl OptionalGuard,
    request: &'r impl RequestView,
) -> Option<GuardRefusal<'r>> {
    let refusal = guard.refusal(|| (request.guarded(), request.target()))?;
    events::log_guarded(&refusal, request.line());
    Some(refusal)
}

/// What happens with a request.
pub(crate) enum Begun<V, H> {
    /// The policy answers the preflight, with this status and without a body.
    Preflight(u16),
    /// Two policies apply: the answer is 500, with [`EXPLANATION`](crate::stacked::EXPLANATION).
    Stacked,
    /// The handler runs.
    Handled(Handling<V, H>),
}

/// Decides on a request. The headers of an answer to a preflight are put on `response`.
pub(crate) fn begin<P: PolicySource, R: RequestView, M>(
    source: &P,
    request: &R,
    response: &mut M,
) -> Begun<R::Value, P::Handle>
where
    M: ResponseHeaderMap<Value = R::Value>,
{
    source.with(
        || request.target(),
        |selected| {
            let headers = request.headers();
            let is_options = request.method() == "OPTIONS";
            let evaluated = Evaluated::new(selected.policy, None, is_options, headers);
            let decided = evaluated.events(|| request.line());
            if let Some(status) = evaluated.decision.status() {
                decided.log();
                evaluated.write(Existing::of(response), response);
                return Begun::Preflight(status);
            }
            let Some(origin) = request.first_origin() else {
                decided.log();
                let policy = selected.handle.clone();
                let storage_access = evaluated.storage_access();
                let context = EventContext::NONE;
                let headers =
                    PendingHeaders::of_service(policy, false, storage_access, None, None, context);
                return Begun::Handled(Handling { scope: None, headers, decided: None });
            };
            let scope = PolicyScope::new(selected.mark(false), origin);
            let (mark, has_others) = match scope.around() {
                Around::Nothing(mark) => (mark, mark.is_some()),
                Around::AnotherRequest => (None, true),
                Around::Policy(outer) => {
                    decided.discard();
                    events::log_stacked(&Stacked::new(outer, scope.mark()), request.line());
                    return Begun::Stacked;
                }
            };
            let is_same_origin = || request.is_same_origin();
            let context =
                EventContext::new(evaluated.decision, || request.line(), headers, is_same_origin);
            let (policy, is_allowed) = (selected.handle.clone(), evaluated.is_allowed_by_a_set());
            let storage_access = evaluated.storage_access();
            let origin = || headers.origin_value();
            let origin = PendingHeaders::kept_origin(&policy, is_allowed, has_others, origin);
            let headers = PendingHeaders::of_service(
                policy,
                is_allowed,
                storage_access,
                origin,
                mark,
                context,
            );
            Begun::Handled(Handling { scope: Some(scope), headers, decided: Some(decided) })
        },
    )
}

/// A request while its handler runs.
pub(crate) struct Handling<V, H> {
    /// The scope of a request with `Origin`.
    scope: Option<PolicyScope>,
    headers: PendingHeaders<V, H>,
    decided: Option<events::Pending>,
}

impl<V, H: PolicyHandle> Handling<V, H> {
    /// The handler's future, inside of the policy's scope. (rocket's handlers are called elsewhere.)
    #[cfg(any(feature = "poem", feature = "salvo"))]
    pub(crate) fn enter<F: Future>(&self, handler: F) -> Inside<F> {
        Inside::new(self.scope, handler)
    }

    /// Puts the headers on the response, unless another policy has handled it.
    pub(crate) fn finish<M: ResponseHeaderMap<Value = V>>(
        mut self,
        extension: Option<MarkedBy>,
        status: u16,
        response: &mut M,
    ) -> Finished {
        let decided = self.decided.take();
        self.headers.finish(self.scope, decided, extension, status, response)
    }
}
