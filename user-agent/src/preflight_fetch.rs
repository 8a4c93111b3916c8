//! [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch): requests permission from a
//! server for a request that a form could not send.

use std::time::Duration;

use crate::cors_check::cors_check;
use crate::fetch_params::Fetch;
use crate::header_list::HeaderList;
use crate::methods;
use crate::network::{AsyncNetwork, HttpResponse};
use crate::network_error::NetworkError;
use crate::preflight_cache::{DEFAULT_MAX_AGE, PreflightCache};
use crate::request::{CredentialsMode, Mode, RedirectMode, Request, ResponseTainting};
use crate::request_headers::{cors_unsafe_names, is_cors_non_wildcard};

impl<N: AsyncNetwork> Fetch<'_, N> {
    pub(crate) async fn cors_preflight_fetch(&mut self) -> Result<(), NetworkError> {
        let preflight = preflight_of(&self.request);
        // Step 6.
        let response = self.http_network_or_cache_fetch(&preflight).await?;
        check_preflight_response(&self.request, &response, self.preflight_cache, self.now)
    }
}

/// Steps 1 to 5: the preflight of a request.
fn preflight_of(request: &Request) -> Request {
    // Steps 2 and 3.
    let mut header_list = HeaderList::default();
    header_list.append("Accept", "*/*");
    header_list.append("Access-Control-Request-Method", &request.method);
    // Step 4.
    let headers = cors_unsafe_names(&request.header_list);
    // Step 5: without a space after the commas.
    if !headers.is_empty() {
        let value = headers.into_iter().collect::<Vec<_>>().join(",");
        header_list.append("Access-Control-Request-Headers", value);
    }
    // Step 1.
    Request {
        method: "OPTIONS".to_owned(),
        current_url: request.current_url.clone(),
        previous_urls: request.previous_urls.clone(),
        header_list,
        body: None,
        origin: request.origin.clone(),
        partition: request.partition.clone(),
        blocks_mixed_content: request.blocks_mixed_content,
        mode: Mode::Cors,
        credentials_mode: CredentialsMode::SameOrigin,
        redirect_mode: RedirectMode::Follow,
        referrer_policy: request.referrer_policy,
        use_cors_preflight: false,
        response_tainting: ResponseTainting::Cors,
        redirect_count: 0,
    }
}

