//! Performs the trials: each one by the user agent, against the running server and against the policy.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use cors_compiler::access::{Examiner, Handlers};
use cors_user_agent::cors_check::cors_check;
use cors_user_agent::{
    HeaderList, HttpRequest, Network as _, NetworkError, Page, Request, Url, UserAgent,
};

use super::client::{Client, Exchange};
use super::fault::{Fault, faults};
use super::trial::{Subject, Trial, trials};
use crate::eval::verdict::{Surroundings, judge};

/// How many patterns are tried, and how many neighbours of each.
const PATTERNS: usize = 8;
/// See [`PATTERNS`].
const NEIGHBOURS: usize = 24;

/// The results of a probe.
#[derive(Debug, Default)]
pub struct Probed {
    /// How many requests of pages were tried, by their subjects.
    pub tried: BTreeMap<Subject, usize>,
    /// What differs from the policy.
    pub deviations: Vec<Deviation>,
    /// How many trials were left out, because of the limit on requests.
    pub left_out: usize,
    /// Trials that got no response, and the error.
    pub failures: Vec<(Subject, String)>,
    /// How many requests were sent.
    pub sent: usize,
}

/// Something that differs from the policy.
#[derive(Debug, Clone)]
pub struct Deviation {
    /// What was tried.
    pub subject: Subject,
    /// What differs.
    pub difference: Difference,
    /// The request that shows it.
    pub request: HttpRequest,
    /// How many trials show the same.
    pub count: usize,
}

/// What differs from the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The page gets what the policy refuses.
    Allowed {
        /// The page's origin.
        origin: String,
        /// Whether with credentials.
        credentials: bool,
    },
    /// The page doesn't get what the policy allows.
    Refused {
        /// The page's origin.
        origin: String,
        /// What a browser says.
        reason: String,
        /// The status of the last response.
        status: Option<u16>,
    },
    /// A fault of a response.
    Fault(Fault),
}

/// Tries a server at a URL.
///
/// # Errors
///
/// If it doesn't answer the first request.
pub fn probe(
    examiner: &Examiner<'_>,
    client: &mut Client,
    url: &Url,
    handlers: Handlers<'_>,
) -> Result<Probed, String> {
    let mut probed = Probed::default();
    // Whether there is a server at all.
    let raw = |method: &str, origins: &[&str]| raw_request(method, url, origins);
    send_raw(examiner, client, &raw("GET", &[]), Subject::OriginLines, &mut probed)?;
    let border = examiner.border(PATTERNS, NEIGHBOURS);
    for trial in trials(examiner, &border, url) {
        if client.is_exhausted() {
            probed.left_out = probed.left_out.saturating_add(1);
            continue;
        }
        try_one(examiner, client, handlers, &trial, &mut probed);
    }
    let inside = border.iter().find(|one| one.relation.is_inside());
    let outside = border.iter().rfind(|one| !one.relation.is_inside());
    let mut requests = Vec::new();
    if let Some(inside) = inside {
        requests.push((Subject::Options, raw("OPTIONS", &[&inside.origin])));
        if let Some(outside) = outside {
            requests.push((Subject::OriginLines, raw("GET", &[&inside.origin, &outside.origin])));
        }
    }
    for (subject, request) in requests {
        if client.is_exhausted() {
            probed.left_out = probed.left_out.saturating_add(1);
        } else if let Err(error) = send_raw(examiner, client, &request, subject, &mut probed) {
            probed.failures.push((subject, error));
        }
    }
    probed.deviations.sort_by_key(|one| one.subject);
    probed.sent = client.sent();
    Ok(probed)
}

