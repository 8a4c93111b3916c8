//! [The CORS-preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache).
//!
//! An entry is for one method or for one header name, never for both, so the permissions of several
//! preflights can add up:
//!
//! ```text
//! partition, origin, URL with its query, credentials  ->  method: PUT             until 10:00
//!                                                     ->  header name: x-trace    until 10:05
//! ```
//!
//! The key does not contain the request's method. A server that has several policies on one path must
//! therefore make sure that the permissions of one are not applied to another.

use std::time::Duration;

use url::Url;

use crate::request::Request;
use crate::request_headers::is_cors_non_wildcard;

/// A list of entries, and this user agent's limit on their max-age.
#[derive(Clone, Debug)]
pub struct PreflightCache {
    entries: Vec<Entry>,
    max_age_limit: u64,
}

/// [A cache entry](https://fetch.spec.whatwg.org/#cache-entry).
#[derive(Clone, Debug)]
struct Entry {
    partition: String,
    origin: String,
    url: Url,
    stored: Duration,
    max_age: Duration,
    credentials: bool,
    grant: Grant,
}

/// The method or name of an entry; `*` is stored as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    Method(String),
    HeaderName(String),
}

/// The max-age of a preflight's response that has none.
pub const DEFAULT_MAX_AGE: u64 = 5;
/// The limit of Chromium, in seconds
/// ([MDN](https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age)).
pub const CHROMIUM_MAX_AGE_LIMIT: u64 = 7_200;
/// The limit of Firefox (as above).
pub const FIREFOX_MAX_AGE_LIMIT: u64 = 86_400;
/// The limit of WebKit
/// ([`CrossOriginPreflightResultCache.cpp`](https://github.com/WebKit/WebKit/blob/main/Source/WebCore/loader/CrossOriginPreflightResultCache.cpp)).
pub const WEBKIT_MAX_AGE_LIMIT: u64 = 600;

impl PreflightCache {
    /// An empty cache.
    #[must_use]
    pub fn new(max_age_limit: u64) -> Self {
        Self { entries: Vec::new(), max_age_limit }
    }

    /// Whether there is a [method cache entry match](https://fetch.spec.whatwg.org/#concept-cache-match-method).
    pub(crate) fn has_method(&self, request: &Request, method: &str, now: Duration) -> bool {
        self.matching(request, now).any(|entry| entry.grants_method(method))
    }

    /// Whether there is a [header-name cache entry match](https://fetch.spec.whatwg.org/#concept-cache-match-header).
    pub(crate) fn has_header_name(&self, request: &Request, name: &str, now: Duration) -> bool {
        self.matching(request, now).any(|entry| entry.grants_header_name(name))
    }

    /// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), steps 7.10 and
    /// 7.12 to 7.15.
    pub(crate) fn store(
        &mut self,
        request: &Request,
        max_age: u64,
        methods: Vec<String>,
        header_names: Vec<String>,
        now: Duration,
    ) {
        let max_age = Duration::from_secs(max_age.min(self.max_age_limit));
        let methods = methods.into_iter().map(Grant::Method);
        for grant in methods.chain(header_names.into_iter().map(Grant::HeaderName)) {
            let mut is_matched = false;
            let matching = self
                .entries
                .iter_mut()
                .filter(|entry| entry.matches(request, now) && entry.grants(&grant));
            for entry in matching {
                // According to the standard only the max-age changes, not the time of storing.
                entry.max_age = max_age;
                is_matched = true;
            }
            if !is_matched {
                self.entries.push(Entry::new(request, max_age, grant, now));
            }
        }
        self.entries.retain(|entry| entry.is_fresh(now));
    }

    /// [To clear cache entries](https://fetch.spec.whatwg.org/#concept-cache-clear): with
    /// credentials and without.
    pub(crate) fn clear(&mut self, request: &Request) {
        self.entries.retain(|entry| !entry.has_key_of(request));
    }

    fn matching(&self, request: &Request, now: Duration) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.matches(request, now))
    }
}

impl Entry {
    /// [To create a new cache entry](https://fetch.spec.whatwg.org/#concept-cache-create-entry).
    fn new(request: &Request, max_age: Duration, grant: Grant, now: Duration) -> Self {
        Self {
            partition: request.partition.clone(),
            origin: request.serialized_origin().to_owned(),
            url: request.current_url.clone(),
            stored: now,
            max_age,
            credentials: request.includes_credentials(),
            grant,
        }
    }

    fn is_fresh(&self, now: Duration) -> bool {
        now.saturating_sub(self.stored) < self.max_age
    }

    fn has_key_of(&self, request: &Request) -> bool {
        self.partition == request.partition
            && self.origin == request.serialized_origin()
            && self.url == request.current_url
    }

