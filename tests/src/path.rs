//! Several policies on one path: regardless of the order of requests, and even with a CORS-preflight cache,
//! a preflight for one handler must never allow a request that another handler's policy refuses. The cache
//! is keyed by URL, not by handler:
//!
//! ```text
//! PUT    under A, which allows x-a      --preflight--> cache: PUT, x-a   --> PUT with x-a     sent
//! DELETE under B, which does not        ------------------------------> DELETE with x-a  must not
//! ```
//!
//! To test a router, describe its handlers, let each one answer with the header [`HANDLER`] set to its
//! method, and implement [`Network`] for it.

use std::time::Duration;

use cors_user_agent::{
    CredentialsMode, HttpRequest, HttpResponse, Network, NetworkError, Page, Request, UserAgent,
};

use crate::written::{PageRequest, Written};

/// The response header with which a handler shows that it ran.
pub const HANDLER: &str = "x-handler";

/// A handler of the path: its method, and its policy as text. If that has no `allow_methods`, the method is
/// granted because it is mounted.
#[derive(Clone, Debug)]
pub struct Handler {
    /// In upper case.
    pub method: &'static str,
    /// Its policy.
    pub written: Written,
}

/// A request, and the number of seconds after the previous one.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request.
    pub page_request: PageRequest,
    /// The same for the user agent.
    pub request: Request,
    /// Seconds.
    pub after: u64,
}

/// A network that records which handler ran.
struct Recorder<'n, N> {
    network: &'n mut N,
    ran: Option<Vec<u8>>,
    sent: bool,
}

impl<N: Network> Network for Recorder<'_, N> {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let response = self.network.respond(request)?;
        if !request.is_preflight() {
            self.sent = true;
            self.ran = response.header_list.get(HANDLER).map(std::borrow::Cow::into_owned);
        }
        Ok(response)
    }
}

/// Performs the steps with one user agent that caches preflights: a request must be sent and read exactly
/// if its handler's policy allows it.
///
/// # Errors
///
/// The first step for which this does not hold.
pub fn run_steps(
    handlers: &[Handler],
    network: &mut impl Network,
    steps: &[Step],
) -> Result<(), String> {
    let (mut user_agent, mut now) = (UserAgent::new(), Duration::ZERO);
    for (at, Step { page_request, request, after }) in steps.iter().enumerate() {
        now = now.saturating_add(Duration::from_secs(*after));
        let mut recorder = Recorder { network, ran: None, sent: false };
        let result = user_agent.fetch(&mut recorder, request.clone(), now);
        let own = handlers.iter().find(|handler| handler.method == page_request.method);
        let may_send = own.is_some_and(|own| {
            !page_request.needs_permission() || own.written.grants(page_request)
        });
        let may_read = may_send && own.is_some_and(|own| own.written.shares(page_request));
        let ran = recorder.ran.as_deref();
        let is_right = match own {
            Some(own) => {
                recorder.sent == may_send
                    && ran == may_send.then_some(own.method.as_bytes())
                    && result.is_ok() == may_read
            }
            // A request to a method without a handler, even if it was allowed by a cached preflight for
            // another method, reaches no handler. Whether its 405 is shared depends on the framework.
            None => ran.is_none(),
        };
        if !is_right {
            let before: Vec<_> = steps.iter().take(at).map(|step| &step.page_request).collect();
            let ran = ran.map(|name| name.escape_ascii().to_string());
            return Err(format!(
                "step {at}, {page_request:?}\n  may be sent: {may_send}, was sent: {}, ran: {ran:?}\n  \
                 may be read: {may_read}, was read: {result:?}\n  after {before:#?}\n  \
                 handlers {handlers:?}",
                recorder.sent,
            ));
        }
    }
    Ok(())
}

/// The request headers in [`requests`].
const HEADERS: [&[(&str, &str)]; 6] = [
    &[],
    &[("x-a", "1")],
    &[("x-b", "1")],
    &[("x-a", "1"), ("x-b", "1")],
    &[("authorization", "Bearer t")],
    &[("content-type", "application/json")],
];

/// Every method with every set of headers, with and without credentials, with and without a forced
/// preflight, from each page, to one URL.
///
/// # Panics
///
/// If no page can send a method.
#[must_use]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
pub fn requests(pages: &[&str], methods: &[&str], url: &str) -> Vec<(PageRequest, Request)> {
    let mut requests = Vec::new();
    for origin in pages {
        for method in methods {
            for headers in HEADERS {
                for flags in 0..4_u8 {
                    let page_request = PageRequest {
                        page: (*origin).to_owned(),
                        method: (*method).to_owned(),
                        unsafe_names: headers.iter().map(|(name, _)| (*name).to_owned()).collect(),
                        include_credentials: flags & 1 != 0,
                        forced_preflight: flags & 2 != 0,
                    };
                    let request = request(&page_request, headers, url);
                    requests.push((page_request, request.expect("a page can send it")));
                }
            }
        }
    }
    requests
}

fn request(page_request: &PageRequest, headers: &[(&str, &str)], url: &str) -> Option<Request> {
    let mut request =
        Request::new(&Page::new(&page_request.page).ok()?, &page_request.method, url).ok()?;
    for (name, value) in headers {
        request = request.header(name, value).ok()?;
    }
    if page_request.include_credentials {
        request = request.credentials(CredentialsMode::Include);
    }
    if page_request.forced_preflight {
        request = request.with_forced_preflight();
    }
    Some(request)
}
