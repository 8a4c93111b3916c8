//! The table without a browser: a user agent written from the Fetch standard performs every case over real
//! sockets, against the running servers.

use std::fmt;
use std::time::Instant;

use cors_user_agent::{CredentialsMode, Page, Request, TypeError, UserAgent};
use tokio::runtime::Handle;

use crate::cases::{Case, Credentials};
use crate::log::{Entry, Log, Tag};
use crate::server::Running;
use crate::table::TABLE;
use crate::verdict::{Seen, differences};
use crate::wire::Wire;

/// The results of the table for the pages of one origin.
#[derive(Debug)]
pub struct Report {
    origin: String,
    rows: Vec<Row>,
}

/// The result of one case.
#[derive(Debug)]
struct Row {
    case: &'static Case,
    seen: Seen,
    log: Vec<Entry>,
    differences: Vec<String>,
}

/// Performs every case of the table like a browser that shows a page of `origin`.
pub async fn run(running: &Running, origin: &str) -> Report {
    let wire = Wire::new(Handle::current());
    let (api, observed) = (running.api_origin(), running.observed().clone());
    let origin = origin.to_owned();
    let check = move || go_through(wire, &api, &observed, &origin);
    // The user agent blocks while it waits for answers, which a thread of the runtime must not do.
    match tokio::task::spawn_blocking(check).await {
        Ok(report) => report,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}

fn go_through(mut wire: Wire, api: &str, observed: &Log, origin: &str) -> Report {
    // The origin of a running server, of a table, or `null`.
    let page = Page::new(origin).unwrap_or_else(|_| Page::opaque());
    let (mut user_agent, start) = (UserAgent::new(), Instant::now());
    let mut rows = Vec::new();
    for case in TABLE {
        let tag = Tag { run: format!("check-as-{origin}"), case: case.id.to_owned() };
        let mut seen = Seen::NetworkError { message: "the case sends no request".to_owned() };
        // Like the page's script: send the request as often as the case specifies, until a network
        // error.
        for _ in 0..case.request.times {
            let fetched = match request(&page, api, case, &tag) {
                Ok(request) => user_agent
                    .fetch(&mut wire, request, start.elapsed())
                    .map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            seen = see(fetched);
            if matches!(seen, Seen::NetworkError { .. }) {
                break;
            }
        }
        let log = observed.of(&tag);
        let differences = differences(&case.prospect(origin).expected, &seen, &log);
        rows.push(Row { case, seen, log, differences });
    }
    Report { origin: origin.to_owned(), rows }
}

/// The page's arguments for `fetch()`.
fn request(page: &Page, api: &str, case: &Case, tag: &Tag) -> Result<Request, TypeError> {
    let url = format!("{api}{}?run={}&case={}", case.request.path, tag.run, tag.case);
    let mut request = Request::new(page, case.request.method, &url)?;
    for (name, value) in case.request.headers {
        request = request.header(name, value)?;
    }
    if let Some(body) = case.request.body {
        request = request.body(body)?;
    }
    Ok(request.credentials(match case.request.credentials {
        Credentials::SameOrigin => CredentialsMode::SameOrigin,
        Credentials::Include => CredentialsMode::Include,
    }))
}

fn see(fetched: Result<cors_user_agent::Response, String>) -> Seen {
    match fetched {
        Ok(response) => Seen::Readable {
            status: response.status,
            headers: response
                .header_list
                .iter()
                .map(|(name, value)| {
                    (name.to_ascii_lowercase(), String::from_utf8_lossy(value).into_owned())
                })
                .collect(),
            body: String::from_utf8_lossy(&response.body).into_owned(),
        },
        Err(message) => Seen::NetworkError { message },
    }
}

impl Report {
    /// Whether every case matches the policies.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.rows.iter().all(|row| row.differences.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "As a page of {}:\n", self.origin)?;
        for row in &self.rows {
            writeln!(f, "{row}")?;
        }
        let well = self.rows.iter().filter(|row| row.differences.is_empty()).count();
        write!(f, "\n{well} of {} cases match the policies.", self.rows.len())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.differences.is_empty() { "ok" } else { "NO" };
        let request = format!("{} {}", self.case.request.method, self.case.request.path);
        let preflights = match self.log.iter().filter(|entry| entry.preflight).count() {
            0 => "no preflight".to_owned(),
            1 => "1 preflight".to_owned(),
            many => format!("{many} preflights"),
        };
        write!(f, "  {mark}  {:<18} {request:<25} {preflights:<13} ", self.case.id)?;
        match &self.seen {
            Seen::Readable { status, .. } => write!(f, "read {status}")?,
            Seen::NetworkError { message } => write!(f, "network error: {message}")?,
        }
        for difference in &self.differences {
            write!(f, "\n      - {difference}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Server;
    use crate::server::start;

    /// The last origin is opaque, as that of a page in a sandboxed frame.
    #[tokio::test]
    async fn table_matches_the_policies_for_every_page() {
        for server in Server::ALL.iter().copied() {
            let running = start(server, 0, 0).await.unwrap();
            let page = running.page_origin();
            for origin in [&page, "https://partner.example", "http://localhost:3001", "null"] {
                let report = run(&running, origin).await;
                assert!(report.passed(), "{server}: {report}");
            }
        }
    }
}
