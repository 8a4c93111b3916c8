//! The edits to a response's header map.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    HeaderMap, HeaderName, HeaderValue, VARY,
};
use cors_core::answer::{Answer, Value, Vary, vary_line_names};
use cors_core::refusal::Escaped;

use crate::events::EventContext;
use crate::response::is_of_cors;
use crate::{Policy, events};

/// What an actual response gets, kept while the handler runs.
#[derive(Clone)]
pub(super) struct ResponseHeaders {
    pub(super) policy: Policy,
    pub(super) answer: Answer,
    /// The request's `Origin`, if the answer sends it back.
    pub(super) origin: Option<HeaderValue>,
    pub(super) context: EventContext,
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
    /// Logs which headers of a response pages cannot read.
    #[inline]
    pub(super) fn log_unreadable(&self, status: StatusCode, response: &HeaderMap) {
        let names = response.keys().map(HeaderName::as_str);
        self.context.log_unreadable(self.policy, status.as_u16(), names);
    }

    /// Puts the CORS protocol's headers on a response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged.
    #[inline]
    pub(super) fn apply_to(self, response: &mut HeaderMap) {
        // Hardly any response has one of them, and a pass over the few names of a response costs
        // less than looking for each.
        let (mut is_decided, mut varies) = (false, false);
        for name in response.keys() {
            is_decided |= is_of_cors(name.as_str());
            varies |= *name == VARY;
        }
        if is_decided {
            take_away_others(self.policy, &self.context, response);
        }
        if varies {
            merge_vary(response, self.answer.vary);
            self.put_shared(response);
        } else {
            self.put_on(response);
        }
    }

    /// The same on a response that has none of them yet: appending is cheaper than inserting, which
    /// hands back what was there.
    #[inline]
    pub(super) fn put_on(self, response: &mut HeaderMap) {
        if let Some(names) = self.answer.vary.value() {
            response.append(VARY, vary_value(self.answer.vary, names));
        }
        self.put_shared(response);
    }

    #[inline]
    fn put_shared(self, response: &mut HeaderMap) {
        let origin = match self.answer.allow_origin {
            Value::Absent => None,
            Value::Constant => Some(HeaderValue::from_static("*")),
            Value::Request => self.origin,
        };
        if let Some(origin) = origin {
            response.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        if self.answer.allow_credentials {
            response.append(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        if self.answer.expose_headers
            && let Some(names) = &self.policy.actix_values().expose_headers
        {
            response.append(ACCESS_CONTROL_EXPOSE_HEADERS, names.clone());
        }
    }
}

/// Takes away what the handler or an upstream server set: the policy alone decides.
#[cold]
fn take_away_others(policy: Policy, context: &EventContext, response: &mut HeaderMap) {
    events::log_replaced(policy, context);
    let names: Vec<HeaderName> =
        response.keys().filter(|name| is_of_cors(name.as_str())).cloned().collect();
    for name in names {
        response.remove(name);
    }
}

/// Adds to `Vary` what the answer depends on, as far as it is not there, and leaves what is.
fn merge_vary(response: &mut HeaderMap, vary: Vary) {
    let Some(names) = vary.value() else { return };
    for name in names.split(", ") {
        if !response.get_all(&VARY).any(|line| vary_line_names(line.as_bytes(), name)) {
            response.append(VARY, HeaderValue::from_static(name));
        }
    }
}

/// The header value of `names`. Nearly every answer depends on `Origin` alone, and a literal is
/// checked when the library is compiled, where a string is checked each time.
fn vary_value(vary: Vary, names: &'static str) -> HeaderValue {
    const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
    match vary {
        Vary { origin: true, method: false, headers: false } => ORIGIN,
        _ => HeaderValue::from_static(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vary_is_merged_never_overwritten_never_doubled() {
        for (before, after) in [
            (&["foo"][..], &["foo", "Origin"][..]),
            (&["accept", "foo"], &["accept", "foo", "Origin"]),
            (&["ORIGIN"], &["ORIGIN"]),
            (&["foo , origin"], &["foo , origin"]),
            (&["*"], &["*"]),
            (&["x-origin"], &["x-origin", "Origin"]),
        ] {
            let mut response = HeaderMap::new();
            for line in before {
                response.append(VARY, HeaderValue::from_static(line));
            }
            merge_vary(&mut response, Vary { origin: true, ..Vary::NOTHING });
            assert!(response.get_all(&VARY).eq(after), "{before:?}");
        }
    }

    #[test]
    fn of_several_names_the_missing_ones_are_added() {
        let mut response = HeaderMap::new();
        response.append(VARY, HeaderValue::from_static("origin"));
        merge_vary(&mut response, Vary { origin: true, method: true, headers: false });
        let want = ["origin", "Access-Control-Request-Method"];
        assert!(response.get_all(&VARY).eq(&want));
    }
}
