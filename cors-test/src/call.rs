//! A request of a page, until it is sent.

use cors_user_agent::{CredentialsMode, Mode, RedirectMode, Request, TypeError};

use crate::outcome::{Asked, Failure, Outcome};
use crate::page::Page;
use crate::server::{Recorder, Server};

/// The arguments of `fetch()`: a request that a page makes.
#[derive(Debug)]
#[must_use = "nothing is sent before `fetch`"]
pub struct Call<'p> {
    page: &'p mut Page,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    mode: Mode,
    credentials: CredentialsMode,
    redirect: RedirectMode,
    forces_preflight: bool,
}

impl<'p> Call<'p> {
    pub(crate) fn new(page: &'p mut Page, method: &str, path: &str) -> Self {
        let joined = page.base.as_ref().and_then(|base| base.join(path).ok());
        Self {
            method: method.to_owned(),
            url: joined.map_or_else(|| path.to_owned(), String::from),
            headers: Vec::new(),
            body: None,
            mode: Mode::Cors,
            credentials: page.credentials,
            redirect: RedirectMode::Follow,
            forces_preflight: false,
            page,
        }
    }

    /// With a header. Those that pages may not set, such as `Origin` and `Cookie`, are dropped, as browsers do.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a text as body, whose content type is `text/plain` unless a header says otherwise.
    pub fn body(self, text: &str) -> Self {
        Self { body: Some(text.to_owned()), ..self }
    }

    /// With JSON as body, and its content type, for which a preflight is needed.
    pub fn json(self, text: &str) -> Self {
        self.header("content-type", "application/json").body(text)
    }

    /// With credentials, also to other origins: `credentials: "include"`.
    pub fn credentials(self) -> Self {
        self.with_credentials(CredentialsMode::Include)
    }

    /// With this credentials mode.
    pub fn with_credentials(self, mode: CredentialsMode) -> Self {
        Self { credentials: mode, ..self }
    }

    /// With this redirect mode. By default, redirects are followed.
    pub fn redirect(self, mode: RedirectMode) -> Self {
        Self { redirect: mode, ..self }
    }

    /// As a form or an image sends it: `mode: "no-cors"`. The page cannot read the response.
    pub fn no_cors(self) -> Self {
        Self { mode: Mode::NoCors, ..self }
    }

    /// With a preflight even if none is needed, as for the progress of an upload by `XMLHttpRequest`.
    pub fn with_forced_preflight(self) -> Self {
        Self { forces_preflight: true, ..self }
    }

    /// Sends the request to the server as a browser would, and returns what the page gets.
    ///
    /// Every request of the browser goes to this server, also those after a redirect to another origin; a server
    /// can distinguish them by `Host`. Bodies of responses are read to their end.
    pub async fn fetch<K>(self, server: &mut impl Server<K>) -> Outcome {
        let asked = Asked {
            origin: self.page.origin().to_owned(),
            method: self.method.clone(),
            url: self.url.clone(),
            credentials: self.credentials,
            framework: server.framework(),
        };
        let request = match self.to_request() {
            Ok(request) => request,
            Err(error) => return Outcome::new(asked, None, Vec::new(), Err(Failure::Type(error))),
        };
        let Page { browser, now, .. } = self.page;
        let mut recorder = Recorder::new(server);
        let result = browser.fetch_async(&mut recorder, request.clone(), *now).await;
        let exchanges = recorder.into_exchanges();
        Outcome::new(asked, Some(&request), exchanges, result.map_err(Failure::Network))
    }

    fn to_request(&self) -> Result<Request, TypeError> {
        let environment = &self.page.environment;
        let mut request = Request::with_mode(environment, self.mode, &self.method, &self.url)?;
        for (name, value) in &self.headers {
            request = request.header(name, value)?;
        }
        if let Some(body) = &self.body {
            request = request.body(body)?;
        }
        if self.forces_preflight {
            request = request.with_forced_preflight();
        }
        Ok(request.credentials(self.credentials).redirect(self.redirect))
    }
}
