//! The edits to a response's header map.
//!
//! `http`'s map has room for 24,576 names, or fewer where their hashes collide, and its `insert`
//! panics beyond. A handler that copies what a request contains could fill one. A response that has no
//! room gets no CORS headers, so that no page can read it, and an error event reports it.

use cors_tables::answer::{Answer, Value};
use cors_tables::policy::Mounted;

use super::existing::{Existing, is_of_cors};
use super::map::{Constant, Header, PolicyHeader, RequestValues, ResponseHeaderMap};
use super::vary::put_vary;
use crate::events::{self, EventContext};
use crate::policy::Applied;
#[cfg(feature = "tower")]
use crate::policy::PolicyData;
use crate::stacked::Mark;

/// Makes a policy's answer the only thing that a response says about CORS.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) applied: Applied<'a>,
    pub(crate) answer: Answer,
    /// What the response is marked with, where a service of this library handles it.
    pub(crate) mark: Option<&'a Mark>,
    pub(crate) context: &'a EventContext,
}

impl<'a> Writer<'a> {
    /// That of the response to a request without `Origin`.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn without_origin(policy: &'a PolicyData) -> Self {
        let applied = Applied::around(policy);
        let answer = Answer::actual(applied.table(), false);
        Self { applied, answer, mark: None, context: &EventContext::NONE }
    }

    /// Writes the headers of an actual response, and returns whether one of them carries the mark.
    ///
    /// `origin` is sent back if the answer asks for it.
    #[inline(always)]
    pub(crate) fn write<M: ResponseHeaderMap>(
        self,
        existing: Existing,
        origin: Option<M::Value>,
        response: &mut M,
    ) -> bool {
        self.share(existing, origin, response).unwrap_or_else(|_| {
            self.write_without_room(response);
            false
        })
    }

    /// Writes the headers of the answer to a preflight.
    #[inline]
    pub(crate) fn write_preflight<M: ResponseHeaderMap>(
        self,
        existing: Existing,
        request: impl RequestValues<Value = M::Value>,
        response: &mut M,
    ) {
        let origin = (self.answer.allow_origin == Value::Request).then(|| request.origin_value());
        let written = self.share(existing, origin.flatten(), response);
        if written.and_then(|_| self.grant(request, response)).is_err() {
            self.write_without_room(response);
        }
    }

    /// The headers that an actual response and the answer to a preflight have in common.
    ///
    /// # Errors
    ///
    /// The response has no room; a part of the answer may be there already.
    #[inline(always)]
    fn share<M: ResponseHeaderMap>(
        self,
        existing: Existing,
        origin: Option<M::Value>,
        response: &mut M,
    ) -> Result<bool, M::NoRoom> {
        let Self { applied, answer, mark, context } = self;
        if existing.cors {
            events::log_replaced(applied, context);
            remove_all(response);
        }
        // From here on the response has none of these headers, so every one is appended.
        let origin = match answer.allow_origin {
            Value::Absent => None,
            Value::Constant => Some(M::constant(Constant::Star(mark))),
            Value::Request => origin,
        };
        if let Some(origin) = origin {
            response.append(Header::AllowOrigin, origin)?;
        }
        if answer.allow_credentials {
            response.append(Header::AllowCredentials, M::constant(Constant::True))?;
        }
        if answer.expose_headers {
            self.append(PolicyHeader::ExposeHeaders, response)?;
        }
        let is_marked_by_vary = put_vary(existing.vary, answer.vary, mark, response)?;
        Ok(is_marked_by_vary || answer.allow_origin == Value::Constant)
    }

    /// The headers that only a preflight reads.
    fn grant<M: ResponseHeaderMap>(
        self,
        request: impl RequestValues<Value = M::Value>,
        response: &mut M,
    ) -> Result<(), M::NoRoom> {
        match self.answer.allow_methods {
            Value::Absent => {}
            Value::Constant => self.append(PolicyHeader::AllowMethods, response)?,
            Value::Request => {
                if let Some(method) = request.method_value() {
                    response.append(Header::AllowMethods, method)?;
                }
            }
        }
        match self.answer.allow_headers {
            Value::Absent => {}
            Value::Constant => self.append(PolicyHeader::AllowHeaders, response)?,
            Value::Request => {
                for line in request.list_values() {
                    response.append(Header::AllowHeaders, line)?;
                }
            }
        }
        if self.answer.max_age {
            self.append(PolicyHeader::MaxAge, response)?;
        }
        Ok(())
    }

    /// Appends what the policy, or what is mounted under it, determines, if it sends this header.
    #[inline]
    fn append<M: ResponseHeaderMap>(
        self,
        header: PolicyHeader,
        response: &mut M,
    ) -> Result<(), M::NoRoom> {
        let value = match (header, self.applied.overlay()) {
            (PolicyHeader::AllowMethods, Some(mounted)) => {
                Some(M::constant(Constant::Text(mounted.methods.value())))
            }
            (PolicyHeader::MaxAge, Some(mounted)) if !mounted.may_be_remembered => {
                Some(M::constant(Constant::Text(Mounted::NOT_REMEMBERED)))
            }
            _ => M::policy_value(self.applied.policy, header),
        };
        match value {
            Some(value) => response.append(header.into(), value),
            None => Ok(()),
        }
    }

    /// Leaves no page a way to read a response that has no room. If removing headers makes room for `Vary`,
    /// that still makes caches ask again for other origins.
    #[cold]
    fn write_without_room<M: ResponseHeaderMap>(self, response: &mut M) {
        remove_all(response);
        let has_vary = response.lines(Header::Vary).next().is_some();
        let varies = put_vary(has_vary, self.answer.vary, None, response).is_ok();
        events::log_without_room(self.applied, self.context, varies);
    }
}

#[cold]
fn remove_all<M: ResponseHeaderMap>(response: &mut M) {
    response.remove(is_of_cors);
}
