//! A model of a user agent: what a browser does with a page's `fetch()` to another origin, written
//! from the Fetch standard (<https://fetch.spec.whatwg.org/>, read as of July 2026) and from
//! nothing else. It shares no code with the library, so that it can find the library wrong.
//!
//! The comments name the standard's sections, and steps where they matter; the functions have
//! the standard's names. What the model leaves out, because this example's page never does it:
//! requests to the page's own origin, modes other than "cors", upload listeners, redirects (they
//! become a network error that says so), the HTTP cache, service workers, `Authorization` from
//! stored credentials, and the request headers that `Headers` would not let a script set.

mod headers;
mod network;
mod preflight;

use std::fmt;

use http::HeaderMap;

use self::headers::{
    cors_unsafe_request_header_names, extract_header_list_values, get, is_cors_safelisted_method,
    is_cors_safelisted_response_header_name, normalize_method,
};
use self::network::Network;
use self::preflight::PreflightCache;

/// A request that a page makes to another origin.
#[derive(Clone, Debug)]
pub struct Request {
    /// The page's serialised origin.
    pub origin: String,
    /// As the page gives it to `fetch()`.
    pub method: String,
    /// Absolute, `http:`.
    pub url: String,
    /// Set by the page.
    pub headers: Vec<(&'static str, &'static str)>,
    /// Empty for none.
    pub body: &'static str,
    /// Whether the credentials mode is "include"; if not, it is "same-origin" or "omit", which
    /// are the same for another origin.
    pub include_credentials: bool,
}

/// What the page can read: a CORS filtered response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Any status; an error of the server is no network error.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// As text.
    pub body: String,
}

/// What the page gets instead of a response, with the reason that a browser keeps for its
/// console.
#[derive(Clone, Debug)]
pub struct NetworkError(String);

/// A user agent with its connections, cookies and CORS-preflight cache.
#[derive(Debug)]
pub struct UserAgent {
    network: Network,
    preflight_cache: PreflightCache,
}

/// A response off the wire, before the page may see any of it.
#[derive(Debug)]
struct InternalResponse {
    status: http::StatusCode,
    headers: HeaderMap,
    body: String,
}

impl UserAgent {
    /// One that has been nowhere yet.
    #[must_use]
    pub fn new() -> Self {
        Self { network: Network::new(), preflight_cache: PreflightCache::default() }
    }

    /// 5.6 Fetch methods, down to 4.1 Main fetch, for a request of mode "cors" to another origin.
    ///
    /// # Errors
    ///
    /// If the page gets a network error.
    pub async fn fetch(&mut self, request: &Request) -> Result<Response, NetworkError> {
        let request = Request { method: normalize_method(&request.method), ..request.clone() };

        // 4.1 Main fetch, step 12: a method or a header that is not safelisted means a preflight;
        // a network error on that way clears what the preflight cache holds for the URL.
        let needs_preflight = !is_cors_safelisted_method(&request.method)
            || !cors_unsafe_request_header_names(&request.headers).is_empty();
        let response = self.http_fetch(&request, needs_preflight).await;
        if needs_preflight && response.is_err() {
            self.preflight_cache.clear_entries(&request);
        }
        Ok(cors_filtered_response(&request, response?))
    }

    /// 4.4 HTTP fetch.
    async fn http_fetch(
        &mut self,
        request: &Request,
        make_cors_preflight: bool,
    ) -> Result<InternalResponse, NetworkError> {
        if make_cors_preflight && !self.preflight_cache.covers(request) {
            self.cors_preflight_fetch(request).await?;
        }
        let response = self.network.fetch(request).await?;
        cors_check(request, &response.headers)?;
        if response.status.is_redirection() && response.headers.contains_key("location") {
            return Err(NetworkError::new("this model does not follow redirects"));
        }
        Ok(response)
    }

