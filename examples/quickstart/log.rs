//! A bounded log of the requests that the API received, with the responses.
//!
//! A page cannot see its preflights or the reason of a CORS error. The server can: the page shows this log
//! under "The server", and the preflights are counted in it.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Query;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde::{Deserialize, Serialize};

use crate::area::Area;

/// More than a page sends in ten runs; older entries are dropped.
const CAPACITY: usize = 1024;

/// Which case of which run a request belongs to: the query of its URL.
///
/// Because the URLs differ, each case also has separate entries in the browser's preflight cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// One run of the whole table.
    #[serde(default)]
    pub run: String,
    /// The case's id.
    #[serde(default)]
    pub case: String,
}

/// What produced the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnsweredBy {
    /// The policy alone; the application did not run.
    Policy,
    /// The application, which includes a 404 or 405 of its router.
    Handler,
}

/// One request as the server saw it, with its response.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The case that it belongs to.
    #[serde(flatten)]
    pub tag: Tag,
    /// The request's method.
    pub method: String,
    /// The request's path, without the query.
    pub path: String,
    /// Whether it is a CORS-preflight request.
    pub preflight: bool,
    /// The headers of the request that are relevant for this example.
    pub request_headers: Vec<(String, String)>,
    /// What produced the response.
    pub answered_by: AnsweredBy,
    /// The response's status.
    pub status: u16,
    /// The headers of the response that are relevant for this example.
    pub response_headers: Vec<(String, String)>,
    /// The reason why the policy refused the request, if it did.
    pub refusal: Option<String>,
}

/// The log. Clones share their entries.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<VecDeque<Entry>>>);

impl Log {
    /// The entries so far, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The entries of one case in one run.
    #[must_use]
    pub fn of(&self, tag: &Tag) -> Vec<Entry> {
        let mut entries = self.entries();
        entries.retain(|entry| entry.tag == *tag);
        entries
    }

    /// The number of CORS-preflight requests for one case in one run.
    #[must_use]
    pub fn preflights(&self, tag: &Tag) -> usize {
        self.of(tag).iter().filter(|entry| entry.preflight).count()
    }

    fn push(&self, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.pop_front();
        }
        entries.push_back(entry);
    }
}

/// A request from its arrival until its response is sent.
#[derive(Debug)]
pub(crate) struct Visit {
    log: Log,
    entry: Entry,
    reached: Reached,
}

/// A mark for a request, which is set where the application begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reached(Arc<AtomicBool>);

impl Reached {
    pub(crate) fn mark(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The header lines of a request or a response as names and bytes, which works with every framework's
/// version of `http`.
macro_rules! lines {
    ($message:expr) => {
        $message.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
    };
}
pub(crate) use lines;

impl Log {
    /// Starts the entry of a request. Call this outside of the policies.
    pub(crate) fn arrive<'l>(
        &self,
        method: &str,
        uri: &impl fmt::Display,
        lines: impl Iterator<Item = (&'l str, &'l [u8])>,
    ) -> Visit {
        let uri = uri.to_string().parse::<Uri>().unwrap_or_default();
        let Query(tag) = Query::<Tag>::try_from_uri(&uri).unwrap_or_default();
        let (path, headers) = (uri.path().to_owned(), headers(lines));
        // The library's decision is a value that can be computed anywhere, here for the log.
        let refusal = Area::of(&path).zip(Method::from_bytes(method.as_bytes()).ok());
        let refusal = refusal
            .and_then(|(area, method)| area.policy.evaluate(&method, &headers).refusal())
            .map(|refusal| refusal.to_string());
        let entry = Entry {
            tag,
            method: method.to_owned(),
            path,
            preflight: method == "OPTIONS"
                && headers.contains_key("origin")
                && headers.contains_key("access-control-request-method"),
            request_headers: shown(&headers),
            answered_by: AnsweredBy::Policy,
            status: 0,
            response_headers: Vec::new(),
            refusal,
        };
        Visit { log: self.clone(), entry, reached: Reached::default() }
    }
}

impl Visit {
    /// The mark to put on the request.
    pub(crate) fn reached(&self) -> Reached {
        self.reached.clone()
    }

    /// Completes the entry with the response.
    pub(crate) fn leave<'l>(self, status: u16, lines: impl Iterator<Item = (&'l str, &'l [u8])>) {
        let Self { log, entry, reached: Reached(reached) } = self;
        let handled = reached.load(Ordering::Relaxed);
        log.push(Entry {
            answered_by: if handled { AnsweredBy::Handler } else { AnsweredBy::Policy },
            status,
            response_headers: shown(&headers(lines)),
            ..entry
        });
    }
}

fn headers<'l>(lines: impl Iterator<Item = (&'l str, &'l [u8])>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    headers
}

/// The headers to show: CORS, cookies, and those of the example.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let worth_showing = |name: &str| {
        name.starts_with("access-control-")
            || name.starts_with("x-")
            || ["origin", "vary", "content-type", "cookie", "set-cookie", "allow"].contains(&name)
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let shown = headers.iter().filter(|(name, _)| worth_showing(name.as_str()));
    let mut shown: Vec<_> = shown.map(|(name, value)| (name.to_string(), text(value))).collect();
    // `Origin` comes first, because everything else depends on it.
    shown.sort_by(|(a, _), (b, _)| (a != "origin", a).cmp(&(b != "origin", b)));
    shown
}
