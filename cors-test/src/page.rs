//! Pages, in a browser of their own.

use std::time::{Duration, SystemTime};

use cors_user_agent::{CredentialsMode, Page as Environment, Url, UserAgent};

use crate::call::Call;

/// A page in a browser, which calls a server.
///
/// It keeps cookies and the CORS-preflight cache between requests. A clone is a browser of its own, with the same
/// cookies and cache.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) environment: Environment,
    pub(crate) base: Option<Url>,
    pub(crate) credentials: CredentialsMode,
    pub(crate) browser: UserAgent,
    /// The time since the Unix epoch.
    pub(crate) now: Duration,
}

impl Page {
    /// A page with this address, as in the address bar. The page of a `file:` URL has the origin `null`.
    ///
    /// ```
    /// use cors_test::Page;
    ///
    /// assert_eq!(Page::at("https://app.example.com/orders?page=2").origin(), "https://app.example.com");
    /// assert_eq!(Page::at("file:///home/me/test.html").origin(), "null");
    /// ```
    ///
    /// # Panics
    ///
    /// If it is not the URL of a page.
    #[must_use]
    #[track_caller]
    pub fn at(url: &str) -> Self {
        let (environment, base) = environment(url);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            environment,
            base,
            credentials: CredentialsMode::default(),
            browser: UserAgent::new(),
            now,
        }
    }

    /// A page in a sandboxed frame, whose origin is `null`.
    ///
    /// ```
    /// assert_eq!(cors_test::Page::sandboxed().origin(), "null");
    /// ```
    #[must_use]
    pub fn sandboxed() -> Self {
        Self { environment: Environment::opaque(), base: None, ..Self::at("file:///") }
    }

    /// The same page with paths that are those of this server: `https://api.example.com`. Without it, paths are those
    /// of the page's own server.
    ///
    /// # Panics
    ///
    /// If it is not a URL of `http` or `https`.
    #[must_use]
    #[track_caller]
    pub fn calling(self, server: &str) -> Self {
        Self { base: Some(server_url(server)), ..self }
    }

    /// The same page, all of whose requests include credentials: `credentials: "include"`.
    #[must_use]
    pub fn credentials(self) -> Self {
        Self { credentials: CredentialsMode::Include, ..self }
    }

    /// The same page with another credentials mode. By default credentials are sent to the page's own origin only.
    #[must_use]
    pub fn with_credentials(self, mode: CredentialsMode) -> Self {
        Self { credentials: mode, ..self }
    }

    /// Another page in the same browser, with its cookies, that calls the same server in the same way.
    ///
    /// # Panics
    ///
    /// If it is not the URL of a page.
    #[must_use]
    #[track_caller]
    pub fn navigate(self, url: &str) -> Self {
        let (environment, own) = environment(url);
        Self { environment, base: self.base.or(own), ..self }
    }

    /// The same page in a frame of a page with this address, which has preflight caches of its own.
    ///
    /// # Panics
    ///
    /// If it is not the URL of a page.
    #[must_use]
    #[track_caller]
    pub fn framed_by(self, url: &str) -> Self {
        let (top_level, _) = environment(url);
        Self { environment: self.environment.framed_by(&top_level), ..self }
    }

    /// The page's origin, as in `Origin`.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.environment.serialized_origin()
    }

    /// Lets time pass, for the CORS-preflight cache and cookies. Otherwise no time passes between requests.
    pub fn advance(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }

    /// A `GET` request to a path of the server, or to a whole URL.
    pub fn get(&mut self, path: &str) -> Call<'_> {
        self.request("GET", path)
    }

    /// A `HEAD` request.
    pub fn head(&mut self, path: &str) -> Call<'_> {
        self.request("HEAD", path)
    }

    /// A `POST` request.
    pub fn post(&mut self, path: &str) -> Call<'_> {
        self.request("POST", path)
    }

    /// A `PUT` request.
    pub fn put(&mut self, path: &str) -> Call<'_> {
        self.request("PUT", path)
    }

    /// A `PATCH` request.
    pub fn patch(&mut self, path: &str) -> Call<'_> {
        self.request("PATCH", path)
    }

    /// A `DELETE` request.
    pub fn delete(&mut self, path: &str) -> Call<'_> {
        self.request("DELETE", path)
    }

    /// A request with any method, as written in `fetch(url, { method })`.
    pub fn request(&mut self, method: &str, path: &str) -> Call<'_> {
        Call::new(self, method, path)
    }
}

/// A page's environment, and the URL that its relative URLs are relative to.
#[track_caller]
fn environment(url: &str) -> (Environment, Option<Url>) {
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {
            (Environment::of_url(&parsed), Some(parsed))
        }
        Ok(parsed) if matches!(parsed.scheme(), "file" | "data") => {
            (Environment::of_url(&parsed), None)
        }
        // Extensions, and shells such as `tauri://localhost`, whose pages are given by their origin.
        Ok(_) => match Environment::new(url) {
            Ok(environment) => (environment, None),
            Err(error) => misuse(&error.to_string()),
        },
        Err(error) => misuse(&format!(
            "`{url}` is not the URL of a page ({error}): write one such as `https://app.example.com`"
        )),
    }
}

#[track_caller]
fn server_url(url: &str) -> Url {
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => parsed,
        _ => misuse(&format!(
            "`{url}` is not the URL of a server: write one such as `https://api.example.com`"
        )),
    }
}

/// A mistake in a test.
#[track_caller]
#[allow(clippy::panic, reason = "documented: a test fails by panicking")]
pub(crate) fn misuse(message: &str) -> ! {
    panic!("{message}");
}
