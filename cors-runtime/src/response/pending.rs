//! The headers for an actual response, kept while the handler runs.

use std::fmt;

use cors_tables::answer::Answer;
use cors_tables::escaped::Escaped;
use cors_tables::neighbours::StorageAccessStatus;

use super::existing::Existing;
#[cfg(feature = "__service")]
use super::map::Header;
use super::map::ResponseHeaderMap;
use super::writer::Writer;
#[cfg(feature = "__service")]
use crate::events;
use crate::events::EventContext;
use crate::policy::{Applied, PolicyHandle};
use crate::stacked::Mark;
#[cfg(feature = "__service")]
use crate::stacked::{self, EXPLANATION, MarkedBy, PolicyScope, Stacked};

/// The headers for the response to an actual request, when the request no longer exists.
#[derive(Clone)]
pub(crate) struct PendingHeaders<V, P> {
    policy: P,
    /// Whether the policy allows the origin, so that the response is shared with it.
    is_allowed: bool,
    /// The value of `Origin`, if the policy allows it by a set, and is sent back. In a program with several policies,
    /// a service keeps every value of `Origin` while the inner service handles the request, so that its
    /// memory is not reused: the value identifies a policy scope. In a program with one policy that can allow only one
    /// origin, the policy's own value is sent, which takes no counting of references.
    origin: Option<V>,
    /// The request's `Sec-Fetch-Storage-Access`, if the policy needs it.
    storage_access: Option<StorageAccessStatus>,
    /// The mark for the response, if a service of this library handles it.
    mark: Option<&'static Mark>,
    context: EventContext,
}

/// Prints the policy, and the origin that may read the response.
impl<V: AsRef<[u8]>, P: PolicyHandle> fmt::Debug for PendingHeaders<V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = || self.policy.data().values.origin.as_ref().map(AsRef::as_ref);
        let origin = self.origin.as_ref().map(AsRef::as_ref).or_else(own);
        let origin = origin.filter(|_| self.is_allowed).map(Escaped);
        f.debug_struct("ResponseHeaders")
            .field("policy", &self.policy.data().label)
            .field("origin", &origin)
            .finish()
    }
}

impl<V, P: PolicyHandle> PendingHeaders<V, P> {
    /// `origin` is the value of `Origin`, if the policy allows it by a set.
    #[inline]
    pub(crate) fn new(
        policy: P,
        origin: Option<V>,
        storage_access: Option<StorageAccessStatus>,
    ) -> Self {
        let (is_allowed, context) = (origin.is_some(), EventContext::NONE);
        Self { policy, is_allowed, origin, storage_access, mark: None, context }
    }

    /// The value of `Origin` that a service keeps. `is_allowed` is whether the policy allows it by a set, and
    /// `has_others` whether the program has other policies.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn kept_origin(
        policy: &P,
        is_allowed: bool,
        has_others: bool,
        origin: impl FnOnce() -> Option<V>,
    ) -> Option<V> {
        let has_own = policy.data().values.origin.is_some();
        if has_others || (is_allowed && !has_own) { origin() } else { None }
    }

    /// The headers of a service's response: it is marked, and events about it name its request. `origin` is the
    /// [kept](Self::kept_origin) value.
    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn of_service(
        policy: P,
        is_allowed: bool,
        storage_access: Option<StorageAccessStatus>,
        origin: Option<V>,
        mark: Option<&'static Mark>,
        context: EventContext,
    ) -> Self {
        Self { policy, is_allowed, origin, storage_access, mark, context }
    }

    /// Writes the headers, and returns whether one of them carries the mark.
    #[inline(always)]
    pub(crate) fn write<M>(&mut self, existing: Existing, response: &mut M) -> bool
    where
        M: ResponseHeaderMap<Value = V>,
    {
        let applied = Applied::around(self.policy.data());
        let answer = Answer::actual(applied.table(), self.is_allowed);
        let origin = self.origin.take();
        let Self { storage_access, mark, ref context, .. } = *self;
        Writer { applied, answer, storage_access, mark, context }.write(existing, origin, response)
    }

    /// Finishes the response of a service: writes the headers, unless another policy has handled the
    /// response already, and logs the events. `policy_scope` is that of a request with `Origin`, `decided`
    /// has the events of its decision, and `extension` is the response's extension that replaces a mark in
    /// the headers.
    #[cfg(feature = "__service")]
    #[inline(always)]
    pub(crate) fn finish<M>(
        &mut self,
        policy_scope: Option<PolicyScope>,
        decided: Option<events::Pending>,
        extension: Option<MarkedBy>,
        status: u16,
        response: &mut M,
    ) -> Finished
    where
        M: ResponseHeaderMap<Value = V>,
    {
        let existing = Existing::of(response);
        // An inner policy has taken its mark before its response arrives.
        if let Some(policy_scope) = policy_scope.filter(|_| stacked::marks_are_needed()) {
            if let Some(inner) = existing.inner_mark(policy_scope, response, extension) {
                if let Some(decided) = decided {
                    decided.discard();
                    self.context.log_stacked(&Stacked::new(policy_scope.mark(), inner));
                }
                return Finished::Stacked;
            }
            if is_explanation(status, response) {
                if let Some(decided) = decided {
                    decided.discard();
                }
            }
        }
        self.context.log_unreadable(self.policy.data(), status, response.names());
        let is_marked = self.write(existing, response);
        Finished::Written(self.mark.filter(|_| !is_marked).map(MarkedBy))
    }
}

/// The result of finishing a service's response.
#[cfg(feature = "__service")]
pub(crate) enum Finished {
    /// It has the headers. If there is an extension, none of the headers carries the mark, and the
    /// extension must be added to the response.
    #[cfg_attr(
        not(any(feature = "tower", feature = "actix-web", feature = "poem", feature = "salvo")),
        allow(dead_code, reason = "rocket's responses have no extensions")
    )]
    Written(Option<MarkedBy>),
    /// It was not changed, because another policy has handled it. It must be replaced by an explanation.
    Stacked,
}

/// Whether an inner policy has already answered that two policies apply.
#[cfg(feature = "__service")]
fn is_explanation(status: u16, response: &impl ResponseHeaderMap) -> bool {
    status == 500 && response.lines(Header::Error).any(|reason| reason == EXPLANATION.as_bytes())
}
