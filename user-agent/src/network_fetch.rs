//! [HTTP-network-or-cache fetch](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch)
//! without the cache: the headers that the user agent adds, and the call of the network.

use crate::fetch_params::Fetch;
use crate::network::{AsyncNetwork, HttpRequest, HttpResponse};
use crate::network_error::NetworkError;
use crate::origin::Origin;
use crate::request::{CredentialsMode, Mode, ReferrerPolicy, Request, ResponseTainting};

impl<N: AsyncNetwork> Fetch<'_, N> {
    pub(crate) async fn http_network_or_cache_fetch(
        &mut self,
        request: &Request,
    ) -> Result<HttpResponse, NetworkError> {
        // Step 8.3.
        let include_credentials = match request.credentials_mode {
            CredentialsMode::Include => true,
            CredentialsMode::SameOrigin => request.response_tainting == ResponseTainting::Basic,
            CredentialsMode::Omit => false,
        };
        let mut header_list = request.header_list.clone();
        // Fetching, step 12 (https://fetch.spec.whatwg.org/#concept-fetch).
        if !header_list.contains("accept") {
            header_list.append("Accept", "*/*");
        }
        // Step 8.12.
        if let Some(origin) = request_origin_header(request) {
            header_list.append("Origin", origin);
        }
        // Step 8.21.1.
        if include_credentials {
            if let Some(value) = self.cookies.serialized_for(request, self.now) {
                header_list.append("Cookie", value);
            }
        }
        let http_request = HttpRequest {
            method: request.method.clone(),
            url: request.current_url.clone(),
            header_list,
            body: request.body.clone().unwrap_or_default(),
        };
        let response = self.network.respond(http_request).await?;
        // HTTP-network fetch (https://fetch.spec.whatwg.org/#concept-http-network-fetch): cookies
        // are stored if they would have been sent.
        if include_credentials {
            self.cookies.store(request, &response.header_list, self.now);
        }
        Ok(response)
    }
}

/// [To append a request `Origin` header](https://fetch.spec.whatwg.org/#append-a-request-origin-header):
/// its value, if it is sent.
fn request_origin_header(request: &Request) -> Option<&str> {
    // Step 2.
    let serialized = request.serialized_origin();
    // Step 3.
    if request.response_tainting == ResponseTainting::Cors {
        return Some(serialized);
    }
    // Step 4.
    if matches!(request.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    // Step 4.1.
    let is_hidden = || match request.referrer_policy {
        ReferrerPolicy::NoReferrer => true,
        ReferrerPolicy::StrictOriginWhenCrossOrigin => {
            serialized.starts_with("https://") && request.current_url.scheme() != "https"
        }
        ReferrerPolicy::SameOrigin => {
            !request.origin.is_same_origin(&Origin::of(&request.current_url))
        }
        ReferrerPolicy::UnsafeUrl => false,
    };
    Some(if request.mode != Mode::Cors && is_hidden() { "null" } else { serialized })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Page, UserAgent};

    #[test]
    fn user_agent_adds_accept_and_origin() {
        let sent = |request: Request| {
            let mut sent = Vec::new();
            let mut network = |request: &HttpRequest| {
                let header = |(name, value): (&str, &[u8])| {
                    format!("{name}: {}", String::from_utf8_lossy(value))
                };
                sent = request.header_list.iter().map(header).collect();
                Ok(HttpResponse::new(200))
            };
            let _ = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
            sent
        };
        let get = || {
            Request::new(&Page::new("https://p.test").unwrap(), "GET", "https://a.test").unwrap()
        };
        assert_eq!(sent(get()), ["Accept: */*", "Origin: https://p.test"]);
        let own = get().header("accept", "text/html").unwrap();
        assert_eq!(sent(own), ["accept: text/html", "Origin: https://p.test"]);
    }

    #[test]
    fn value_of_origin() {
        let none = ReferrerPolicy::NoReferrer;
        let strict = ReferrerPolicy::StrictOriginWhenCrossOrigin;
        let page = "https://p.test";
        for (mode, method, url, policy, want) in [
            (Mode::NoCors, "GET", "https://a.test", strict, None),
            (Mode::NoCors, "POST", "https://a.test", strict, Some(page)),
            (Mode::NoCors, "POST", "http://a.test", strict, Some("null")),
            (Mode::NoCors, "POST", "https://a.test", none, Some("null")),
            (Mode::NoCors, "POST", "https://a.test", ReferrerPolicy::SameOrigin, Some("null")),
            (Mode::NoCors, "POST", "http://a.test", ReferrerPolicy::UnsafeUrl, Some(page)),
            (Mode::Cors, "GET", "https://p.test", none, None),
            (Mode::Cors, "POST", "https://p.test", none, Some(page)),
        ] {
            let request = Request::with_mode(&Page::new(page).unwrap(), mode, method, url).unwrap();
            let request = request.referrer_policy(policy);
            assert_eq!(request_origin_header(&request), want, "{mode:?} {method} {url} {policy:?}");
        }
        let request = Request::new(&Page::new(page).unwrap(), "GET", "https://a.test").unwrap();
        let request = Request { response_tainting: ResponseTainting::Cors, ..request };
        assert_eq!(request_origin_header(&request.referrer_policy(none)), Some(page));
    }
}
