//! 4.6 HTTP-network-or-cache fetch, without the cache: sockets, cookies, and the request headers
//! that the user agent adds.

use http::header::{
    ACCEPT, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, COOKIE,
    ORIGIN, SET_COOKIE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::headers::cors_unsafe_request_header_names;
use super::{InternalResponse, NetworkError, Request};

type Body = Full<&'static [u8]>;

#[derive(Debug)]
pub(super) struct Network {
    connections: Client<HttpConnector, Body>,
    cookies: Vec<Cookie>,
}

/// A cookie as far as this model goes: for one host, for all of its paths, `SameSite=Lax`.
#[derive(Debug)]
struct Cookie {
    host: String,
    name: String,
    value: String,
}

impl Network {
    pub(super) fn new() -> Self {
        let connections = Client::builder(TokioExecutor::new()).build_http();
        Self { connections, cookies: Vec::new() }
    }

    /// The request itself, with cookies if it includes credentials.
    pub(super) async fn fetch(
        &mut self,
        request: &Request,
    ) -> Result<InternalResponse, NetworkError> {
        let url = parse(&request.url)?;
        let mut headers = HeaderMap::new();
        // 5.2 BodyInit unions: a body of text is `text/plain` unless the page says otherwise.
        if !request.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"));
        }
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| NetworkError(format!("{name:?} is no header name: {error}")))?;
            headers.insert(name, header_value(value)?);
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        headers.insert(ORIGIN, header_value(&request.origin)?);

        // 3.1.1: cookies go along within one site only, as they are all `SameSite=Lax`.
        let with_cookies = request.include_credentials && is_same_site(&request.origin, &url);
        if with_cookies && let Some(cookies) = self.serialized_cookies(&url) {
            headers.insert(COOKIE, header_value(&cookies)?);
        }
        let response = self.send(&request.method, &url, headers, request.body).await?;
        if with_cookies {
            self.store_cookies(&url, &response.headers);
        }
        Ok(response)
    }

    /// 4.8 CORS-preflight fetch, steps 1 to 6: a request without body and without credentials.
    pub(super) async fn fetch_preflight(
        &self,
        request: &Request,
    ) -> Result<InternalResponse, NetworkError> {
        let url = parse(&request.url)?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ORIGIN, header_value(&request.origin)?);
        headers.insert(ACCESS_CONTROL_REQUEST_METHOD, header_value(&request.method)?);
        let names = cors_unsafe_request_header_names(&request.headers);
        if !names.is_empty() {
            // Joined without a space: servers see `a,b`.
            let names = names.into_iter().collect::<Vec<_>>().join(",");
            headers.insert(ACCESS_CONTROL_REQUEST_HEADERS, header_value(&names)?);
        }
        self.send("OPTIONS", &url, headers, "").await
    }

    async fn send(
        &self,
        method: &str,
        url: &Uri,
        headers: HeaderMap,
        body: &'static str,
    ) -> Result<InternalResponse, NetworkError> {
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            NetworkError(format!("{what} {url} failed: {error}"))
        };
        let mut request = http::Request::new(Full::new(body.as_bytes()));
        *request.method_mut() =
            Method::from_bytes(method.as_bytes()).map_err(|error| failed("asking", &error))?;
        *request.uri_mut() = url.clone();
        *request.headers_mut() = headers;

        let response = self.connections.request(request).await;
        let (parts, body) = response.map_err(|error| failed("asking", &error))?.into_parts();
        let body = body.collect().await.map_err(|error| failed("reading", &error))?.to_bytes();
        Ok(InternalResponse {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn serialized_cookies(&self, url: &Uri) -> Option<String> {
        let cookies = self.cookies.iter().filter(|cookie| Some(cookie.host.as_str()) == url.host());
        let cookies: Vec<String> =
            cookies.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!cookies.is_empty()).then(|| cookies.join("; "))
    }

    /// 3.1.2: to parse and store response `Set-Cookie` headers.
    fn store_cookies(&mut self, url: &Uri, headers: &HeaderMap) {
        let host = url.host().unwrap_or_default();
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let pair = line.split(';').next().and_then(|pair| pair.split_once('='));
            let Some((name, value)) = pair else { continue };
            self.cookies.retain(|cookie| cookie.host != host || cookie.name != name);
            let (name, value) = (name.to_owned(), value.to_owned());
            self.cookies.push(Cookie { host: host.to_owned(), name, value });
        }
    }
}

/// Whether origin and URL are of one site. A site knows no ports; hosts are compared whole, which
/// is stricter than the registrable domains of the standard.
fn is_same_site(origin: &str, url: &Uri) -> bool {
    origin
        .parse::<Uri>()
        .is_ok_and(|origin| origin.scheme() == url.scheme() && origin.host() == url.host())
}

fn parse(url: &str) -> Result<Uri, NetworkError> {
    url.parse().map_err(|error| NetworkError(format!("{url} is no URL: {error}")))
}

fn header_value(value: &str) -> Result<HeaderValue, NetworkError> {
    HeaderValue::from_str(value)
        .map_err(|error| NetworkError(format!("{value:?} is no header value: {error}")))
}
