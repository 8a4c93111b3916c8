//! The checks that stop a request before it is sent, whatever a server would answer: [bad
//! ports](https://fetch.spec.whatwg.org/#port-blocking) and [mixed
//! content](https://w3c.github.io/webappsec-mixed-content/#should-block-fetch).

use url::{Host, Url};

use crate::network_error::NetworkError;
use crate::request::Request;

/// [Bad ports](https://fetch.spec.whatwg.org/#bad-port), in order.
const BAD_PORTS: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10_080,
];

/// Main fetch, step 7, without content security policies.
pub(crate) fn check(request: &Request, allows_mixed_content: bool) -> Result<(), NetworkError> {
    let url = &request.current_url;
    if let Some(port) = url.port().filter(|port| BAD_PORTS.contains(port)) {
        return Err(NetworkError::BadPort(port));
    }
    // For requests of `fetch()`, which are neither images nor documents.
    let is_restricted = request.blocks_mixed_content && !allows_mixed_content;
    if is_restricted && !is_potentially_trustworthy(url) {
        return Err(NetworkError::MixedContent);
    }
    Ok(())
}

/// Whether the origin of a URL is [potentially
/// trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy).
fn is_potentially_trustworthy(url: &Url) -> bool {
    if url.scheme() != "http" {
        return true;
    }
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(domain)) => {
            let domain = domain.strip_suffix('.').unwrap_or(domain);
            domain == "localhost" || domain.ends_with(".localhost")
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;

    fn check(page: &Page, url: &str) -> Result<(), NetworkError> {
        super::check(&Request::new(page, "GET", url).unwrap(), false)
    }

    #[test]
    fn pages_over_https_request_http_only_of_their_own_machine() {
        let secure = Page::new("https://p.test").unwrap();
        let insecure = Page::new("http://p.test").unwrap();
        for url in ["http://a.test/", "http://10.0.0.1/", "http://notlocalhost/"] {
            assert_eq!(check(&secure, url), Err(NetworkError::MixedContent), "{url}");
            assert_eq!(check(&insecure, url), Ok(()), "{url}");
        }
        for url in [
            "https://a.test/",
            "http://127.0.0.1:3000/",
            "http://[::1]/",
            "http://localhost/",
            "http://app.localhost./",
        ] {
            assert_eq!(check(&secure, url), Ok(()), "{url}");
        }
        // A frame of such a page, even if it is sandboxed.
        let framed = insecure.framed_by(&secure);
        assert_eq!(check(&framed, "http://a.test/"), Err(NetworkError::MixedContent));
        let framed = Page::opaque().framed_by(&secure);
        assert_eq!(check(&framed, "http://a.test/"), Err(NetworkError::MixedContent));
        assert_eq!(check(&Page::opaque(), "http://a.test/"), Ok(()));
    }

    #[test]
    fn ports() {
        let page = Page::new("http://p.test").unwrap();
        for port in [22, 6000, 6697, 10_080] {
            let url = format!("http://a.test:{port}/");
            assert_eq!(check(&page, &url), Err(NetworkError::BadPort(port)));
        }
        for url in ["http://a.test/", "http://a.test:3000/", "https://a.test:8443/"] {
            assert_eq!(check(&page, url), Ok(()));
        }
        assert!(BAD_PORTS.is_sorted());
    }
}
