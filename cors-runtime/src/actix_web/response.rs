//! The edits to a response's header map.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    HeaderMap, HeaderName, HeaderValue, VARY,
};
use cors_tables::answer::{Answer, Value, Vary, vary_line_names};
use cors_tables::refusal::Escaped;

use crate::events::EventContext;
use crate::response::is_of_cors;
use crate::stacked::{self, Mark, MarkedBy, Passage, Stacked};
use crate::{Policy, events};

/// What an actual response gets, kept while the handler runs.
#[derive(Clone)]
pub(super) struct ResponseHeaders {
    pub(super) policy: Policy,
    pub(super) answer: Answer,
    /// The request's `Origin`: if the answer sends it back, or while the request is inside.
    pub(super) origin: Option<HeaderValue>,
    /// What the response is marked with.
    pub(super) mark: Option<&'static Mark>,
    pub(super) context: EventContext,
}

/// Prints the policy, and the origin that may read the response.
impl fmt::Debug for ResponseHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.origin.as_ref().filter(|_| self.answer.allow_origin == Value::Request);
        let origin = origin.map(|origin| Escaped(origin.as_bytes()));
        f.debug_struct("ResponseHeaders")
            .field("policy", &self.policy.label())
            .field("origin", &origin)
            .finish()
    }
}

impl ResponseHeaders {
    /// Logs which headers of a response pages cannot read.
    #[inline]
    fn log_unreadable<B>(&self, response: &HttpResponse<B>) {
        let names = response.headers().keys().map(HeaderName::as_str);
        self.context.log_unreadable(self.policy, response.status().as_u16(), names);
    }

    /// Logs that a response of this request shows another policy.
    pub(super) fn log_stacked(&self, stacked: Stacked) {
        self.context.log_stacked(stacked);
    }

    /// Puts the CORS protocol's headers on a response, and the mark.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged.
    #[inline]
    pub(super) fn finish<B>(self, already: Already, response: &mut HttpResponse<B>) {
        self.log_unreadable(response);
        if already.cors {
            take_away_others(self.policy, &self.context, response.headers_mut());
        }
        if !already.vary {
            return self.put_on(response.headers_mut());
        }
        let is_marked = merge_vary(response.headers_mut(), self.answer.vary, self.mark);
        if self.mark.is_some() && !is_marked && self.answer.allow_origin != Value::Constant {
            response.extensions_mut().insert(MarkedBy(self.policy));
        }
        self.put_shared(response.headers_mut());
    }

    /// Puts the headers on a response that has none of them yet: appending is cheaper than inserting,
    /// which hands back what was there.
    #[inline]
    pub(super) fn put_on(self, response: &mut HeaderMap) {
        if let Some(names) = self.answer.vary.value() {
            response.append(VARY, vary_value(self.answer.vary, names, self.mark));
        }
        self.put_shared(response);
    }

    #[inline]
    fn put_shared(self, response: &mut HeaderMap) {
        let origin = match (self.answer.allow_origin, self.mark) {
            (Value::Absent, _) => None,
            (Value::Constant, None) => Some(HeaderValue::from_static("*")),
            (Value::Constant, Some(mark)) => Some(mark.actix.star.clone()),
            (Value::Request, _) => self.origin,
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

/// What a response has before the policy's headers are put on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Already {
    /// Whether it has a `Vary`.
    vary: bool,
    /// Whether it has headers of CORS.
    cors: bool,
}

impl Already {
    #[inline]
    pub(super) fn in_headers(response: &HeaderMap) -> Self {
        // Hardly any response has one of them, and a pass over the few names of a response costs
        // less than looking for each.
        let mut already = Self { vary: false, cors: false };
        for name in response.keys() {
            already.vary |= *name == VARY;
            already.cors |= is_of_cors(name.as_str());
        }
        already
    }

    /// The other policy that has handled the response already, if there is one.
    #[inline]
    pub(super) fn inner_policy<B>(
        self,
        passage: Passage,
        response: &HttpResponse<B>,
    ) -> Option<Policy> {
        if !self.vary && !self.cors {
            return None;
        }
        let headers = response.headers();
        let extension = response.extensions().get::<MarkedBy>().copied();
        stacked::inner_policy(
            passage,
            headers.get_all(&VARY).map(HeaderValue::as_bytes),
            headers.get(&ACCESS_CONTROL_ALLOW_ORIGIN).map(HeaderValue::as_bytes),
            extension,
        )
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

/// Adds to `Vary` what the answer depends on, as far as it is not there, and leaves what is. A line
/// that is `Origin` alone, as a handler may have set it, gets the mark. Tells whether one has it.
fn merge_vary(response: &mut HeaderMap, vary: Vary, mark: Option<&Mark>) -> bool {
    let mut is_marked = false;
    let Some(names) = vary.value() else { return is_marked };
    for name in names.split(", ") {
        let mark = mark.map(|mark| &mark.actix.origin).filter(|origin| *origin == name);
        if !response.get_all(&VARY).any(|line| vary_line_names(line.as_bytes(), name)) {
            let value = mark.cloned().unwrap_or_else(|| HeaderValue::from_static(name));
            response.append(VARY, value);
            is_marked |= mark.is_some();
        } else if let Some(mark) = mark {
            response.retain(|name, line| {
                if *name == VARY && line == mark {
                    line.clone_from(mark);
                    is_marked = true;
                }
                true
            });
        }
    }
    is_marked
}

/// The header value of `names`. Nearly every answer depends on `Origin` alone, and a literal is
/// checked when the library is compiled, where a string is checked each time.
fn vary_value(vary: Vary, names: &'static str, mark: Option<&Mark>) -> HeaderValue {
    const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
    match (vary, mark) {
        (Vary { origin: true, method: false, headers: false }, Some(mark)) => {
            mark.actix.origin.clone()
        }
        (Vary { origin: true, method: false, headers: false }, None) => ORIGIN,
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
            merge_vary(&mut response, Vary { origin: true, ..Vary::NOTHING }, None);
            assert!(response.get_all(&VARY).eq(after), "{before:?}");
        }
    }

    #[test]
    fn of_several_names_the_missing_ones_are_added() {
        let mut response = HeaderMap::new();
        response.append(VARY, HeaderValue::from_static("origin"));
        merge_vary(&mut response, Vary { origin: true, method: true, headers: false }, None);
        let want = ["origin", "Access-Control-Request-Method"];
        assert!(response.get_all(&VARY).eq(&want));
    }
}
