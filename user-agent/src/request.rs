//! [Requests](https://fetch.spec.whatwg.org/#requests), as `fetch()` makes them.

use std::fmt;

use url::Url;

use crate::header_list::HeaderList;
use crate::origin::Origin;
use crate::page::Page;
use crate::{methods, request_headers};

/// A request that a page makes: `new Request(url, init)`.
///
/// The constructors return an error where `fetch()` would throw, and drop the headers that it would drop.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) method: String,
    /// The [current URL](https://fetch.spec.whatwg.org/#concept-request-current-url): the last of
    /// the URL list.
    pub(crate) current_url: Url,
    /// The rest of the [URL list](https://fetch.spec.whatwg.org/#concept-request-url-list): the URLs that
    /// redirected to the current one, in order.
    pub(crate) previous_urls: Vec<Url>,
    pub(crate) header_list: HeaderList,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) origin: Origin,
    pub(crate) partition: String,
    pub(crate) blocks_mixed_content: bool,
    pub(crate) mode: Mode,
    pub(crate) credentials_mode: CredentialsMode,
    pub(crate) redirect_mode: RedirectMode,
    pub(crate) referrer_policy: ReferrerPolicy,
    pub(crate) use_cors_preflight: bool,
    pub(crate) response_tainting: ResponseTainting,
    pub(crate) redirect_count: u32,
}

/// [A request's mode](https://fetch.spec.whatwg.org/#concept-request-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Requests to other origins are errors.
    SameOrigin,
    /// The mode of a form or an `<img>`: the response is not shared.
    NoCors,
    /// The default of `fetch()`.
    #[default]
    Cors,
}

/// [A request's credentials mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialsMode {
    /// No credentials are sent.
    Omit,
    /// Credentials are sent to the page's own origin: the default of `fetch()`.
    #[default]
    SameOrigin,
    /// Credentials are always sent.
    Include,
}

/// [A request's redirect mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RedirectMode {
    /// Redirects are followed: the default of `fetch()`.
    #[default]
    Follow,
    /// A redirect is a network error.
    Error,
    /// A redirect is an opaque response.
    Manual,
}

/// [Referrer policies](https://w3c.github.io/webappsec-referrer-policy/#referrer-policies), as far as they
/// affect `Origin`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReferrerPolicy {
    /// `no-referrer`
    NoReferrer,
    /// `same-origin`
    SameOrigin,
    /// `strict-origin-when-cross-origin`, the default; two others have the same effect on `Origin`.
    #[default]
    StrictOriginWhenCrossOrigin,
    /// `unsafe-url`; two others have the same effect on `Origin`.
    UnsafeUrl,
}

/// [A request's response tainting](https://fetch.spec.whatwg.org/#concept-request-response-tainting).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseTainting {
    Basic,
    Cors,
    Opaque,
}

/// The error that `fetch()` throws before it sends anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeError(String);

impl Request {
    /// A request of mode "cors".
    ///
    /// # Errors
    ///
    /// If the method is invalid or forbidden, or the URL is invalid or contains credentials.
    pub fn new(page: &Page, method: &str, url: &str) -> Result<Self, TypeError> {
        Self::with_mode(page, Mode::Cors, method, url)
    }

    /// A request of any mode: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request).
    ///
    /// # Errors
    ///
    /// As [`Request::new`], and if mode "no-cors" does not allow the method.
    pub fn with_mode(page: &Page, mode: Mode, method: &str, url: &str) -> Result<Self, TypeError> {
        // Step 5: the URL.
        let url: Url = url.parse().map_err(|error| TypeError(format!("{url}: {error}")))?;
        if has_credentials(&url) {
            return Err(TypeError(format!("{url} contains credentials")));
        }
        // Step 25: the method.
        if !methods::is_token(method.as_bytes()) || methods::is_forbidden(method) {
            return Err(TypeError(format!("pages cannot send the method `{method}`")));
        }
        let method = methods::normalize(method);
        // Step 32.1.
        if mode == Mode::NoCors && !methods::is_cors_safelisted(&method) {
            return Err(TypeError(format!("mode no-cors does not allow the method `{method}`")));
        }
        Ok(Self {
            method,
            current_url: url,
            previous_urls: Vec::new(),
            header_list: HeaderList::default(),
            body: None,
            origin: page.origin.clone(),
            partition: page.partition.clone(),
            blocks_mixed_content: page.blocks_mixed_content,
            mode,
            credentials_mode: CredentialsMode::default(),
            redirect_mode: RedirectMode::default(),
            referrer_policy: ReferrerPolicy::default(),
            use_cors_preflight: false,
            response_tainting: ResponseTainting::Basic,
            redirect_count: 0,
        })
    }

