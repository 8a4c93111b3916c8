//! The edits to a response's header map.
//!
//! `http`'s map has room for 24,576 names, or fewer where their hashes collide, and its `insert`
//! panics beyond. A handler that copies what a request holds could fill one, so nothing here
//! inserts without asking: a response that has no room is not shared with anybody, and an error
//! event says so.

use std::fmt;

use cors_tables::answer::{Answer, Value, Vary, vary_line_names};
use cors_tables::refusal::Escaped;
#[cfg(feature = "tower")]
use http::Response;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    MaxSizeReached, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::events::EventContext;
use crate::stacked::Mark;
#[cfg(feature = "tower")]
use crate::stacked::{self, MarkedBy, Passage, Stacked};
use crate::{Policy, events};

/// What an actual response gets, kept while the handler runs.
///
/// Made by [`Decision::response_headers`](crate::Decision::response_headers).
#[derive(Clone)]
pub struct ResponseHeaders {
    policy: Policy,
    /// Whether the policy allows the origin: then the response is shared with it.
    is_allowed: bool,
    /// The value of `Origin`, if the policy allows it by a set. In a program with several policies a service
    /// holds every value of `Origin` while the request is inside, so that its memory is not used again: a
    /// passage is known by it.
    origin: Option<HeaderValue>,
    /// What the response is marked with, where a service of this library handles it.
    mark: Option<&'static Mark>,
    context: EventContext,
}

/// Prints the policy, and the origin that may read the response.
impl fmt::Debug for ResponseHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.as_ref().filter(|_| self.is_allowed);
        let origin = origin.map(|origin| Escaped(origin.as_bytes()));
        f.debug_struct("ResponseHeaders")
            .field("policy", &self.policy.label())
            .field("origin", &origin)
            .finish()
    }
}

impl ResponseHeaders {
    #[inline]
    pub(crate) fn new(policy: Policy, origin: Option<HeaderValue>) -> Self {
        Self {
            policy,
            is_allowed: origin.is_some(),
            origin,
            mark: None,
            context: EventContext::NONE,
        }
    }

    /// The same of a service: the response is marked, and events about it name its request.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn of_service(
        policy: Policy,
        is_allowed: bool,
        origin: Option<HeaderValue>,
        mark: Option<&'static Mark>,
        context: EventContext,
    ) -> Self {
        Self { policy, is_allowed, origin, mark, context }
    }

    /// Logs that a response of this request shows another policy.
    #[cfg(feature = "tower")]
    pub(crate) fn log_stacked(&self, stacked: Stacked) {
        self.context.log_stacked(stacked);
    }

    /// Logs which headers of the response pages cannot read.
    #[cfg(feature = "tower")]
    #[inline]
    fn log_unreadable<B>(&self, response: &Response<B>) {
        let names = response.headers().keys().map(HeaderName::as_str);
        self.context.log_unreadable(self.policy, response.status().as_u16(), names);
    }

    /// Puts the CORS protocol's headers on the response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged. A map that has no room for them is left without any,
    /// so that no page can read the response.
    #[inline]
    pub fn apply_to(mut self, response: &mut HeaderMap) {
        let already = Already::in_headers(response);
        self.put(already, response);
    }

    /// The same on the response of a service, with the mark.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn finish<B>(&mut self, already: Already, response: &mut Response<B>) {
        self.log_unreadable(response);
        let is_marked = self.put(already, response.headers_mut());
        if self.mark.is_some() && !is_marked {
            response.extensions_mut().insert(MarkedBy(self.policy));
        }
    }

    /// Puts the headers, and tells whether one of them carries the mark.
    #[inline]
    fn put(&mut self, already: Already, response: &mut HeaderMap) -> bool {
        let answer = Answer::actual(self.policy.table(), self.is_allowed);
        let origin = self.origin.take();
        match share(self.policy, answer, origin, self.mark, already, &self.context, response) {
            Ok(is_marked) => is_marked,
            Err(_) => {
                without_room(self.policy, answer, &self.context, response);
                false
            }
        }
    }
}