fn try_one(
    examiner: &Examiner<'_>,
    client: &mut Client,
    handlers: Handlers<'_>,
    trial: &Trial,
    probed: &mut Probed,
) {
    let Trial { subject, request, credentials } = trial;
    let surroundings = Surroundings { handlers, reads: &[], response: &[] };
    let expected = judge(examiner, request, *credentials, surroundings).result.passes();
    let Ok(fetched) = request.to_fetch(*credentials) else { return };
    let result = UserAgent::new().with_mixed_content().fetch(client, fetched, Duration::ZERO);
    let (exchanges, held_back) = client.take();
    let count = probed.tried.entry(*subject).or_default();
    *count = count.saturating_add(1);
    let passed = match &result {
        Ok(_) => true,
        // The preflight allows it, and the request itself may change something.
        Err(NetworkError::Connection(_)) if held_back => true,
        Err(NetworkError::Connection(error)) => {
            probed.failures.push((*subject, error.clone()));
            return;
        }
        Err(_) => false,
    };
    let last = exchanges.last();
    let difference = match (expected, passed) {
        (false, true) => {
            Some(Difference::Allowed { origin: request.origin.clone(), credentials: *credentials })
        }
        (true, false) => Some(Difference::Refused {
            origin: request.origin.clone(),
            reason: result.err().map(|error| error.to_string()).unwrap_or_default(),
            status: last.map(|exchange| exchange.response.status),
        }),
        _ => None,
    };
    if let (Some(difference), Some(last)) = (difference, last) {
        probed.add(*subject, difference, &last.request);
    }
    probed.add_faults(examiner, *subject, &exchanges);
}

/// A request that no page sends: with any number of `Origin` lines, or `OPTIONS` without a preflight before it.
fn raw_request(method: &str, url: &Url, origins: &[&str]) -> HttpRequest {
    let mut header_list = HeaderList::default();
    header_list.append("Accept", "*/*");
    origins.iter().for_each(|origin| header_list.append("Origin", origin));
    HttpRequest { method: method.to_owned(), url: url.clone(), header_list, body: Vec::new() }
}

/// Sends such a request. A response to `OPTIONS` must be shared with the page, as any other.
fn send_raw(
    examiner: &Examiner<'_>,
    client: &mut Client,
    request: &HttpRequest,
    subject: Subject,
    probed: &mut Probed,
) -> Result<(), String> {
    let response = client.respond(request).map_err(|error| error.to_string())?;
    let (exchanges, _) = client.take();
    let count = probed.tried.entry(subject).or_default();
    *count = count.saturating_add(1);
    let origin = request.header_list.get("origin").map(Cow::into_owned);
    let origin = origin.and_then(|origin| String::from_utf8(origin).ok());
    if subject == Subject::Options
        && let Some(origin) = origin
        && let Ok(page) = Page::new(&origin)
        && let Ok(fetched) = Request::new(&page, "GET", request.url.as_str())
        && let Err(failure) = cors_check(&fetched, &response.header_list)
    {
        let (reason, status) = (failure.to_string(), Some(response.status));
        probed.add(subject, Difference::Refused { origin, reason, status }, request);
    }
    probed.add_faults(examiner, subject, &exchanges);
    Ok(())
}

impl Probed {
    /// Whether a page gets what the policy refuses.
    #[must_use]
    pub fn allows_more(&self) -> bool {
        let differences = self.deviations.iter().map(|deviation| &deviation.difference);
        differences.into_iter().any(|one| matches!(one, Difference::Allowed { .. }))
    }

    fn add_faults(&mut self, examiner: &Examiner<'_>, subject: Subject, exchanges: &[Exchange]) {
        for exchange in exchanges {
            for fault in faults(examiner.table(), exchange) {
                self.add(subject, Difference::Fault(fault), &exchange.request);
            }
        }
    }

    /// Adds a deviation. The same fault of many responses is one.
    fn add(&mut self, subject: Subject, difference: Difference, request: &HttpRequest) {
        let is_fault = matches!(difference, Difference::Fault(_));
        let known = self.deviations.iter_mut();
        let mut known = known.filter(|one| is_fault && one.difference == difference);
        if let Some(known) = known.next() {
            known.count = known.count.saturating_add(1);
            return;
        }
        let request = request.clone();
        self.deviations.push(Deviation { subject, difference, request, count: 1 });
    }
}
