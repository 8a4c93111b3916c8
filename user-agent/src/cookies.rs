//! A cookie store that supports only what is needed to observe credentials: name, value, `Path`, `Secure`
//! and `SameSite` ([RFC 6265](https://www.rfc-editor.org/rfc/rfc6265#section-5),
//! [`SameSite`](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-samesite-attribute-2)).
//!
//! A cookie lives as long as the user agent and is sent only to the host that set it. Cookies with a
//! `Domain` or an expiry are not stored, so that none is sent by mistake.

use crate::header_list::{HeaderList, isomorphic_decode};
use crate::origin::Origin;
use crate::redirect_taint::RedirectTaint;
use crate::request::Request;

#[derive(Clone, Debug, Default)]
pub(crate) struct CookieStore(Vec<Cookie>);

#[derive(Clone, Debug)]
struct Cookie {
    host: String,
    name: String,
    value: String,
    path: String,
    is_secure: bool,
    /// `SameSite=None`. `Lax` and `Strict` have the same effect on `fetch()`.
    is_for_all_sites: bool,
}

impl CookieStore {
    /// The value of `Cookie` for a request, if there is any.
    pub(crate) fn serialized_for(&self, request: &Request) -> Option<String> {
        let is_same_site = is_same_site(request);
        let matching = self.0.iter().filter(|cookie| {
            request.current_url.host_str() == Some(&cookie.host)
                && has_path(request.current_url.path(), &cookie.path)
                && (!cookie.is_secure || request.current_url.scheme() == "https")
                && (cookie.is_for_all_sites || is_same_site)
        });
        let pairs: Vec<String> =
            matching.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// [To parse and store response `Set-Cookie` headers](https://fetch.spec.whatwg.org/#set-cookie-header).
    pub(crate) fn store(&mut self, request: &Request, headers: &HeaderList) {
        let is_same_site = is_same_site(request);
        for line in headers.values("set-cookie") {
            let Some(cookie) = Cookie::parse(&isomorphic_decode(line), request) else { continue };
            if cookie.is_for_all_sites || is_same_site {
                self.0.retain(|other| {
                    (&other.host, &other.name, &other.path)
                        != (&cookie.host, &cookie.name, &cookie.path)
                });
                self.0.push(cookie);
            }
        }
    }
}

impl Cookie {
    fn parse(line: &str, request: &Request) -> Option<Self> {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let url = &request.current_url;
        let default_path = url.path().rsplit_once('/').map_or("/", |(path, _)| path);
        let mut cookie = Self {
            host: url.host_str()?.to_owned(),
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            path: if default_path.is_empty() { "/" } else { default_path }.to_owned(),
            is_secure: false,
            is_for_all_sites: false,
        };
        for attribute in parts {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "domain" | "expires" | "max-age" => return None,
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "secure" => cookie.is_secure = true,
                "samesite" => cookie.is_for_all_sites = value.eq_ignore_ascii_case("none"),
                _ => {}
            }
        }
        let is_on_secure_connection = url.scheme() == "https";
        let is_legal = (!cookie.is_secure || is_on_secure_connection)
            && (!cookie.is_for_all_sites || cookie.is_secure);
        is_legal.then_some(cookie)
    }
}

/// [Determining the same-site mode](https://fetch.spec.whatwg.org/#determine-the-same-site-mode),
/// "strict-or-less" or not.
fn is_same_site(request: &Request) -> bool {
    request.origin.is_same_site(&Origin::of(&request.current_url))
        && request.redirect_taint() != RedirectTaint::CrossSite
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

    /// The cookies that a page of `page` sends to `url` after one was set there.
    fn sent(page: &str, url: &str, set: &str) -> Option<String> {
        let request = Request::new(&Page::new(page), "GET", url).unwrap();
        let mut headers = HeaderList::default();
        headers.append("Set-Cookie", set);
        let mut store = CookieStore::default();
        store.store(&request, &headers);
        store.serialized_for(&request)
    }

    #[test]
    fn cross_site_cookies_need_same_site_none() {
        let own = "http://app.shop.test";
        for (page, url, set, is_sent) in [
            (own, "http://api.shop.test:81/", "k=1", true),
            (own, "http://other.test/", "k=1", false),
            ("http://localhost:1", "http://localhost:2/", "k=1; SameSite=Strict", true),
            ("http://localhost", "http://127.0.0.1/", "k=1", false),
            ("https://a.test", "https://b.test/", "k=1; SameSite=None; Secure", true),
            ("https://a.test", "https://b.test/", "k=1; SameSite=None", false),
            (own, "http://api.shop.test/", "k=1; Secure", false),
            (own, "http://api.shop.test/", "k=1; Max-Age=1", false),
            (own, "http://api.shop.test/", "k=1; Domain=shop.test", false),
            (own, "http://api.shop.test/a/b", "k=1", true),
            (own, "http://api.shop.test/a/b", "k=1; Path=/c", false),
        ] {
            assert_eq!(sent(page, url, set).is_some(), is_sent, "{page} {url} {set}");
        }
    }

    #[test]
    fn redirect_over_another_site_drops_cookies() {
        let page = Page::new("http://a.test");
        let mut request = Request::new(&page, "GET", "http://a.test/").unwrap();
        let mut headers = HeaderList::default();
        headers.append("Set-Cookie", "k=1");
        let mut store = CookieStore::default();
        store.store(&request, &headers);
        assert!(store.serialized_for(&request).is_some());
        request.previous_urls = vec!["http://b.test/".parse().unwrap()];
        assert!(store.serialized_for(&request).is_none());
    }

    #[test]
    fn cookie_replaces_one_of_the_same_name() {
        let request = Request::new(&Page::new("http://a.test"), "GET", "http://a.test/").unwrap();
        let mut headers = HeaderList::default();
        for set in ["k=1", "l=2", "k=3"] {
            headers.append("Set-Cookie", set);
        }
        let mut store = CookieStore::default();
        store.store(&request, &headers);
        assert_eq!(store.serialized_for(&request).as_deref(), Some("l=2; k=3"));
    }
}
