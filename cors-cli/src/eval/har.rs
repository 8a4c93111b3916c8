//! The cross-origin requests in a HAR file, and what happened to them.
//!
//! | | DevTools of Chromium | Playwright | Firefox |
//! | --- | --- | --- | --- |
//! | preflights | yes, `_resourceType` is `preflight` | no | yes |
//! | cookies | removed, unless sensitive data is exported | yes | yes |
//! | credentials mode | no | no | no |
//! | a blocked request | status 0, without the headers of the browser | status -1 | status 0 |
//!
//! So a request without cookies may have been sent with credentials or without: it is evaluated both ways, and the
//! recorded outcome agrees with the policy if one of the two verdicts is the same.
//!
//! # Cost
//!
//! The file is read as a stream, and bodies are skipped: the memory is that of the URLs and headers.
//!
//! Source: the [HAR 1.2 specification](http://www.softwareishard.com/blog/har-12-spec/).

mod format;

use std::fmt;
use std::io::Read;

use cors_user_agent::cors_check::cors_check;
use cors_user_agent::{CredentialsMode, HeaderList, Request, Url, request_headers};

use super::request::{Given, PageRequest, WireRequest, parse_origin, unsafe_headers};
use format::{Entry, Har, Log};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 1 << 30;

/// Why a file could not be read.
#[derive(Debug)]
pub enum HarError {
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// Not a HAR file: not JSON, or without `log.entries`.
    Format(serde_json::Error),
}

impl fmt::Display for HarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "larger than {} MiB", MAX_BYTES >> 20),
            Self::Format(error) => write!(f, "not a HAR file: {error}"),
        }
    }
}

/// What a file has.
#[derive(Debug, Default)]
pub struct Recording {
    /// The cross-origin requests of pages, in order.
    pub requests: Vec<Recorded>,
    /// How many requests have the page's own origin.
    pub same_origin: usize,
    /// How many requests the CORS protocol doesn't apply to: navigations, images, scripts.
    pub not_cors: usize,
    /// Requests of which too little is known: their URLs, and why.
    pub unreadable: Vec<(String, String)>,
}

/// A request, and what happened to it.
#[derive(Debug)]
pub struct Recorded {
    /// The request.
    pub request: PageRequest,
    /// The headers of its response.
    pub response: Vec<(String, String)>,
    /// Whether the page could read the response.
    pub outcome: Outcome,
}

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The browser blocked it, or hid the response.
    Blocked,
    /// The page could read the response: without credentials, with credentials.
    Answered {
        /// Whether the response is shared with a request without credentials.
        without: bool,
        /// Whether it is shared with one with credentials.
        with: bool,
    },
    /// The file doesn't say: the server was not reached, or the request was cancelled.
    Unknown,
}

impl Outcome {
    /// Whether the page could read the response, if the request was sent in this mode.
    #[must_use]
    pub fn passed(self, credentials: bool) -> Option<bool> {
        match self {
            Self::Blocked => Some(false),
            Self::Answered { without, with } => Some(if credentials { with } else { without }),
            Self::Unknown => None,
        }
    }
}

/// Reads a file.
///
/// # Errors
///
/// If it is not a HAR file, or too large.
pub fn read(file: impl Read, given: &Given) -> Result<Recording, HarError> {
    // One byte more, so that a file of exactly this size is not too large.
    let mut limited = std::io::BufReader::new(file.take(MAX_BYTES.saturating_add(1)));
    let har: Har = match serde_json::from_reader(&mut limited) {
        Ok(har) => har,
        Err(_) if limited.into_inner().limit() == 0 => return Err(HarError::TooLarge),
        Err(error) => return Err(HarError::Format(error)),
    };
    Ok(recording(&har.log, given))
}

fn recording(log: &Log, given: &Given) -> Recording {
    let mut recording = Recording::default();
    let wires: Vec<Option<WireRequest>> = log.entries.iter().map(Entry::wire).collect();
    let mut is_used = vec![false; wires.len()];
    for (entry, wire) in log.entries.iter().zip(&wires) {
        let Some(wire) = wire else {
            let reason = "it has no valid URL".to_owned();
            recording.unreadable.push((entry.request.url.clone(), reason));
            continue;
        };
        if wire.is_preflight() {
            continue;
        }
        let preflight = preflight_of(wire, &wires, &is_used);
        if let Some(flag) = preflight.and_then(|index| is_used.get_mut(index)) {
            *flag = true;
        }
        let preflight = preflight.and_then(|index| wires.get(index)?.as_ref());
        let headers = preflight.and_then(|preflight| preflight.header("origin"));
        if headers.is_none() && !entry.is_cors(wire) {
            recording.not_cors = recording.not_cors.saturating_add(1);
            continue;
        }
        recording.add(log, entry, wire, preflight, given);
    }
    // A preflight whose request is not in the file.
    for ((entry, wire), is_used) in log.entries.iter().zip(&wires).zip(&is_used) {
        if let Some(wire) = wire.as_ref().filter(|wire| wire.is_preflight() && !is_used) {
            let has_request = wires.iter().flatten().any(|other| is_preflight_of(wire, other));
            if !has_request {
                recording.add(log, entry, wire, None, given);
            }
        }
    }
    recording
}

