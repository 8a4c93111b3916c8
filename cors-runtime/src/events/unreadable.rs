//! Response headers that a page cannot read but may need.
//!
//! A page of another origin reads the
//! [safelisted response headers](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name) and
//! those that `expose_headers` lists; for any other name `headers.get(…)` returns `null`, without a
//! message. Each such name is reported once for each policy.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use cors_tables::fetch;
use cors_tables::policy::ExposeHeaders;

use crate::policy::PolicyData;
use crate::response::existing::is_of_cors;
use crate::stacked::ERROR_HEADER;

/// Headers that pages don't use: the browser or a proxy acts on them, or they describe the connection or
/// the server.
///
/// Scripts do read these, so they are not in the list: `accept-ranges` and `content-range` (viewers that
/// load parts of a file), `content-disposition` (its file name), `etag`, `link`, `location` (of a 201),
/// `retry-after`, `www-authenticate` (clients that look for the authorization server), and every unknown
/// name.
const OF_NO_USE_TO_PAGES: [&str; 58] = [
    "accept-ch",
    "age",
    "alt-svc",
    "alt-used",
    "cdn-cache-control",
    "clear-site-data",
    "connection",
    "content-encoding",
    "content-security-policy",
    "content-security-policy-report-only",
    "critical-ch",
    "cross-origin-embedder-policy",
    "cross-origin-embedder-policy-report-only",
    "cross-origin-opener-policy",
    "cross-origin-opener-policy-report-only",
    "cross-origin-resource-policy",
    "date",
    "document-policy",
    "expect-ct",
    "feature-policy",
    "integrity-policy",
    "integrity-policy-report-only",
    "keep-alive",
    "nel",
    "no-vary-search",
    "origin-agent-cluster",
    "origin-trial",
    "p3p",
    "permissions-policy",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-connection",
    "referrer-policy",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "sec-websocket-accept",
    "sec-websocket-extensions",
    "server",
    "server-timing",
    "service-worker-allowed",
    "set-cookie",
    "set-cookie2",
    "sourcemap",
    "speculation-rules",
    "strict-transport-security",
    "surrogate-control",
    "timing-allow-origin",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-content-type-options",
    "x-dns-prefetch-control",
    "x-frame-options",
    "x-powered-by",
    "x-xss-protection",
];

/// The names of a shared response to log, each once for each policy.
pub(super) fn names<'n>(
    policy: &PolicyData,
    status: u16,
    names: impl Iterator<Item = &'n str>,
) -> impl Iterator<Item = &'n str> {
    let exposed = match &policy.table.expose_headers {
        ExposeHeaders::List(list) => Some(list),
        ExposeHeaders::Any => None,
    };
    // The browser follows a redirect or changes the protocol: no page reads the response.
    let is_read = !matches!(status, 101 | 301 | 302 | 303 | 307 | 308);
    let exposed = exposed.filter(|_| is_read);
    names.filter(move |name| {
        exposed.is_some_and(|exposed| !exposed.names().contains(name.as_bytes()))
            && !fetch::is_cors_safelisted_response_header_name(name.as_bytes())
            && !is_of_cors(name)
            && *name != ERROR_HEADER
            && OF_NO_USE_TO_PAGES.binary_search(name).is_err()
            && policy.reported.is_new(name)
    })
}

/// The maximum number of names that are reported for a policy.
const REPORTED: usize = 32;

/// The names that were reported for a policy: a hash of each.
///
/// It has a fixed size and no lock. When it is full, further names are not reported. If two names have the
/// same hash (a chance of one in four thousand million), the second is not reported.
#[derive(Debug)]
pub(crate) struct Reported([AtomicU32; REPORTED]);

impl Reported {
    pub(crate) const fn new() -> Self {
        Self([const { AtomicU32::new(0) }; REPORTED])
    }

    /// Whether `name` is seen for the first time.
    fn is_new(&self, name: &str) -> bool {
        let hash = hash(name);
        for slot in &self.0 {
            match slot.compare_exchange(0, hash, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(other) if other == hash => return false,
                Err(_) => {}
            }
        }
        false
    }
}

/// FNV-1a, but never 0.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, *The FNV Non-Cryptographic Hash Algorithm*.
fn hash(name: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    name.bytes().fold(0x811c_9dc5, step).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_in_lower_case() {
        assert!(OF_NO_USE_TO_PAGES.is_sorted_by(|one, next| one < next));
        assert!(OF_NO_USE_TO_PAGES.iter().all(|name| *name == name.to_ascii_lowercase()));
    }

    #[test]
    fn each_name_is_new_once_up_to_the_maximum() {
        let reported = Reported::new();
        for index in 0..1000 {
            let name = format!("x-{index}");
            assert_eq!(reported.is_new(&name), index < REPORTED, "{name}");
            assert!(!reported.is_new(&name));
        }
    }
}
