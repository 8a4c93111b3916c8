//! The edits to a response's header map.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap,
    HeaderName, HeaderValue, VARY,
};
use cors_core::answer::Vary;

use crate::{Policy, events};

/// What an actual response gets, kept while the handler runs.
#[derive(Debug, Clone)]
pub(super) struct ResponseHeaders {
    pub(super) policy: Policy,
    pub(super) allow_origin: Option<HeaderValue>,
    pub(super) allow_credentials: bool,
    pub(super) expose_headers: Option<HeaderValue>,
    pub(super) vary: Vary,
}

impl ResponseHeaders {
    /// Puts the CORS protocol's headers on a response.
    ///
    /// `Access-Control-*` headers that are there already are replaced, or taken away where the
    /// policy sends none; `Vary` is merged.
    pub(super) fn apply_to(self, response: &mut HeaderMap) {
        take_away_others(self.policy, response);
        self.put_on(response);
    }

    /// The same on a response that has none of them yet.
    pub(super) fn put_on(self, response: &mut HeaderMap) {
        if let Some(origin) = self.allow_origin {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        if self.allow_credentials {
            response.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        if let Some(names) = self.expose_headers {
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
        }
        merge_vary(response, self.vary);
    }
}

/// The response headers of the CORS protocol, and the one that a draft once added.
const CORS_RESPONSE_HEADERS: [HeaderName; 7] = [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE,
    HeaderName::from_static("access-control-allow-private-network"),
];

/// Takes away what the handler or an upstream server set: the policy alone decides.
fn take_away_others(policy: Policy, response: &mut HeaderMap) {
    // Hardly any response has one, and looking at the names costs less than seven removals.
    if response.keys().any(|name| name.as_str().starts_with("access-control-")) {
        events::replaced(policy);
        for name in &CORS_RESPONSE_HEADERS {
            response.remove(name);
        }
    }
}

/// Adds to `Vary` what the answer depends on, as far as it is not there, and leaves what is.
fn merge_vary(response: &mut HeaderMap, vary: Vary) {
    let Some(names) = vary.value() else { return };
    if !response.contains_key(&VARY) {
        response.insert(VARY, HeaderValue::from_static(names));
        return;
    }
    for name in names.split(", ") {
        if !response.get_all(&VARY).any(|line| names_or_all(line, name)) {
            response.append(VARY, HeaderValue::from_static(name));
        }
    }
}

/// Whether a line of `Vary` names `name`, or everything.
fn names_or_all(line: &HeaderValue, name: &str) -> bool {
    line.as_bytes()
        .split(|&byte| byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(|member| member == b"*" || member.eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
