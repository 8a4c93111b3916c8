//! The edits to a response's header map.
//!
//! `http`'s map has room for 24,576 names, or fewer where their hashes collide, and its `insert`
//! panics beyond. A handler that copies what a request holds could fill one, so nothing here
//! inserts without asking: a response that has no room is not shared with anybody, and an error
//! event says so.

use std::fmt;

use cors_core::answer::{Answer, Value, Vary, vary_line_names};
use cors_core::refusal::Escaped;
#[cfg(feature = "tower")]
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    MaxSizeReached, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::events::EventContext;
use crate::{Policy, events};

/// What an actual response gets, kept while the handler runs.
///
/// Made by [`Decision::response_headers`](crate::Decision::response_headers).
#[derive(Clone)]
pub struct ResponseHeaders {
    policy: Policy,
    /// The value of `Origin`, if the policy allows it: then the response is shared with it.
    origin: Option<HeaderValue>,
    context: EventContext,
}

/// Prints the policy, and the origin that may read the response.
impl fmt::Debug for ResponseHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.as_ref().map(|origin| Escaped(origin.as_bytes()));
        f.debug_struct("ResponseHeaders")
            .field("policy", &self.policy.label())
            .field("origin", &origin)
            .finish()
    }
}

impl ResponseHeaders {
    #[inline]
    pub(crate) fn new(policy: Policy, origin: Option<HeaderValue>) -> Self {
        Self { policy, origin, context: EventContext::NONE }
    }

    /// The same, and events about the response name its request.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn with_context(self, context: EventContext) -> Self {
        Self { context, ..self }
    }

    /// Logs which headers of the response pages cannot read.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn log_unreadable(&self, status: StatusCode, response: &HeaderMap) {
        let names = response.keys().map(HeaderName::as_str);
        self.context.log_unreadable(self.policy, status.as_u16(), names);
    }

    /// Puts the CORS protocol's headers on the response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged. A map that has no room for them is left without any,
    /// so that no page can read the response.
    #[inline]
    pub fn apply_to(self, response: &mut HeaderMap) {
        let answer = Answer::actual(self.policy.table(), self.origin.is_some());
        if share(self.policy, answer, self.origin, &self.context, response).is_err() {
            without_room(self.policy, answer, &self.context, response);
        }
    }
}

/// Makes `answer` the only thing that a response says of CORS, as far as an actual response and a
/// preflight's have it in common.
///
/// # Errors
///
/// The response has no room; what is there already may be a part of the answer.
#[inline]
pub(crate) fn share(
    policy: Policy,
    answer: Answer,
    origin: Option<HeaderValue>,
    context: &EventContext,
    response: &mut HeaderMap,
) -> Result<(), MaxSizeReached> {
    let has_vary = take_away_others(policy, context, response);
    let origin = match answer.allow_origin {
        Value::Absent => None,
        Value::Constant => Some(const { HeaderValue::from_static("*") }),
        Value::Request => origin,
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
    put_vary(has_vary, answer.vary, response)
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
    let varies = put_vary(response.contains_key(VARY), answer.vary, response).is_ok();
    events::log_without_room(policy, context, varies);
}

#[inline]
fn put_vary(has_vary: bool, vary: Vary, response: &mut HeaderMap) -> Result<(), MaxSizeReached> {
    if has_vary {
        merge_vary(response, vary)?;
    } else if let Some(value) = vary_value(vary) {
        response.try_insert(VARY, value)?;
    }
    Ok(())
}

/// Takes away what the handler or an upstream server set, since the policy alone decides, and
/// tells whether the response has a `Vary`.
#[inline]
fn take_away_others(policy: Policy, context: &EventContext, response: &mut HeaderMap) -> bool {
    // Hardly any response has one, and one look at the names costs less than a look-up for each.
    let (mut has_vary, mut has_others) = (false, false);
    for name in response.keys() {
        has_vary |= name == VARY;
        has_others |= is_of_cors(name.as_str());
    }
    if has_others {
        events::log_replaced(policy, context);
        remove_all(response);
    }
    has_vary
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

/// Adds to `Vary` what the answer depends on, as far as it is not there, and leaves what is.
fn merge_vary(response: &mut HeaderMap, vary: Vary) -> Result<(), MaxSizeReached> {
    for name in vary.value().iter().flat_map(|names| names.split(", ")) {
        if !response.get_all(VARY).iter().any(|line| vary_line_names(line.as_bytes(), name)) {
            response.try_append(VARY, HeaderValue::from_static(name))?;
        }
    }
    Ok(())
}

/// The header value of what the answer depends on. Nearly every one depends on `Origin` alone, and
/// a literal is checked when the library is compiled, where a string is checked each time.
#[inline]
fn vary_value(vary: Vary) -> Option<HeaderValue> {
    match vary {
        Vary { origin: true, method: false, headers: false } => {
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
            merge_vary(&mut response, Vary { origin: true, ..Vary::NOTHING }).unwrap();
            assert!(response.get_all(VARY).iter().eq(after), "{before:?}");
        }
    }

    #[test]
    fn of_several_names_the_missing_ones_are_added() {
        let mut response = HeaderMap::new();
        response.try_append(VARY, HeaderValue::from_static("origin")).unwrap();
        merge_vary(&mut response, Vary { origin: true, method: true, headers: false }).unwrap();
        let want = ["origin", "Access-Control-Request-Method"];
        assert!(response.get_all(VARY).iter().eq(want));
    }
}
