//! The decision on one request and what follows from it, for the header types of any framework.

use std::fmt;

use cors_tables::Decision;
use cors_tables::answer::Answer;
use cors_tables::policy::AllowOrigins;
use cors_tables::request::{HeaderList, RequestKind, classify};

use crate::Policy;
use crate::events::EventContext;
#[cfg(any(feature = "actix-web", feature = "tower"))]
use crate::events::{self, RequestLine};
use crate::response::{Existing, PendingHeaders, RequestValues, ResponseHeaderMap, Writer};
#[cfg(any(feature = "actix-web", feature = "tower"))]
use crate::stacked::Mark;
use crate::summary::Summary;

/// A policy's decision on a request, whose headers are seen through `H`.
#[derive(Clone, Copy)]
pub(crate) struct Evaluated<'r, H> {
    pub(crate) policy: Policy,
    pub(crate) headers: H,
    pub(crate) decision: Decision<'r>,
}

impl<H> fmt::Debug for Evaluated<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Summary::new(self.policy, &self.decision).debug("Decision", f)
    }
}

impl<'r, H: HeaderList<'r> + RequestValues> Evaluated<'r, H> {
    #[inline]
    pub(crate) fn new(policy: Policy, method: &str, headers: H) -> Self {
        let kind = classify(method.as_bytes(), headers);
        let decision = cors_tables::decide(policy.table(), kind, headers);
        Self { policy, headers, decision }
    }

    /// Writes the CORS headers of a response that the request gets at once.
    #[inline]
    pub(crate) fn write<M>(&self, existing: Existing, response: &mut M)
    where
        M: ResponseHeaderMap<Value = H::Value>,
    {
        let RequestKind::Preflight { .. } = self.decision.kind else {
            self.pending().write(existing, response);
            return;
        };
        let answer = Answer::new(self.policy.table(), &self.decision);
        Writer { policy: self.policy, answer, mark: None, context: &EventContext::NONE }
            .write_preflight(existing, self.headers, response);
    }

    /// What the response to an actual request gets later.
    #[inline]
    pub(crate) fn pending(&self) -> PendingHeaders<H::Value> {
        PendingHeaders::new(self.policy, self.allowed_origin())
    }

    /// The same for a service: the response is marked, and events about it name its request. `has_others` is
    /// whether the program has met other policies.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[inline]
    pub(crate) fn pending_of_service(
        &self,
        has_others: bool,
        mark: Option<&'static Mark>,
        context: EventContext,
    ) -> PendingHeaders<H::Value> {
        let is_allowed = self.is_allowed_by_a_set();
        let origin = if is_allowed || has_others { self.headers.origin_value() } else { None };
        PendingHeaders::of_service(self.policy, is_allowed, origin, mark, context)
    }

    /// The value of `Origin`, if the policy allows it by a set.
    #[inline]
    pub(crate) fn allowed_origin(&self) -> Option<H::Value> {
        if self.is_allowed_by_a_set() { self.headers.origin_value() } else { None }
    }

    #[inline]
    fn is_allowed_by_a_set(&self) -> bool {
        match &self.policy.table().allow_origins {
            AllowOrigins::Set { .. } => self.decision.origin_is_allowed(),
            AllowOrigins::Any => false,
        }
    }

    /// The events of this decision.
    #[cfg(any(feature = "actix-web", feature = "tower"))]
    #[inline]
    pub(crate) fn events(&self, line: RequestLine<'r>) -> events::Pending {
        events::Pending::new(self.policy, &self.decision, line, self.headers)
    }
}
