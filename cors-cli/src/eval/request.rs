//! A request as a page makes it, from what is known of it.
//!
//! ```text
//! flags ───────────────────────────────────────────┐
//! curl, raw HTTP, HAR ──> WireRequest ──of_page──> PageRequest ──> the user agent
//!                        as it was sent            what the page's script asked for
//! ```
//!
//! A request that was sent has headers of the browser among those of the page, and not everything that the page
//! asked for: a HAR file of DevTools has neither cookies nor the credentials mode. What is not known stays unknown.

use std::error::Error;
use std::fmt;

use cors_user_agent::{
    CredentialsMode, InvalidOrigin, Origin, Page, Request, Url, request_headers,
};

/// The URL of requests whose URL is not given: a server that no page has the origin of.
pub const ANY_SERVER: &str = "https://server.invalid/";

/// A request of a page to another origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The page's origin, serialized; `null` if it is opaque.
    pub origin: String,
    /// The method.
    pub method: String,
    /// The URL.
    pub url: Url,
    /// The headers that the page sets.
    pub headers: Vec<(String, String)>,
    /// Whether credentials are sent.
    pub credentials: Credentials,
    /// Whether there is a body.
    pub has_body: bool,
}

/// Whether a request is sent with credentials: `credentials: "include"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// Yes.
    Included,
    /// No.
    Omitted,
    /// The input doesn't say: the request is evaluated both ways.
    Unknown,
}

/// A request as it was sent, or as another program would send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireRequest {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: Url,
    /// All headers, in order.
    pub headers: Vec<(String, String)>,
    /// Whether there is a body.
    pub has_body: bool,
}

/// What the command line says about a request, whatever the input says.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The page's origin.
    pub origin: Option<String>,
    /// Whether credentials are sent.
    pub credentials: Option<Credentials>,
}

/// Why a request that was sent is not evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOfPage {
    /// The origin of the page is not known.
    NoOrigin,
    /// There are several `Origin` headers, which browsers never send.
    SeveralOrigins,
    /// `Origin` is not an origin.
    BadOrigin(String),
    /// It is a navigation, an image, a script: no page reads the response.
    Mode(String),
}

impl fmt::Display for NotOfPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrigin => f.write_str(
                "the page's origin is not known: the request has neither `Origin` nor `Referer`",
            ),
            Self::SeveralOrigins => {
                f.write_str("the request has several `Origin` headers, which browsers never send")
            }
            Self::BadOrigin(origin) => write!(f, "`{origin}` is not an origin"),
            Self::Mode(mode) => {
                write!(f, "its mode is `{mode}`: the CORS protocol doesn't apply to it")
            }
        }
    }
}

impl PageRequest {
    /// The page that sends it.
    ///
    /// # Errors
    ///
    /// If its origin is not one.
    pub fn page(&self) -> Result<Page, InvalidOrigin> {
        match self.origin.as_str() {
            "null" => Ok(Page::opaque()),
            origin => Page::new(origin),
        }
    }

    /// The arguments of `fetch()`.
    ///
    /// # Errors
    ///
    /// If `fetch()` throws, or the page's origin is not one.
    pub fn to_fetch(&self, credentials: bool) -> Result<Request, Box<dyn Error>> {
        let page = self.page()?;
        let mut url = self.url.clone();
        url.set_fragment(None);
        let mut request = Request::new(&page, &self.method, url.as_str())?;
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        if self.has_body {
            request = request.body("")?;
        }
        let mode = if credentials { CredentialsMode::Include } else { CredentialsMode::Omit };
        Ok(request.credentials(mode))
    }
}

impl WireRequest {
    /// The value of the first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn all<'w>(&'w self, name: &'static str) -> impl Iterator<Item = &'w str> {
        let has_name = move |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(has_name).map(|(_, value)| value.as_str())
    }

    /// Whether it is a CORS-preflight request.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.header("access-control-request-method").is_some()
    }

    /// The request of the page, and for a preflight the request that it is sent for.
    ///
    /// # Errors
    ///
    /// If it is not one, or the page's origin is not known.
    pub fn of_page(&self, given: &Given) -> Result<PageRequest, NotOfPage> {
        if let Some(mode) = self.header("sec-fetch-mode").filter(|mode| *mode != "cors") {
            return Err(NotOfPage::Mode(mode.to_owned()));
        }
        let origin = match &given.origin {
            Some(origin) => origin.clone(),
            None => self.origin()?,
        };
        let has_cookie = self.header("cookie").is_some();
        let sent = if has_cookie { Credentials::Included } else { Credentials::Unknown };
        let credentials = given.credentials.unwrap_or(sent);
        let url = self.url.clone();
        if let Some(method) = self.header("access-control-request-method")
            && self.is_preflight()
        {
            let method = method.to_owned();
            let headers = unsafe_headers(self.all("access-control-request-headers"));
            let has_body = false;
            return Ok(PageRequest { origin, method, url, headers, credentials, has_body });
        }
        let is_of_browser = self.is_of_browser();
        let is_of_page = |(name, value): &&(String, String)| {
            let is_added = is_of_browser && is_added_by_browser(name, value);
            !is_added && !request_headers::is_forbidden(name, value.as_bytes())
        };
        Ok(PageRequest {
            origin,
            method: self.method.clone(),
            url,
            headers: self.headers.iter().filter(is_of_page).cloned().collect(),
            credentials,
            has_body: self.has_body,
        })
    }

    fn origin(&self) -> Result<String, NotOfPage> {
        let mut origins = self.all("origin");
        match (origins.next(), origins.next()) {
            (Some(_), Some(_)) => Err(NotOfPage::SeveralOrigins),
            (Some(origin), None) => {
                parse_origin(origin).ok_or_else(|| NotOfPage::BadOrigin(origin.to_owned()))
            }
            (None, _) => {
                let referrer = self.header("referer").and_then(parse_origin);
                referrer.filter(|origin| origin != "null").ok_or(NotOfPage::NoOrigin)
            }
        }
    }

    /// Whether a browser sent it, so that some headers are not the page's.
    fn is_of_browser(&self) -> bool {
        self.header("sec-fetch-mode").is_some()
            || self.header("sec-ch-ua").is_some()
            || self.header("user-agent").is_some_and(|agent| agent.starts_with("Mozilla/"))
    }
}

