//! The edits to a response's header map.
//!
//! `http`'s map has room for 24,576 names, or fewer if their hashes collide, and its `insert` panics beyond
//! that. A handler that copies names from a request could fill one. A response without room gets no CORS
//! headers, so that no page can read it, and an error event reports it.

use cors_tables::answer::{Answer, HeadersValue, Value};
use cors_tables::neighbours::StorageAccessStatus;
use cors_tables::policy::{AllowHeaders, Mounted};
use cors_tables::request::HeaderList;

use super::existing::{Existing, is_of_cors};
use super::map::{Constant, Header, PolicyHeader, RequestValues, ResponseHeaderMap};
use super::neighbours;
use super::vary::put_vary;
use crate::events::{self, EventContext};
use crate::policy::Applied;
#[cfg(feature = "tower")]
use crate::policy::PolicyData;
use crate::stacked::Mark;

/// Writes a policy's answer to a response and removes all other CORS headers.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) applied: Applied<'a>,
    pub(crate) answer: Answer,
    /// The request's `Sec-Fetch-Storage-Access`, if the policy needs it.
    pub(crate) storage_access: Option<StorageAccessStatus>,
    /// The mark for the response, if a service of this library handles it.
    pub(crate) mark: Option<&'a Mark>,
    pub(crate) context: &'a EventContext,
}

impl<'a> Writer<'a> {
    /// The writer for the response to a request without `Origin`.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn without_origin(policy: &'a PolicyData) -> Self {
        let applied = Applied::around(policy);
        let answer = Answer::actual(applied.table(), false);
        Self { applied, answer, storage_access: None, mark: None, context: &EventContext::NONE }
    }

    /// Writes the headers of an actual response, and returns whether one of them carries the mark.
    ///
    /// `origin` is sent back if the answer contains it; if there is none, the only origin of the policy is.
    #[inline(always)]
    pub(crate) fn write<M: ResponseHeaderMap>(
        self,
        existing: Existing,
        origin: Option<M::Value>,
        response: &mut M,
    ) -> bool {
        let mut written = self.share(existing, origin, response);
        if let Some(neighbours) = self.applied.table().neighbours {
            let added = neighbours::write(neighbours, self.storage_access, response);
            written = written.and_then(|is_marked| added.map(|()| is_marked));
        }
        written.unwrap_or_else(|_| {
            self.write_without_room(response);
            false
        })
    }

    /// Writes the headers of the answer to a preflight.
    #[inline]
    pub(crate) fn write_preflight<'r, M: ResponseHeaderMap>(
        self,
        existing: Existing,
        request: impl RequestValues<Value = M::Value> + HeaderList<'r>,
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
    /// If the response has no room; a part of the answer may have been written already.
    #[inline(always)]
    fn share<M: ResponseHeaderMap>(
        self,
        existing: Existing,
        origin: Option<M::Value>,
        response: &mut M,
    ) -> Result<bool, M::NoRoom> {
        let Self { applied, answer, mark, context, storage_access: _ } = self;
        if existing.cors {
            events::log_replaced(applied, context);
            remove_all(response);
        }
        // From here on the response has none of these headers, so each one is appended.
        let origin = match answer.allow_origin {
            Value::Absent => None,
            Value::Constant => Some(M::constant(Constant::Star(mark))),
            Value::Request => {
                origin.or_else(|| M::policy_value(applied.policy, PolicyHeader::AllowOrigin))
            }
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

    /// The headers that only preflights have.
    fn grant<'r, M: ResponseHeaderMap>(
        self,
        request: impl RequestValues<Value = M::Value> + HeaderList<'r>,
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
            HeadersValue::Absent => {}
            HeadersValue::Constant => self.append(PolicyHeader::AllowHeaders, response)?,
            HeadersValue::ConstantAndRequested => {
                if let Some(names) = self.constant_and_requested::<M>(request) {
                    response.append(Header::AllowHeaders, names)?;
                }
            }
            HeadersValue::Request => {
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

    /// The policy's list, and the requested names that belong to its families.
    #[cold]
    fn constant_and_requested<'r, M: ResponseHeaderMap>(
        self,
        request: impl HeaderList<'r>,
    ) -> Option<M::Value> {
        let AllowHeaders::Families(families) = &self.applied.table().allow_headers else {
            return None;
        };
        let value = families.value(|| request.access_control_request_headers_lines())?;
        M::text_value(value)
    }

    /// Appends the policy's value of this header, or that of the mounted methods, if it is sent.
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

    /// Makes a response that has no room unreadable for pages. If removing headers makes room for `Vary`,
    /// it is added, so that caches don't reuse the response for other origins.
    #[cold]
    fn write_without_room<M: ResponseHeaderMap>(self, response: &mut M) {
        remove_all(response);
        if let Some(neighbours) = self.applied.table().neighbours {
            neighbours::remove(neighbours, response);
        }
        let has_vary = response.lines(Header::Vary).next().is_some();
        let varies = put_vary(has_vary, self.answer.vary, None, response).is_ok();
        events::log_without_room(self.applied, self.context, varies);
    }
}

#[cold]
fn remove_all<M: ResponseHeaderMap>(response: &mut M) {
    response.remove(is_of_cors);
}