    /// Whether there is a [cache entry match](https://fetch.spec.whatwg.org/#concept-cache-match).
    fn matches(&self, request: &Request, now: Duration) -> bool {
        self.is_fresh(now)
            && self.has_key_of(request)
            && (self.credentials || !request.includes_credentials())
    }

    fn grants(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Method(method) => self.grants_method(method),
            Grant::HeaderName(name) => self.grants_header_name(name),
        }
    }

    fn grants_method(&self, method: &str) -> bool {
        matches!(&self.grant, Grant::Method(granted) if granted == method || granted == "*")
    }

    fn grants_header_name(&self, name: &str) -> bool {
        let Grant::HeaderName(granted) = &self.grant else { return false };
        granted.eq_ignore_ascii_case(name) || (granted == "*" && !is_cors_non_wildcard(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CredentialsMode, Page};

    const START: Duration = Duration::from_secs(1_000);

    fn request(origin: &str, url: &str) -> Request {
        Request::new(&Page::new(origin).unwrap(), "PUT", url).unwrap()
    }

    fn own() -> Request {
        request("https://p.test", "https://a.test/x?y=1")
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn cache(max_age: u64) -> PreflightCache {
        let mut cache = PreflightCache::new(CHROMIUM_MAX_AGE_LIMIT);
        cache.store(&own(), max_age, names(&["PUT"]), names(&["X-A"]), START);
        cache
    }

    #[test]
    fn entry_matches_only_its_key() {
        let cache = cache(60);
        assert!(cache.has_method(&own(), "PUT", START));
        assert!(cache.has_header_name(&own(), "x-a", START));
        assert!(!cache.has_method(&own(), "put", START), "methods are case-sensitive");
        assert!(!cache.has_method(&own(), "X-A", START), "a header name is not a method");
        for other in [
            request("https://q.test", "https://a.test/x?y=1"),
            request("https://p.test", "https://a.test/x?y=2"),
            request("https://p.test", "https://a.test/x"),
        ] {
            assert!(!cache.has_method(&other, "PUT", START), "{other:?}");
        }
        let neighbour =
            Page::new("https://q.test").unwrap().framed_by(&Page::new("https://p.test").unwrap());
        let neighbour = Request::new(&neighbour, "PUT", "https://a.test/x?y=1").unwrap();
        assert!(!cache.has_method(&neighbour, "PUT", START), "another origin in the partition");
        let framed = Page::new("https://p.test")
            .unwrap()
            .framed_by(&Page::new("https://other.test").unwrap());
        let framed = Request::new(&framed, "PUT", "https://a.test/x?y=1").unwrap();
        assert!(!cache.has_method(&framed, "PUT", START), "another partition");
    }

    #[test]
    fn entries_without_credentials_do_not_match_requests_with_credentials() {
        let with = || own().credentials(CredentialsMode::Include);
        let mut cache = cache(60);
        assert!(!cache.has_method(&with(), "PUT", START));
        cache.store(&with(), 60, names(&["DELETE"]), vec![], START);
        assert!(cache.has_method(&with(), "DELETE", START));
        assert!(cache.has_method(&own(), "DELETE", START), "the reverse is allowed");
        cache.clear(&own());
        assert!(!cache.has_method(&with(), "DELETE", START), "both kinds are cleared");
    }

    #[test]
    fn entries_end() {
        let at = |seconds| START + Duration::from_secs(seconds);
        assert!(cache(60).has_method(&own(), "PUT", at(59)));
        assert!(!cache(60).has_method(&own(), "PUT", at(60)));
        assert!(!cache(0).has_method(&own(), "PUT", START));
        assert!(cache(99_999).has_method(&own(), "PUT", at(7_199)));
        assert!(!cache(99_999).has_method(&own(), "PUT", at(7_200)), "the limit");
    }

    #[test]
    fn wildcard_is_stored_and_does_not_cover_authorization() {
        let mut cache = PreflightCache::new(CHROMIUM_MAX_AGE_LIMIT);
        cache.store(&own(), 60, names(&["*"]), names(&["*"]), START);
        assert!(cache.has_method(&own(), "PURGE", START));
        assert!(cache.has_header_name(&own(), "x-any", START));
        assert!(!cache.has_header_name(&own(), "Authorization", START));
    }

    #[test]
    fn repeated_entry_updates_the_max_age() {
        let mut cache = cache(60);
        cache.store(&own(), 0, names(&["PUT"]), vec![], START);
        assert!(!cache.has_method(&own(), "PUT", START));
        assert!(cache.has_header_name(&own(), "x-a", START));
    }
}
