//! 4.8 CORS-preflight fetch, from its step 7 on, and 4.9 CORS-preflight cache.

use std::time::{Duration, Instant};

use http::HeaderMap;

use super::headers::{
    cors_unsafe_request_header_names, extract_header_list_values, get, is_cors_safelisted_method,
};
use super::{NetworkError, Request};

/// The limit that a user agent imposes on max-age; this is Chromium's.
const MAX_AGE_LIMIT: u64 = 7200;
/// The max-age of a preflight response that gives none.
const MAX_AGE_DEFAULT: u64 = 5;

/// 4.9: a list of cache entries. (The key, a network partition, is left out: there is one page.)
#[derive(Debug, Default)]
pub(super) struct PreflightCache(Vec<CacheEntry>);

/// 4.9: a cache entry, good for a method or for a header name.
#[derive(Debug)]
struct CacheEntry {
    origin: String,
    url: String,
    credentials: bool,
    expires: Instant,
    grant: Grant,
}

#[derive(Debug)]
enum Grant {
    Method(String),
    HeaderName(String),
}

impl PreflightCache {
    /// 4.4 HTTP fetch: whether the request needs no preflight because an earlier one covers it.
    pub(super) fn covers(&self, request: &Request) -> bool {
        let method = is_cors_safelisted_method(&request.method)
            || self.matching(request).any(|grant| matches_method(grant, &request.method));
        method
            && cors_unsafe_request_header_names(&request.headers)
                .iter()
                .all(|name| self.matching(request).any(|grant| matches_header_name(grant, name)))
    }

    /// 4.8, steps 7.1 to 7.15: what the preflight's response allows is checked against the
    /// request, and kept.
    pub(super) fn check_and_store(
        &mut self,
        request: &Request,
        headers: &HeaderMap,
    ) -> Result<(), NetworkError> {
        // Steps 7.1 to 7.3. Step 7.4 is for a preflight that a page forces, which no page here
        // does: so an absent list is an empty one.
        let list = |name| Ok(extract_header_list_values(name, headers)?.unwrap_or_default());
        let methods: Vec<String> = list("access-control-allow-methods")?;
        let header_names: Vec<String> = list("access-control-allow-headers")?;
        // `*` is a wildcard only without credentials, and never covers `Authorization`.
        let wildcard =
            |names: &[String]| !request.include_credentials && names.iter().any(|name| name == "*");

        // Step 7.5: methods are compared with their case.
        let method = &request.method;
        if !methods.contains(method) && !is_cors_safelisted_method(method) && !wildcard(&methods) {
            return Err(NetworkError(format!("Access-Control-Allow-Methods lacks {method}")));
        }
        // Steps 7.6 and 7.7.
        for name in cors_unsafe_request_header_names(&request.headers) {
            let listed = header_names.iter().any(|listed| listed.eq_ignore_ascii_case(&name));
            let covered = wildcard(&header_names) && !is_cors_non_wildcard(&name);
            if !listed && !covered {
                return Err(NetworkError(format!("Access-Control-Allow-Headers lacks {name}")));
            }
        }

        // Steps 7.8 to 7.10. Two lines are joined by get, and so malformed; RFC 9111, 1.2.2: only
        // digits, and a number too great for us is a great number.
        let max_age = get("access-control-max-age", headers)
            .filter(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(MAX_AGE_DEFAULT, |seconds| seconds.parse().unwrap_or(u64::MAX));
        let max_age = Duration::from_secs(max_age.min(MAX_AGE_LIMIT));

        // Steps 7.12 to 7.15. An older entry for the same is simply outlived by the new one.
        let Some(expires) = Instant::now().checked_add(max_age) else { return Ok(()) };
        let grants = methods.into_iter().map(Grant::Method);
        let grants = grants.chain(header_names.into_iter().map(Grant::HeaderName));
        self.0.extend(grants.map(|grant| CacheEntry {
            origin: request.origin.clone(),
            url: request.url.clone(),
            credentials: request.include_credentials,
            expires,
            grant,
        }));
        Ok(())
    }

    /// 4.9: to clear cache entries.
    pub(super) fn clear_entries(&mut self, request: &Request) {
        self.0.retain(|entry| entry.origin != request.origin || entry.url != request.url);
    }

    /// 4.9: the entries for which there is a cache entry match. One that was made without
    /// credentials is no good for a request with them.
    fn matching(&self, request: &Request) -> impl Iterator<Item = &Grant> {
        let now = Instant::now();
        let matches = move |entry: &&CacheEntry| {
            entry.expires > now
                && entry.origin == request.origin
                && entry.url == request.url
                && (entry.credentials || !request.include_credentials)
        };
        self.0.iter().filter(matches).map(|entry| &entry.grant)
    }
}

/// 4.9: a method cache entry match.
fn matches_method(grant: &Grant, method: &str) -> bool {
    matches!(grant, Grant::Method(granted) if granted == method || granted == "*")
}

/// 4.9: a header-name cache entry match.
fn matches_header_name(grant: &Grant, name: &str) -> bool {
    let Grant::HeaderName(granted) = grant else { return false };
    granted.eq_ignore_ascii_case(name) || (granted == "*" && !is_cors_non_wildcard(name))
}

/// 2.2.2: a CORS non-wildcard request-header name.
fn is_cors_non_wildcard(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}
