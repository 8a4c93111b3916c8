//! A cookie store: which cookies of a server are sent with the requests of a page ([RFC
//! 6265](https://www.rfc-editor.org/rfc/rfc6265#section-5), and
//! [its revision](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-cookie-header-field) for
//! `SameSite` and prefixes of names).
//!
//! Browsers may also block cookies of other sites entirely, which depends on their settings; this one doesn't.

mod date;
mod set_cookie;

use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use self::set_cookie::{Cookie, Parsed};
use crate::header_list::{HeaderList, isomorphic_decode};
use crate::origin::Origin;
use crate::redirect_taint::RedirectTaint;
use crate::request::Request;

#[derive(Clone, Debug, Default)]
pub(crate) struct CookieStore(Vec<Cookie>);

impl CookieStore {
    /// The value of `Cookie` for a request, if there is any ([section
    /// 5.4](https://www.rfc-editor.org/rfc/rfc6265#section-5.4)).
    pub(crate) fn serialized_for(&self, request: &Request, now: Duration) -> Option<String> {
        let is_same_site = is_same_site(request);
        let matching = self.0.iter().filter(|cookie| {
            cookie.is_fresh(now)
                && cookie.matches(&request.current_url)
                && (cookie.is_for_all_sites || is_same_site)
        });
        let mut matching: Vec<&Cookie> = matching.collect();
        // Those with longer paths first; the others in the order in which they were set.
        matching.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = matching
            .into_iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// [To parse and store response `Set-Cookie` headers](https://fetch.spec.whatwg.org/#set-cookie-header).
    pub(crate) fn store(&mut self, request: &Request, headers: &HeaderList, now: Duration) {
        self.0.retain(|cookie| cookie.is_fresh(now));
        let is_same_site = is_same_site(request);
        for line in headers.values("set-cookie") {
            let parsed = Parsed::new(&isomorphic_decode(line));
            let cookie = parsed.and_then(|parsed| parsed.accepted_from(&request.current_url, now));
            let Some(cookie) = cookie else { continue };
            if !cookie.is_for_all_sites && !is_same_site {
                continue;
            }
            let previous = self.0.iter().position(|other| other.is_replaced_by(&cookie));
            match (previous.and_then(|index| self.0.get_mut(index)), previous) {
                // A cookie keeps the position of the one that it replaces.
                (Some(previous), _) if cookie.is_fresh(now) => *previous = cookie,
                (_, Some(index)) => drop(self.0.remove(index)),
                (_, None) if cookie.is_fresh(now) => self.0.push(cookie),
                (_, None) => {}
            }
        }
    }
}

impl Cookie {
    fn is_fresh(&self, now: Duration) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    /// Whether host, path and scheme of a URL are those of the cookie.
    fn matches(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| {
            if self.is_host_only { host == self.domain } else { has_domain(host, &self.domain) }
        }) && has_path(url.path(), &self.path)
            && (!self.is_secure || url.scheme() == "https")
    }

    fn is_replaced_by(&self, other: &Self) -> bool {
        let key = |cookie: &Self| {
            (cookie.name.clone(), cookie.domain.clone(), cookie.is_host_only, cookie.path.clone())
        };
        key(self) == key(other)
    }
}

/// [Determining the same-site mode](https://fetch.spec.whatwg.org/#determine-the-same-site-mode),
/// "strict-or-less" or not.
fn is_same_site(request: &Request) -> bool {
    request.origin.is_same_site(&Origin::of(&request.current_url))
        && request.redirect_taint() != RedirectTaint::CrossSite
}

/// [Domain-match](https://www.rfc-editor.org/rfc/rfc6265#section-5.1.3).
fn has_domain(host: &str, domain: &str) -> bool {
    let is_below = || {
        host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
            && host.parse::<IpAddr>().is_err()
    };
    host == domain || is_below()
}

