//! What an actual response gets, kept while the handler runs.

use std::fmt;

use cors_tables::answer::Answer;
use cors_tables::refusal::Escaped;

use super::existing::Existing;
use super::map::ResponseHeaderMap;
use super::writer::Writer;
use crate::Policy;
use crate::events::EventContext;
use crate::stacked::Mark;
#[cfg(any(feature = "actix-web", feature = "tower"))]
use crate::stacked::{MarkedBy, Stacked};

/// What the response to an actual request gets when the request itself is gone.
#[derive(Clone)]
pub(crate) struct PendingHeaders<V> {
    policy: Policy,
    /// Whether the policy allows the origin: then the response is shared with it.
    is_allowed: bool,
    /// The value of `Origin`, if the policy allows it by a set. In a program with several policies a service
    /// holds every value of `Origin` while the request is inside, so that its memory is not used again: a
    /// passage is known by it.
    origin: Option<V>,
    /// What the response is marked with, where a service of this library handles it.
    mark: Option<&'static Mark>,
    context: EventContext,
}

/// Prints the policy, and the origin that may read the response.
impl<V: AsRef<[u8]>> fmt::Debug for PendingHeaders<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.as_ref().filter(|_| self.is_allowed);
        let origin = origin.map(|origin| Escaped(origin.as_ref()));
        f.debug_struct("ResponseHeaders")
            .field("policy", &self.policy.label())
            .field("origin", &origin)
            .finish()
    }
}

impl<V> PendingHeaders<V> {
    /// `origin` is the value of `Origin`, if the policy allows it by a set.
    #[inline]
    pub(crate) fn new(policy: Policy, origin: Option<V>) -> Self {
        let is_allowed = origin.is_some();
        Self { policy, is_allowed, origin, mark: None, context: EventContext::NONE }
    }

    /// The same of a service: the response is marked, and events about it name its request.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[inline]
    pub(crate) fn of_service(
        policy: Policy,
        is_allowed: bool,
        origin: Option<V>,
        mark: Option<&'static Mark>,
        context: EventContext,
    ) -> Self {
        Self { policy, is_allowed, origin, mark, context }
    }

    /// Logs that a response of this request shows another policy.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    pub(crate) fn log_stacked(&self, stacked: Stacked) {
        self.context.log_stacked(stacked);
    }

    /// Writes the headers, and returns whether one of them carries the mark.
    #[inline]
    pub(crate) fn write<M>(&mut self, existing: Existing, response: &mut M) -> bool
    where
        M: ResponseHeaderMap<Value = V>,
    {
        let Self { policy, is_allowed, mark, ref context, .. } = *self;
        let answer = Answer::actual(policy.table(), is_allowed);
        Writer { policy, answer, mark, context }.write(existing, self.origin.take(), response)
    }

    /// The same for a service, which also logs which headers of the response pages cannot read. Returns the
    /// extension that the response must have where none of its headers carries the mark.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[inline]
    pub(crate) fn finish<M>(
        &mut self,
        existing: Existing,
        status: u16,
        response: &mut M,
    ) -> Option<MarkedBy>
    where
        M: ResponseHeaderMap<Value = V>,
    {
        self.context.log_unreadable(self.policy, status, response.names());
        let is_marked = self.write(existing, response);
        (self.mark.is_some() && !is_marked).then_some(MarkedBy(self.policy))
    }
}
