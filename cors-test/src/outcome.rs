//! What became of a request.

use std::borrow::Cow;
use std::fmt;

use cors_user_agent::{
    CredentialsMode, HttpRequest, HttpResponse, NetworkError, Request, Response, TypeError,
    methods, request_headers,
};

use crate::cause::Cause;
use crate::diagnosis;
use crate::server::Framework;

/// What became of a request: what the browser sent, what the server answered, and what the page gets.
///
/// It is printed as a report. The functions with `expect_` panic with that report, and with what to change.
#[derive(Clone, Debug)]
#[must_use = "an outcome says whether the page gets what it asked for: `expect_readable`, …"]
pub struct Outcome {
    pub(crate) asked: Asked,
    /// The names of the headers that the page set, in lower case.
    pub(crate) header_names: Vec<String>,
    /// Why a preflight is needed, if the page calls another origin.
    pub(crate) preflight_reasons: Vec<Reason>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) result: Result<Response, Failure>,
    pub(crate) causes: Vec<Cause>,
}

/// What the page asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) origin: String,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) credentials: CredentialsMode,
    pub(crate) framework: Framework,
}

/// Why a preflight is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Method(String),
    Header(String),
}

/// A request of the browser, and its response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The request.
    pub request: HttpRequest,
    /// The response; `None` if there was none.
    pub response: Option<HttpResponse>,
    /// Whether another response redirected to it.
    pub is_redirected: bool,
}

/// Why a page gets no response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// `fetch()` throws: a page cannot make such a request.
    Type(TypeError),
    /// A network error, which is all that a page learns; the reason is in the browser's console.
    Network(NetworkError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(error) => error.fmt(f),
            Self::Network(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl Outcome {
    pub(crate) fn new(
        asked: Asked,
        request: Option<&Request>,
        exchanges: Vec<Exchange>,
        result: Result<Response, Failure>,
    ) -> Self {
        let exchanges = mark_redirects(exchanges);
        let has_credentials = asked.credentials == CredentialsMode::Include;
        let causes = diagnosis::causes(request, has_credentials, &exchanges, result.as_ref().err());
        let names = request.into_iter().flat_map(|request| request.header_list().iter());
        let mut header_names: Vec<String> =
            names.map(|(name, _)| name.to_ascii_lowercase()).collect();
        header_names.sort();
        header_names.dedup();
        let preflight_reasons = request.map(reasons).unwrap_or_default();
        Self { asked, header_names, preflight_reasons, exchanges, result, causes }
    }

    /// Everything that was exchanged, in order, including preflights and redirects.
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The preflights that were sent: none if none is needed, or if the browser has cached one.
    pub fn preflights(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(|exchange| exchange.request.is_preflight())
    }

    /// Whether the request itself was sent. If a preflight fails, it is not.
    ///
    /// By the Fetch standard, as everything here: see [`Cause::AuthorizationByWildcard`] for the request that current
    /// browsers send all the same.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.exchanges.iter().any(|exchange| !exchange.request.is_preflight())
    }

    /// Whether the page gets a response that it can read.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        matches!(&self.result, Ok(response) if response.status != 0)
    }

    /// The response as the page gets it, with the headers that it can read; or why it gets none.
    ///
    /// # Errors
    ///
    /// The network error, with the reason that a browser prints only in its console.
    pub fn response(&self) -> Result<&Response, &Failure> {
        self.result.as_ref()
    }

    /// The value of a header of the response that the page can read, as `response.headers.get(name)`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.result.as_ref().ok()?.header_list.get(name)?;
        Some(match value {
            Cow::Borrowed(value) => String::from_utf8_lossy(value),
            Cow::Owned(value) => Cow::Owned(String::from_utf8_lossy(&value).into_owned()),
        })
    }

    /// The body of the response that the page can read, as `await response.text()`.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        self.result.as_ref().ok().map(|response| String::from_utf8_lossy(&response.body))
    }

    /// Why the page does not get a response, as far as the exchanges show it. A response that the page can read has a
    /// cause if it reports a mistake of the program, such as two policies.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Whether the standard blocks the request, and current browsers send it.
    pub(crate) fn is_sent_by_browsers_only(&self) -> bool {
        self.causes.contains(&Cause::AuthorizationByWildcard)
    }

    /// The response of the server to the request itself, with headers that the page cannot read.
    pub(crate) fn received(&self) -> Option<&HttpResponse> {
        let sent = self.exchanges.iter().rev().find(|exchange| !exchange.request.is_preflight());
        sent?.response.as_ref()
    }
}

/// Which requests follow a redirect of the request before them.
fn mark_redirects(mut exchanges: Vec<Exchange>) -> Vec<Exchange> {
    let mut follows = false;
    for exchange in &mut exchanges {
        exchange.is_redirected = follows;
        let redirects = exchange
            .response
            .as_ref()
            .is_some_and(|response| (300..400).contains(&response.status));
        follows = follows || (redirects && !exchange.request.is_preflight());
    }
    exchanges
}

fn reasons(request: &Request) -> Vec<Reason> {
    let method = Some(request.method()).filter(|method| !methods::is_cors_safelisted(method));
    let names = request_headers::cors_unsafe_names(request.header_list());
    let method = method.map(|method| Reason::Method(method.to_owned()));
    method.into_iter().chain(names.into_iter().map(Reason::Header)).collect()
}