/// [Path-match](https://www.rfc-editor.org/rfc/rfc6265#section-5.1.4).
fn has_path(path: &str, cookie_path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie_path.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn get(page: &str, url: &str) -> Request {
        Request::new(&Page::new(page).unwrap(), "GET", url).unwrap()
    }

    fn set(store: &mut CookieStore, request: &Request, line: &str, now: Duration) {
        let mut headers = HeaderList::default();
        headers.append("Set-Cookie", line);
        store.store(request, &headers, now);
    }

    /// The cookies that a page of `page` sends to `url` after one was set there.
    fn sent(page: &str, url: &str, line: &str) -> Option<String> {
        let mut store = CookieStore::default();
        set(&mut store, &get(page, url), line, NOW);
        store.serialized_for(&get(page, url), NOW)
    }

    #[test]
    fn cross_site_cookies_need_same_site_none() {
        let own = "http://app.shop.test";
        for (page, url, set, is_sent) in [
            (own, "http://api.shop.test:81/", "k=1", true),
            (own, "http://other.test/", "k=1", false),
            ("http://localhost:1", "http://localhost:2/", "k=1; SameSite=Strict", true),
            ("http://localhost", "http://127.0.0.1/", "k=1", false),
            ("https://a.github.io", "https://b.github.io/", "k=1", false),
            ("https://a.test", "https://b.test/", "k=1; SameSite=None; Secure", true),
            ("https://a.test", "https://b.test/", "k=1; SameSite=None", false),
            (own, "http://api.shop.test/", "k=1; Secure", false),
            (own, "http://api.shop.test/a/b", "k=1", true),
            (own, "http://api.shop.test/a/b", "k=1; Path=/c", false),
        ] {
            assert_eq!(sent(page, url, set).is_some(), is_sent, "{page} {url} {set}");
        }
    }

    #[test]
    fn cookies_expire() {
        let request = get("https://app.shop.test", "https://api.shop.test/");
        for (line, lives_for) in [
            ("k=1", None),
            ("k=1; Max-Age=60", Some(60)),
            ("k=1; Max-Age=0", Some(0)),
            ("k=1; Max-Age=-1", Some(0)),
            ("k=1; Max-Age=soon", None),
            ("k=1; Expires=Tue, 14 Nov 2023 22:13:30 GMT", Some(10)),
            ("k=1; expires=Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("k=1; Expires=never", None),
            ("k=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", Some(60)),
        ] {
            let mut store = CookieStore::default();
            set(&mut store, &request, line, NOW);
            let is_sent =
                |after| store.serialized_for(&request, NOW + Duration::from_secs(after)).is_some();
            match lives_for {
                None => assert!(is_sent(1_000_000), "{line}"),
                Some(0) => assert!(!is_sent(0), "{line}"),
                Some(seconds) => {
                    assert!(is_sent(seconds - 1) && !is_sent(seconds), "{line}");
                }
            }
        }
    }

    #[test]
    fn expired_cookie_removes_the_one_that_it_replaces() {
        let request = get("https://app.shop.test", "https://api.shop.test/");
        let mut store = CookieStore::default();
        for line in ["k=1", "l=2", "k=; Max-Age=0"] {
            set(&mut store, &request, line, NOW);
        }
        assert_eq!(store.serialized_for(&request, NOW).as_deref(), Some("l=2"));
    }

    #[test]
    fn domains_of_cookies() {
        let page = "https://app.shop.test";
        let from = "https://api.shop.test/";
        for (line, to, is_sent) in [
            ("k=1", "https://api.shop.test/", true),
            ("k=1", "https://v2.api.shop.test/", false),
            ("k=1; Domain=shop.test", "https://api.shop.test/", true),
            ("k=1; Domain=.Shop.test", "https://other.shop.test/", true),
            ("k=1; Domain=hop.test", "https://api.shop.test/", false),
            ("k=1; Domain=other.shop.test", "https://other.shop.test/", false),
            ("k=1; Domain=test", "https://api.shop.test/", false),
            ("k=1; Domain=", "https://api.shop.test/", true),
            ("__Secure-k=1; Secure", "https://api.shop.test/", true),
            ("__Secure-k=1", "https://api.shop.test/", false),
            ("__Host-k=1; Secure; Path=/", "https://api.shop.test/", true),
            ("__Host-k=1; Secure", "https://api.shop.test/", false),
            ("__host-k=1; Secure; Path=/; Domain=shop.test", "https://api.shop.test/", false),
        ] {
            let mut store = CookieStore::default();
            set(&mut store, &get(page, from), line, NOW);
            let sent = store.serialized_for(&get(page, to), NOW);
            assert_eq!(sent.is_some(), is_sent, "{line} {to}");
        }
        let own = sent("https://one.github.io", "https://one.github.io/", "k=1; Domain=github.io");
        assert_eq!(own, None, "a public suffix");
        let own = sent("http://localhost:1", "http://localhost:2/", "k=1; Domain=localhost");
        assert_eq!(own.as_deref(), Some("k=1"), "the host itself");
    }

    #[test]
    fn redirect_over_another_site_drops_cookies() {
        let mut request = get("http://a.test", "http://a.test/");
        let mut store = CookieStore::default();
        set(&mut store, &request, "k=1", NOW);
        assert!(store.serialized_for(&request, NOW).is_some());
        request.previous_urls = vec!["http://b.test/".parse().unwrap()];
        assert!(store.serialized_for(&request, NOW).is_none());
    }

    #[test]
    fn order_of_cookies() {
        let request = get("http://a.test", "http://a.test/x/y");
        let mut store = CookieStore::default();
        for line in ["k=1; Path=/", "l=2; Path=/", "m=3; Path=/x", "k=4; Path=/"] {
            set(&mut store, &request, line, NOW);
        }
        assert_eq!(store.serialized_for(&request, NOW).as_deref(), Some("m=3; k=4; l=2"));
    }
}