    /// 4.8 CORS-preflight fetch.
    async fn cors_preflight_fetch(&mut self, request: &Request) -> Result<(), NetworkError> {
        // Steps 1 to 6: the request, and its response. Step 7: what it says.
        let response = self.network.fetch_preflight(request).await?;
        check_preflight(request, response.status, &response.headers, &mut self.preflight_cache)
    }
}

/// 4.10 CORS check: whether a response with these headers is shared with the page.
///
/// # Errors
///
/// Why it is not.
pub fn shares(request: &Request, headers: &HeaderMap) -> Result<(), NetworkError> {
    cors_check(request, headers)
}

/// 4.8 CORS-preflight fetch, step 7: whether this answer to a preflight grants the request.
///
/// # Errors
///
/// Why it does not.
pub fn grants(
    request: &Request,
    status: http::StatusCode,
    headers: &HeaderMap,
) -> Result<(), NetworkError> {
    check_preflight(request, status, headers, &mut PreflightCache::default())
}

/// Step 7: the CORS check is for the request, not for the preflight, because it is the request's
/// credentials mode that counts.
fn check_preflight(
    request: &Request,
    status: http::StatusCode,
    headers: &HeaderMap,
    preflight_cache: &mut PreflightCache,
) -> Result<(), NetworkError> {
    cors_check(request, headers)
        .map_err(|NetworkError(reason)| NetworkError(format!("preflight: {reason}")))?;
    // 2.2.3 Statuses: an ok status is 200 to 299.
    if !status.is_success() {
        return Err(NetworkError(format!(
            "the preflight was answered {}, which is no ok status",
            status.as_u16()
        )));
    }
    preflight_cache.check_and_store(request, headers)
}

/// 2.2.6 Responses: the headers that the page can read of a response that is shared with it,
/// names in lower case.
#[must_use]
pub fn readable_headers(request: &Request, headers: &HeaderMap) -> Vec<(String, String)> {
    // Malformed is as if absent: the list stays empty.
    let exposed = extract_header_list_values("access-control-expose-headers", headers);
    let exposed = exposed.ok().flatten().unwrap_or_default();
    let all = !request.include_credentials && exposed.iter().any(|name| name == "*");
    let names = headers.keys().map(http::HeaderName::as_str);
    names
        .filter(|name| is_cors_safelisted_response_header_name(name, &exposed, all))
        .filter_map(|name| Some((name.to_owned(), get(name, headers)?)))
        .collect()
}

impl Default for UserAgent {
    fn default() -> Self {
        Self::new()
    }
}

/// 4.10 CORS check.
fn cors_check(request: &Request, headers: &HeaderMap) -> Result<(), NetworkError> {
    // Step 1: get joins several lines, so two of them match no origin.
    let Some(origin) = get("access-control-allow-origin", headers) else {
        return Err(NetworkError::new("the response has no Access-Control-Allow-Origin"));
    };
    // Step 3.
    if !request.include_credentials && origin == "*" {
        return Ok(());
    }
    // Step 4: compared byte for byte, so `*` fails here if credentials are included.
    if origin != request.origin {
        return Err(NetworkError(if origin == "*" {
            "Access-Control-Allow-Origin is `*`, which does not go with credentials".to_owned()
        } else {
            format!("Access-Control-Allow-Origin is `{origin}`, not {}", request.origin)
        }));
    }
    // Steps 5 to 8: exactly `true`.
    let credentials = get("access-control-allow-credentials", headers);
    if request.include_credentials && credentials.as_deref() != Some("true") {
        return Err(NetworkError::new("Access-Control-Allow-Credentials is not `true`"));
    }
    Ok(())
}

/// 4.1 Main fetch, step 14: the CORS filtered response.
fn cors_filtered_response(request: &Request, response: InternalResponse) -> Response {
    let headers = readable_headers(request, &response.headers);
    Response { status: response.status.as_u16(), headers, body: response.body }
}

impl NetworkError {
    fn new(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NetworkError {}