/// Headers with these names, and values that are not safelisted: those that a preflight lists.
pub(super) fn unsafe_headers<'v>(lines: impl Iterator<Item = &'v str>) -> Vec<(String, String)> {
    let names = lines.flat_map(|line| line.split(',')).map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    names.map(|name| (name.to_owned(), "(".to_owned())).collect()
}

/// Headers that browsers add, and that pages could set as well.
fn is_added_by_browser(name: &str, value: &str) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "user-agent"
        | "priority"
        | "upgrade-insecure-requests"
        | "x-client-data"
        | "if-none-match"
        | "if-modified-since"
        | "save-data" => true,
        // Added while DevTools disable the cache.
        "cache-control" | "pragma" => value == "no-cache",
        other => other.starts_with(':'),
    }
}

/// The serialized origin of a URL or an origin; `null` if it is opaque.
#[must_use]
pub fn parse_origin(text: &str) -> Option<String> {
    if text == "null" {
        return Some("null".to_owned());
    }
    let url: Url = text.parse().ok()?;
    if url.origin().is_tuple() {
        return Some(Origin::of(&url).serialize().to_owned());
    }
    // The origin of a custom scheme is what was written, up to the path.
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{host}{port}", url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(method: &str, headers: &[(&str, &str)]) -> WireRequest {
        WireRequest {
            method: method.to_owned(),
            url: "https://api.test/a".parse().unwrap(),
            headers: headers.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect(),
            has_body: false,
        }
    }

    fn names(request: &PageRequest) -> Vec<&str> {
        request.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn headers_of_the_browser_are_not_the_pages() {
        let sent = [
            ("Origin", "https://page.test"),
            ("User-Agent", "Mozilla/5.0 (X11)"),
            ("sec-ch-ua", "\"Chromium\""),
            ("Cache-Control", "no-cache"),
            ("priority", "u=1, i"),
            ("X-A", "1"),
            ("Accept", "*/*"),
        ];
        let request = wire("GET", &sent).of_page(&Given::default()).unwrap();
        assert_eq!(names(&request), ["X-A", "Accept"]);
        assert_eq!(request.credentials, Credentials::Unknown);
        // Another program sends what its user writes.
        let written = [("Origin", "https://page.test"), ("Cache-Control", "no-cache")];
        let request = wire("GET", &written).of_page(&Given::default()).unwrap();
        assert_eq!(names(&request), ["Cache-Control"]);
    }

    #[test]
    fn origin_is_that_of_the_page() {
        let origin = |headers: &[(&str, &str)]| {
            wire("GET", headers).of_page(&Given::default()).map(|request| request.origin)
        };
        let found = |origin: &str| Ok(origin.to_owned());
        assert_eq!(origin(&[("origin", "https://Page.test:443")]), found("https://page.test"));
        assert_eq!(origin(&[("Referer", "https://page.test/a?b")]), found("https://page.test"));
        assert_eq!(origin(&[("Origin", "null")]), found("null"));
        assert_eq!(origin(&[("Origin", "app://localhost")]), found("app://localhost"));
        assert_eq!(origin(&[]), Err(NotOfPage::NoOrigin));
        let twice = [("Origin", "https://a.test"), ("Origin", "https://b.test")];
        assert_eq!(origin(&twice), Err(NotOfPage::SeveralOrigins));
        let navigation = [("Origin", "https://a.test"), ("Sec-Fetch-Mode", "navigate")];
        assert_eq!(origin(&navigation), Err(NotOfPage::Mode("navigate".to_owned())));
        let given = Given { origin: Some("https://c.test".to_owned()), ..Given::default() };
        assert_eq!(wire("GET", &twice).of_page(&given).unwrap().origin, "https://c.test");
    }

    #[test]
    fn preflight_stands_for_its_request() {
        let preflight = wire(
            "OPTIONS",
            &[
                ("Origin", "https://page.test"),
                ("Access-Control-Request-Method", "PUT"),
                ("Access-Control-Request-Headers", "content-type,x-a"),
            ],
        );
        let request = preflight.of_page(&Given::default()).unwrap();
        assert_eq!(
            (request.method.as_str(), names(&request)),
            ("PUT", vec!["content-type", "x-a"])
        );
    }

    #[test]
    fn cookies_are_credentials() {
        let request = wire("GET", &[("origin", "https://page.test"), ("cookie", "a=b")]);
        let credentials = |given| request.of_page(&given).unwrap().credentials;
        assert_eq!(credentials(Given::default()), Credentials::Included);
        let omitted = Some(Credentials::Omitted);
        assert_eq!(
            credentials(Given { credentials: omitted, ..Given::default() }),
            Credentials::Omitted
        );
    }
}