    /// [Appends to the request's `Headers`](https://fetch.spec.whatwg.org/#concept-headers-append); drops a
    /// header that a page may not set.
    ///
    /// # Errors
    ///
    /// If the name is not a token, or the value contains a NUL or a newline.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Result<Self, TypeError> {
        // Step 1: normalize.
        let mut normalized = HeaderList::default();
        normalized.append(name, value);
        let value = normalized.get(name).unwrap_or_default();
        // Step 2: validate.
        if !methods::is_token(name.as_bytes()) {
            return Err(TypeError(format!("`{name}` is not a valid header name")));
        }
        if value.iter().any(|byte| matches!(byte, b'\0' | b'\n' | b'\r')) {
            return Err(TypeError(format!("the value of `{name}` contains a NUL or a newline")));
        }
        if request_headers::is_forbidden(name, &value) {
            return Ok(self);
        }
        // Step 3: the guard "request-no-cors".
        if self.mode == Mode::NoCors {
            let mut temporary = self.header_list.clone();
            temporary.append(name, &value);
            let joined = temporary.get(name).unwrap_or_default();
            if !request_headers::is_no_cors_safelisted(name, &joined) {
                return Ok(self);
            }
        }
        // Step 4.
        self.header_list.append(name, value);
        Ok(self)
    }

    /// Sets a text as the body, with the content type of text if the page sets none. Call it after the
    /// headers.
    ///
    /// # Errors
    ///
    /// If the method is `GET` or `HEAD`, which have no body.
    pub fn body(mut self, text: &str) -> Result<Self, TypeError> {
        // Step 35.
        if matches!(self.method.as_str(), "GET" | "HEAD") {
            return Err(TypeError(format!("`{}` has no body", self.method)));
        }
        // Step 37.
        if !self.header_list.contains("content-type") {
            self.header_list.append("Content-Type", "text/plain;charset=UTF-8");
        }
        self.body = Some(text.as_bytes().to_owned());
        Ok(self)
    }

    /// Sets the credentials mode.
    #[must_use]
    pub fn credentials(self, credentials_mode: CredentialsMode) -> Self {
        Self { credentials_mode, ..self }
    }

    /// Sets the redirect mode.
    #[must_use]
    pub fn redirect(self, redirect_mode: RedirectMode) -> Self {
        Self { redirect_mode, ..self }
    }

    /// Sets the referrer policy.
    #[must_use]
    pub fn referrer_policy(self, referrer_policy: ReferrerPolicy) -> Self {
        Self { referrer_policy, ..self }
    }

    /// Sets the [use-CORS-preflight flag](https://fetch.spec.whatwg.org/#use-cors-preflight-flag), like
    /// listeners for the progress of an upload.
    #[must_use]
    pub fn with_forced_preflight(self) -> Self {
        Self { use_cors_preflight: true, ..self }
    }

    /// Its method, normalized.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.current_url
    }

    /// The headers that the page set, without those that it may not set.
    #[must_use]
    pub fn header_list(&self) -> &HeaderList {
        &self.header_list
    }

    pub(crate) fn includes_credentials(&self) -> bool {
        self.credentials_mode == CredentialsMode::Include
    }
}

/// Whether a URL [includes credentials](https://url.spec.whatwg.org/#include-credentials).
pub(crate) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TypeError {}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "https://api.test/";

    fn request(mode: Mode, method: &str) -> Result<Request, TypeError> {
        Request::with_mode(&Page::new("https://page.test").unwrap(), mode, method, API)
    }

    #[test]
    fn invalid_requests_are_errors() {
        assert!(request(Mode::Cors, "trace").is_err());
        assert!(request(Mode::Cors, "a b").is_err());
        assert!(request(Mode::NoCors, "PUT").is_err());
        assert!(request(Mode::Cors, "GET").unwrap().body("x").is_err());
        assert!(request(Mode::Cors, "GET").unwrap().header("a b", "").is_err());
        assert!(request(Mode::Cors, "GET").unwrap().header("a", "b\nc").is_err());
        let page = Page::new("https://page.test").unwrap();
        assert!(Request::new(&page, "GET", "https://user@api.test/").is_err());
        assert!(Request::new(&page, "GET", "/relative").is_err());
    }

    #[test]
    fn forbidden_headers_are_dropped() {
        let names = |mode| {
            let request = request(mode, "POST").unwrap();
            let request = request.header("Cookie", "a=b").unwrap().header("X-A", "1").unwrap();
            let request = request.header("Content-Type", "application/json").unwrap();
            let request = request.header("Accept-Language", "de").unwrap().body("{}").unwrap();
            request.header_list.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(Mode::Cors), ["X-A", "Content-Type", "Accept-Language"]);
        assert_eq!(names(Mode::NoCors), ["Accept-Language", "Content-Type"]);
    }
}
