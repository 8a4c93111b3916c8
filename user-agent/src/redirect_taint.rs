//! The effect of redirects on a request's origin.

use crate::origin::Origin;
use crate::request::Request;

/// [How a request was redirected](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RedirectTaint {
    SameOrigin,
    SameSite,
    CrossSite,
}

impl Request {
    /// [Its redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
    pub(crate) fn redirect_taint(&self) -> RedirectTaint {
        // Step 3.
        let mut taint = RedirectTaint::SameOrigin;
        // Steps 2 and 4: each URL with the previous one.
        let urls = self.previous_urls.iter().skip(1).chain([&self.current_url]);
        for (last, url) in self.previous_urls.iter().zip(urls) {
            let (last, url) = (Origin::of(last), Origin::of(url));
            // Step 4.2.
            if !url.is_same_site(&last) && !self.origin.is_same_site(&last) {
                return RedirectTaint::CrossSite;
            }
            // Step 4.3.
            if !url.is_same_origin(&last) && !self.origin.is_same_origin(&last) {
                taint = RedirectTaint::SameSite;
            }
        }
        taint
    }

    /// [Serializing a request origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin).
    pub(crate) fn serialized_origin(&self) -> &str {
        match self.redirect_taint() {
            RedirectTaint::SameOrigin => self.origin.serialize(),
            RedirectTaint::SameSite | RedirectTaint::CrossSite => "null",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;

    #[test]
    fn second_foreign_origin_taints() {
        for (urls, want) in [
            (&["https://a.test/"][..], "https://p.test"),
            (&["https://a.test/", "https://a.test/2"], "https://p.test"),
            (&["https://p.test/", "https://a.test/"], "https://p.test"),
            (&["https://a.test/", "https://p.test/"], "null"),
            (&["https://a.test/", "https://b.test/"], "null"),
            (&["https://a.test/", "https://x.a.test/"], "null"),
            (&["https://a.test/", "https://b.test/", "https://p.test/"], "null"),
        ] {
            let (current, previous) = urls.split_last().unwrap();
            let mut request =
                Request::new(&Page::new("https://p.test").unwrap(), "GET", current).unwrap();
            request.previous_urls = previous.iter().map(|url| url.parse().unwrap()).collect();
            assert_eq!(request.serialized_origin(), want, "{urls:?}");
        }
    }
}