/// Puts the policy's headers on the response to a request without `Origin`.
#[cfg(feature = "tower")]
#[inline]
pub(crate) fn put_without_origin(policy: Policy, response: &mut HeaderMap) {
    let answer = Answer::actual(policy.table(), false);
    let already = Already::in_headers(response);
    if share(policy, answer, None, None, already, &EventContext::NONE, response).is_err() {
        without_room(policy, answer, &EventContext::NONE, response);
    }
}

/// What a response has before the policy's headers are put on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Already {
    /// Whether it has a `Vary`.
    vary: bool,
    /// Whether it has headers of CORS.
    cors: bool,
}

impl Already {
    #[inline]
    pub(crate) fn in_headers(response: &HeaderMap) -> Self {
        // Hardly any response has one, and one look at the names costs less than a look-up for each.
        let mut already = Self { vary: false, cors: false };
        for name in response.keys() {
            already.vary |= name == VARY;
            already.cors |= is_of_cors(name.as_str());
        }
        already
    }

    /// The other policy that has handled the response already, if there is one.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn inner_policy<B>(
        self,
        passage: Passage,
        response: &Response<B>,
    ) -> Option<Policy> {
        if !self.vary && !self.cors {
            return None;
        }
        let headers = response.headers();
        stacked::inner_policy(
            passage,
            headers.get_all(VARY).iter().map(HeaderValue::as_bytes),
            headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).map(HeaderValue::as_bytes),
            response.extensions().get::<MarkedBy>().copied(),
        )
    }
}

/// Makes `answer` the only thing that a response says of CORS, as far as an actual response and a
/// preflight's have it in common, and tells whether one of its headers carries the mark.
///
/// # Errors
///
/// The response has no room; what is there already may be a part of the answer.
#[inline]
pub(crate) fn share(
    policy: Policy,
    answer: Answer,
    origin: Option<HeaderValue>,
    mark: Option<&Mark>,
    already: Already,
    context: &EventContext,
    response: &mut HeaderMap,
) -> Result<bool, MaxSizeReached> {
    if already.cors {
        events::log_replaced(policy, context);
        remove_all(response);
    }
    let origin = match (answer.allow_origin, mark) {
        (Value::Absent, _) => None,
        (Value::Constant, None) => Some(const { HeaderValue::from_static("*") }),
        (Value::Constant, Some(mark)) => Some(mark.star.clone()),
        (Value::Request, _) => origin,
    };
    if let Some(origin) = origin {
        response.try_insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin)?;
    }
    if answer.allow_credentials {
        let value = const { HeaderValue::from_static("true") };
        response.try_insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, value)?;
    }
    if answer.expose_headers
        && let Some(names) = &policy.values().expose_headers
    {
        response.try_insert(ACCESS_CONTROL_EXPOSE_HEADERS, names.clone())?;
    }
    let is_marked_by_vary = put_vary(already.vary, answer.vary, mark, response)?;
    Ok(is_marked_by_vary || answer.allow_origin == Value::Constant)
}

/// What is left to do where a response has no room: nobody may read it, and where the names that
/// are taken away make room for `Vary`, caches are told that the next one may.
#[cold]
pub(crate) fn without_room(
    policy: Policy,
    answer: Answer,
    context: &EventContext,
    response: &mut HeaderMap,
) {
    remove_all(response);
    let varies = put_vary(response.contains_key(VARY), answer.vary, None, response).is_ok();
    events::log_without_room(policy, context, varies);
}

/// Puts what the answer depends on into `Vary`, and tells whether it carries the mark.
#[inline]
fn put_vary(
    has_vary: bool,
    vary: Vary,
    mark: Option<&Mark>,
    response: &mut HeaderMap,
) -> Result<bool, MaxSizeReached> {
    if has_vary {
        return merge_vary(response, vary, mark);
    }
    match vary_value(vary, mark) {
        Some(value) => response.try_insert(VARY, value).map(|_| true),
        None => Ok(false),
    }
}