/// Step 7, and step 8 if it fails: whether this response to its preflight allows a request. The permissions
/// are stored in `cache`.
///
/// # Errors
///
/// If the request is not allowed.
pub fn check_preflight_response(
    request: &Request,
    response: &HttpResponse,
    cache: &mut PreflightCache,
    now: Duration,
) -> Result<(), NetworkError> {
    // Step 7. The check is for the request, because the request's credentials mode applies. An ok
    // status (https://fetch.spec.whatwg.org/#ok-status) is 200 to 299.
    cors_check(request, &response.header_list).map_err(NetworkError::PreflightNotShared)?;
    if !(200..=299).contains(&response.status) {
        return Err(NetworkError::PreflightStatus(response.status));
    }
    let headers = &response.header_list;
    // Steps 7.1 to 7.3.
    let extract =
        |name| headers.extract_names(name).map_err(|_| NetworkError::PreflightMalformed(name));
    let methods = extract("Access-Control-Allow-Methods")?;
    let header_names = extract("Access-Control-Allow-Headers")?.unwrap_or_default();
    // Step 7.4.
    let methods = match methods {
        None if request.use_cors_preflight => vec![request.method.clone()],
        methods => methods.unwrap_or_default(),
    };
    // `*` is a wildcard only without credentials.
    let has_wildcard =
        |list: &[String]| !request.includes_credentials() && list.iter().any(|name| name == "*");
    // Step 7.5: case-sensitive.
    if !methods.contains(&request.method)
        && !methods::is_cors_safelisted(&request.method)
        && !has_wildcard(&methods)
    {
        return Err(NetworkError::MethodNotAllowed(request.method.clone()));
    }
    let is_listed = |name: &str| header_names.iter().any(|other| other.eq_ignore_ascii_case(name));
    // Step 7.6.
    for (name, _) in request.header_list.iter() {
        if is_cors_non_wildcard(name) && !is_listed(name) {
            return Err(NetworkError::HeaderNotAllowed(name.to_ascii_lowercase()));
        }
    }
    // Step 7.7.
    for name in cors_unsafe_names(&request.header_list) {
        if !is_listed(&name) && !has_wildcard(&header_names) {
            return Err(NetworkError::HeaderNotAllowed(name));
        }
    }
    // Steps 7.8 and 7.9.
    let max_age = headers.extract_delta_seconds("Access-Control-Max-Age");
    let max_age = max_age.ok().flatten().unwrap_or(DEFAULT_MAX_AGE);
    // Steps 7.10 and 7.12 to 7.15.
    cache.store(request, max_age, methods, header_names, now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Page;
    use crate::preflight_cache::CHROMIUM_MAX_AGE_LIMIT;

    fn put() -> Request {
        let page = Page::new("https://p.test").unwrap();
        let request = Request::new(&page, "PUT", "https://a.test/").unwrap();
        request.header("X-B", "1").unwrap().header("x-a", "1").unwrap()
    }

    fn check(
        request: &Request,
        status: u16,
        methods: &str,
        headers: &str,
    ) -> Result<(), NetworkError> {
        let response = HttpResponse::new(status)
            .with_header("Access-Control-Allow-Origin", "https://p.test")
            .with_header("Access-Control-Allow-Credentials", "true")
            .with_header("Access-Control-Allow-Methods", methods)
            .with_header("Access-Control-Allow-Headers", headers);
        let mut cache = PreflightCache::new(CHROMIUM_MAX_AGE_LIMIT);
        check_preflight_response(request, &response, &mut cache, Duration::ZERO)
    }

    #[test]
    fn preflight_requests_method_and_names_without_credentials() {
        let preflight = preflight_of(&put().credentials(CredentialsMode::Include));
        assert_eq!(preflight.method, "OPTIONS");
        assert!(!preflight.includes_credentials());
        let headers = [
            ("Accept", &b"*/*"[..]),
            ("Access-Control-Request-Method", b"PUT"),
            ("Access-Control-Request-Headers", b"x-a,x-b"),
        ];
        assert!(preflight.header_list.iter().eq(headers));
    }

    #[test]
    fn status_method_and_headers_are_checked() {
        assert_eq!(check(&put(), 204, "PUT", "x-a, X-B"), Ok(()));
        assert_eq!(check(&put(), 299, "*", "*"), Ok(()));
        for status in [199, 300, 304, 403, 500] {
            let stopped = NetworkError::PreflightStatus(status);
            assert_eq!(check(&put(), status, "PUT", "x-a,x-b"), Err(stopped));
        }
        let no_method = NetworkError::MethodNotAllowed("PUT".to_owned());
        assert_eq!(check(&put(), 204, "put", "*"), Err(no_method.clone()));
        let no_header = NetworkError::HeaderNotAllowed("x-b".to_owned());
        assert_eq!(check(&put(), 204, "PUT", "x-a"), Err(no_header));
        let malformed = NetworkError::PreflightMalformed("Access-Control-Allow-Headers");
        assert_eq!(check(&put(), 204, "PUT", "x-a,x-b,a b"), Err(malformed));
        let with = put().credentials(CredentialsMode::Include);
        assert_eq!(check(&with, 204, "PUT", "x-a,x-b"), Ok(()));
        assert_eq!(check(&with, 204, "*", "x-a,x-b"), Err(no_method));
        let no_header = NetworkError::HeaderNotAllowed("x-a".to_owned());
        assert_eq!(check(&with, 204, "PUT", "*"), Err(no_header));
    }

    #[test]
    fn wildcard_does_not_cover_authorization() {
        let request = put().header("Authorization", "x").unwrap();
        let stopped = NetworkError::HeaderNotAllowed("authorization".to_owned());
        assert_eq!(check(&request, 204, "*", "*"), Err(stopped));
        assert_eq!(check(&request, 204, "*", "*,AUTHORIZATION"), Ok(()));
    }

    /// Step 7.4.
    #[test]
    fn forced_preflight_without_a_list_allows_the_method() {
        let response = HttpResponse::new(204).with_header("Access-Control-Allow-Origin", "*");
        let mut cache = PreflightCache::new(CHROMIUM_MAX_AGE_LIMIT);
        let put =
            Request::new(&Page::new("https://p.test").unwrap(), "PUT", "https://a.test/").unwrap();
        let mut check = |request: &Request| {
            check_preflight_response(request, &response, &mut cache, Duration::ZERO)
        };
        assert!(check(&put).is_err());
        assert!(check(&put.clone().with_forced_preflight()).is_ok());
        assert!(cache.has_method(&put, "PUT", Duration::from_secs(4)));
    }
}