/// The first preflight for a request that no other one has.
fn preflight_of(
    wire: &WireRequest,
    wires: &[Option<WireRequest>],
    is_used: &[bool],
) -> Option<usize> {
    let mut preflights = wires.iter().zip(is_used).enumerate();
    let is_own = |other: &Option<WireRequest>| {
        other.as_ref().is_some_and(|other| is_preflight_of(other, wire))
    };
    preflights.find(|(_, (other, is_used))| !**is_used && is_own(other)).map(|(index, _)| index)
}

fn is_preflight_of(preflight: &WireRequest, request: &WireRequest) -> bool {
    preflight.is_preflight()
        && !request.is_preflight()
        && preflight.url == request.url
        && preflight.header("access-control-request-method") == Some(request.method.as_str())
}

impl Recording {
    fn add(
        &mut self,
        log: &Log,
        entry: &Entry,
        wire: &WireRequest,
        preflight: Option<&WireRequest>,
        given: &Given,
    ) {
        // A blocked request has no `Origin`; its preflight has, and so have others of the page.
        let has_origin = wire.header("origin").is_some();
        let known = match preflight.and_then(|preflight| preflight.header("origin")) {
            Some(origin) => parse_origin(origin),
            None if has_origin => None,
            None => log.page_origin(entry),
        };
        let given = Given {
            origin: given.origin.clone().or(known),
            credentials: given.credentials.or(entry.credentials()),
        };
        let request = match wire.of_page(&given) {
            Ok(request) => request,
            Err(reason) => {
                self.unreadable.push((wire.url.to_string(), reason.to_string()));
                return;
            }
        };
        let own = parse_origin(wire.url.as_str());
        if own.as_deref() == Some(request.origin.as_str()) {
            self.same_origin = self.same_origin.saturating_add(1);
            return;
        }
        let request = match preflight {
            Some(preflight) => with_unsafe_names(request, preflight),
            None => request,
        };
        let response = entry.response.headers();
        let outcome = outcome(entry, &request, &response);
        self.requests.push(Recorded { request, response, outcome });
    }
}

/// The request with exactly the unsafe headers that its preflight lists: the browser knows which ones are the page's.
fn with_unsafe_names(request: PageRequest, preflight: &WireRequest) -> PageRequest {
    let lines = preflight.header("access-control-request-headers").into_iter();
    let listed = unsafe_headers(lines);
    let is_listed = |name: &str| listed.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let mut headers: Vec<(String, String)> = request
        .headers
        .iter()
        .filter(|(name, value)| {
            is_listed(name) || request_headers::is_cors_safelisted(name, value.as_bytes())
        })
        .cloned()
        .collect();
    for (name, value) in &listed {
        let is_there = headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        if !is_there {
            headers.push((name.clone(), value.clone()));
        }
    }
    PageRequest { headers, ..request }
}

/// What happened, by the status and the headers of the response.
fn outcome(entry: &Entry, request: &PageRequest, response: &[(String, String)]) -> Outcome {
    let error = entry.response.error.as_deref().unwrap_or_default();
    if entry.response.status <= 0 {
        // What Chromium reports for CORS; others are about the network, or the page cancelled it.
        let is_of_cors = error.is_empty() || error == "net::ERR_FAILED";
        return if is_of_cors { Outcome::Blocked } else { Outcome::Unknown };
    }
    if error == "net::ERR_FAILED" {
        return Outcome::Blocked;
    }
    let Ok(page) = request.page() else { return Outcome::Unknown };
    let mut headers = HeaderList::default();
    response.iter().for_each(|(name, value)| headers.append(name, value));
    let is_shared = |mode| {
        let request = Request::new(&page, "GET", request.url.as_str());
        request.is_ok_and(|request| cors_check(&request.credentials(mode), &headers).is_ok())
    };
    Outcome::Answered {
        without: is_shared(CredentialsMode::Omit),
        with: is_shared(CredentialsMode::Include),
    }
}

impl Log {
    /// The origin of the page that sent a request, if it doesn't say so itself.
    fn page_origin(&self, entry: &Entry) -> Option<String> {
        let page = self.pages.iter().find(|page| Some(&page.id) == entry.pageref.as_ref());
        let title = page.map(|page| page.title.as_str());
        let initiators = entry.initiator.iter().flat_map(format::Initiator::urls);
        let referrer = entry.request.header("referer");
        let mut urls = initiators.chain(referrer).chain(title).filter_map(origin_of_web);
        urls.next()
    }
}

/// The origin of a URL of `http` or `https`; a title may be any text.
fn origin_of_web(url: &str) -> Option<String> {
    let url: Url = url.parse().ok()?;
    matches!(url.scheme(), "http" | "https").then(|| parse_origin(url.as_str()))?
}

#[cfg(test)]
mod tests;
