//! Several policies on one path: what one handler's preflight grants must never let through what
//! another handler's policy refuses, in whatever order requests come, the CORS-preflight cache
//! included. For it knows paths, not handlers:
//!
//! ```text
//! PUT    under A, which allows x-a      --preflight--> cache: PUT, x-a   --> PUT with x-a     sent
//! DELETE under B, which does not        ------------------------------> DELETE with x-a  must not
//! ```
//!
//! To hold a router against it: describe its handlers, let each answer with the header
//! [`HANDLER`] set to its method, and make it a [`Network`].

use std::time::Duration;

use cors_user_agent::{
    CredentialsMode, HttpRequest, HttpResponse, Network, NetworkError, Page, Request, UserAgent,
};

use crate::written::{Asked, Written};

/// The response header by which a handler says that it ran.
pub const HANDLER: &str = "x-handler";

/// A handler of the path: its method, and its policy as its author reads it. Where that has no
/// `allow_methods`, the method is granted because it is mounted.
#[derive(Clone, Debug)]
pub struct Handler {
    /// In upper case.
    pub method: &'static str,
    /// Its policy.
    pub written: Written,
}

/// A request, and how many seconds after the one before it comes.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is asked.
    pub asked: Asked,
    /// The same for the user agent.
    pub request: Request,
    /// Seconds.
    pub after: u64,
}

/// A network that notes which handler ran.
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

/// Goes through the steps with one user agent, which remembers: of each request exactly that is
/// sent and read that its own handler's policy allows.
///
/// # Errors
///
/// The first step at which that is not so.
pub fn hold(
    handlers: &[Handler],
    network: &mut impl Network,
    steps: &[Step],
) -> Result<(), String> {
    let (mut user_agent, mut now) = (UserAgent::new(), Duration::ZERO);
    for (at, Step { asked, request, after }) in steps.iter().enumerate() {
        now = now.saturating_add(Duration::from_secs(*after));
        let mut recorder = Recorder { network, ran: None, sent: false };
        let result = user_agent.fetch(&mut recorder, request.clone(), now);
        let own = handlers.iter().find(|handler| handler.method == asked.method);
        let may_send =
            own.is_some_and(|own| !asked.needs_permission() || own.written.grants(asked));
        let may_read = may_send && own.is_some_and(|own| own.written.shares(asked));
        let ran = recorder.ran.as_deref();
        let is_right = match own {
            Some(own) => {
                recorder.sent == may_send
                    && ran == may_send.then_some(own.method.as_bytes())
                    && result.is_ok() == may_read
            }
            // What comes to a method without a handler, by the grants of its neighbours too, finds
            // no handler. Whether its 405 is shared is for the framework to say.
            None => ran.is_none(),
        };
        if !is_right {
            let before: Vec<_> = steps.iter().take(at).map(|step| &step.asked).collect();
            let ran = ran.map(|name| name.escape_ascii().to_string());
            return Err(format!(
                "step {at}, {asked:?}\n  may be sent: {may_send}, was sent: {}, ran: {ran:?}\n  \
                 may be read: {may_read}, was read: {result:?}\n  after {before:#?}\n  \
                 handlers {handlers:?}",
                recorder.sent,
            ));
        }
    }
    Ok(())
}

/// The request headers that [`requests`] has.
const HEADERS: [&[(&str, &str)]; 6] = [
    &[],
    &[("x-a", "1")],
    &[("x-b", "1")],
    &[("x-a", "1"), ("x-b", "1")],
    &[("authorization", "Bearer t")],
    &[("content-type", "application/json")],
];

/// Every method with every set of headers, with credentials and without, with a forced preflight
/// and without, from each page, to one URL.
///
/// # Panics
///
/// If no page can send a method.
#[must_use]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
pub fn requests(pages: &[&str], methods: &[&str], url: &str) -> Vec<(Asked, Request)> {
    let mut requests = Vec::new();
    for origin in pages {
        for method in methods {
            for headers in HEADERS {
                for flags in 0..4_u8 {
                    let asked = Asked {
                        page: (*origin).to_owned(),
                        method: (*method).to_owned(),
                        unsafe_names: headers.iter().map(|(name, _)| (*name).to_owned()).collect(),
                        include_credentials: flags & 1 != 0,
                        forced_preflight: flags & 2 != 0,
                    };
                    let request = request(&asked, headers, url);
                    requests.push((asked, request.expect("a page can send it")));
                }
            }
        }
    }
    requests
}

fn request(asked: &Asked, headers: &[(&str, &str)], url: &str) -> Option<Request> {
    let mut request = Request::new(&Page::new(&asked.page), &asked.method, url).ok()?;
    for (name, value) in headers {
        request = request.header(name, value).ok()?;
    }
    if asked.include_credentials {
        request = request.credentials(CredentialsMode::Include);
    }
    if asked.forced_preflight {
        request = request.with_forced_preflight();
    }
    Some(request)
}