#[cold]
fn remove_all(response: &mut HeaderMap) {
    let names: Vec<HeaderName> =
        response.keys().filter(|name| is_of_cors(name.as_str())).cloned().collect();
    for name in names {
        response.remove(name);
    }
}

/// Whether a name is that of a CORS header: one of the protocol's, or of what browsers have tried
/// and may try beside it, as `access-control-allow-private-network`.
#[inline]
pub(crate) fn is_of_cors(name: &str) -> bool {
    name.starts_with("access-control-")
}

/// Adds to `Vary` what the answer depends on, as far as it is not there, and leaves what is. A line
/// that is `Origin` alone, as a handler may have set it, gets the mark.
fn merge_vary(
    response: &mut HeaderMap,
    vary: Vary,
    mark: Option<&Mark>,
) -> Result<bool, MaxSizeReached> {
    let mut is_marked = false;
    for name in vary.value().iter().flat_map(|names| names.split(", ")) {
        let mark = mark.map(|mark| &mark.origin).filter(|origin| *origin == name);
        if !response.get_all(VARY).iter().any(|line| vary_line_names(line.as_bytes(), name)) {
            let value = mark.cloned().unwrap_or_else(|| HeaderValue::from_static(name));
            response.try_append(VARY, value)?;
            is_marked |= mark.is_some();
        } else if let Some(mark) = mark {
            let mut lines = response.iter_mut().filter(|(name, _)| *name == VARY);
            if let Some((_, line)) = lines.find(|(_, line)| *line == mark) {
                line.clone_from(mark);
                is_marked = true;
            }
        }
    }
    Ok(is_marked)
}

/// The header value of what the answer depends on. Nearly every one depends on `Origin` alone, and
/// a literal is checked when the library is compiled, where a string is checked each time.
#[inline]
fn vary_value(vary: Vary, mark: Option<&Mark>) -> Option<HeaderValue> {
    match (vary, mark) {
        (Vary { origin: true, method: false, headers: false }, Some(mark)) => {
            Some(mark.origin.clone())
        }
        (Vary { origin: true, method: false, headers: false }, None) => {
            Some(const { HeaderValue::from_static("Origin") })
        }
        _ => vary.value().map(HeaderValue::from_static),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cors() {
        for name in ["access-control-allow-origin", "access-control-allow-private-network"] {
            assert!(is_of_cors(name), "{name}");
        }
        for name in ["content-security-policy-report-only", "x-access-control-", "vary", ""] {
            assert!(!is_of_cors(name), "{name}");
        }
    }

    #[test]
    fn vary_is_merged_never_overwritten_never_doubled() {
        let none: &[&str] = &[];
        for (before, after) in [
            (none, &["Origin"][..]),
            (&["foo"], &["foo", "Origin"]),
            (&["accept", "foo"], &["accept", "foo", "Origin"]),
            (&["ORIGIN"], &["ORIGIN"]),
            (&["foo , origin"], &["foo , origin"]),
            (&["*"], &["*"]),
            (&["x-origin"], &["x-origin", "Origin"]),
        ] {
            let mut response = HeaderMap::new();
            for line in before {
                response.try_append(VARY, HeaderValue::from_static(line)).unwrap();
            }
            merge_vary(&mut response, Vary { origin: true, ..Vary::NOTHING }, None).unwrap();
            assert!(response.get_all(VARY).iter().eq(after), "{before:?}");
        }
    }

    #[test]
    fn of_several_names_the_missing_ones_are_added() {
        let mut response = HeaderMap::new();
        response.try_append(VARY, HeaderValue::from_static("origin")).unwrap();
        merge_vary(&mut response, Vary { origin: true, method: true, headers: false }, None)
            .unwrap();
        let want = ["origin", "Access-Control-Request-Method"];
        assert!(response.get_all(VARY).iter().eq(want));
    }
}
