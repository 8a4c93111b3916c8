//! The decision on one request and its results, for the header types of any framework.

use std::fmt;

use cors_tables::Decision;
use cors_tables::answer::Answer;
use cors_tables::neighbours::{Neighbours, StorageAccessStatus};
use cors_tables::policy::AllowOrigins;
use cors_tables::request::HeaderList;

use crate::events::{self, EventContext, RequestLine};
use crate::policy::{Applied, Mounted, PolicyHandle, PolicyRef};
use crate::response::{Existing, PendingHeaders, RequestValues, ResponseHeaderMap, Writer};
use crate::summary::Summary;

/// A policy's decision on a request, whose headers are read through `H`.
#[derive(Clone, Copy)]
pub(crate) struct Evaluated<'r, H> {
    pub(crate) applied: Applied<'r>,
    pub(crate) headers: H,
    pub(crate) decision: Decision,
}

impl<'r, H: HeaderList<'r>> fmt::Debug for Evaluated<'r, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Summary::new(self.applied, self.decision, self.headers).debug("Decision", f)
    }
}

impl<'r, H: HeaderList<'r> + RequestValues> Evaluated<'r, H> {
    #[inline]
    pub(crate) fn new(
        policy: PolicyRef<'r>,
        mounted: Option<&'r Mounted>,
        is_options: bool,
        headers: H,
    ) -> Self {
        let applied = Applied { policy: policy.data, mounted };
        let (table, overlay) = (applied.table(), applied.overlay());
        let decision = cors_tables::decide(table, policy.added, overlay, is_options, headers);
        Self { applied, headers, decision }
    }

    /// Writes the CORS headers of a response immediately.
    #[inline]
    pub(crate) fn write<M>(&self, existing: Existing, response: &mut M)
    where
        M: ResponseHeaderMap<Value = H::Value>,
    {
        if self.decision.is_preflight() {
            self.writer().write_preflight(existing, self.headers, response);
        } else {
            self.writer().write(existing, self.allowed_origin(), response);
        }
    }

    /// The headers that follow from the decision, computed on demand.
    #[inline]
    pub(crate) fn answer(&self) -> Answer {
        Answer::new(self.applied.table(), self.applied.overlay(), self.decision)
    }

    #[inline]
    fn writer(&self) -> Writer<'r> {
        let (applied, answer) = (self.applied, self.answer());
        let storage_access = self.storage_access();
        Writer { applied, answer, storage_access, mark: None, context: &EventContext::NONE }
    }

    /// The headers for the response to an actual request, written later; `policy` is the handle of the same
    /// policy.
    #[inline]
    pub(crate) fn pending<P: PolicyHandle>(&self, policy: P) -> PendingHeaders<H::Value, P> {
        PendingHeaders::new(policy, self.allowed_origin(), self.storage_access())
    }

    /// The request's `Sec-Fetch-Storage-Access`, if the policy needs it.
    #[inline]
    pub(crate) fn storage_access(&self) -> Option<StorageAccessStatus> {
        match self.applied.table().neighbours {
            None => None,
            Some(neighbours) => self.storage_access_for(neighbours),
        }
    }

    #[cold]
    fn storage_access_for(&self, neighbours: Neighbours) -> Option<StorageAccessStatus> {
        neighbours.storage_access?;
        StorageAccessStatus::read(self.headers.sec_fetch_storage_access()?.value()?)
    }

    /// The value of `Origin`, if the policy allows it by a set.
    #[inline]
    pub(crate) fn allowed_origin(&self) -> Option<H::Value> {
        if self.is_allowed_by_a_set() { self.headers.origin_value() } else { None }
    }

    /// Whether the policy allows the origin by a set, so that the response has the value of `Origin`.
    #[inline]
    pub(crate) fn is_allowed_by_a_set(&self) -> bool {
        match &self.applied.table().allow_origins {
            AllowOrigins::Set { .. } => self.decision.origin_is_allowed(),
            AllowOrigins::Any => false,
        }
    }

    /// The events of this decision; `line` is called only if a subscriber is interested.
    #[inline]
    pub(crate) fn events(&self, line: impl FnOnce() -> RequestLine<'r>) -> events::Pending {
        events::Pending::new(self.applied, self.decision, line, self.headers)
    }
}
