//! The table without a browser: every case by the model of a user agent, over real sockets,
//! against the servers that are running.

use std::fmt;

use crate::cases::{Case, Credentials};
use crate::log::{Entry, Tag};
use crate::server::Running;
use crate::table::TABLE;
use crate::user_agent::{Request, UserAgent};
use crate::verdict::{Seen, differences};

/// How the table went for the pages of one origin.
#[derive(Debug)]
pub struct Report {
    origin: String,
    rows: Vec<Row>,
}

/// How one case went.
#[derive(Debug)]
struct Row {
    case: &'static Case,
    seen: Seen,
    log: Vec<Entry>,
    differences: Vec<String>,
}

/// Goes through the table as a browser would that shows a page of `origin`.
pub async fn run(running: &Running, origin: &str) -> Report {
    let mut user_agent = UserAgent::new();
    let mut rows = Vec::new();
    for case in TABLE {
        let tag = Tag { run: format!("check-as-{origin}"), case: case.id.to_owned() };
        let seen = perform(&mut user_agent, running, origin, case, &tag).await;
        let log = running.observed().of(&tag);
        let differences = differences(&case.prospect(origin).expected, &seen, &log);
        rows.push(Row { case, seen, log, differences });
    }
    Report { origin: origin.to_owned(), rows }
}

/// What the page's script does for a case: the request, as often as the case says, until a
/// network error.
async fn perform(
    user_agent: &mut UserAgent,
    running: &Running,
    origin: &str,
    case: &Case,
    tag: &Tag,
) -> Seen {
    let request = Request {
        origin: origin.to_owned(),
        method: case.request.method.to_owned(),
        url: format!(
            "{}{}?run={}&case={}",
            running.api_origin(),
            case.request.path,
            tag.run,
            tag.case
        ),
        headers: case.request.headers.to_vec(),
        body: case.request.body.unwrap_or_default(),
        include_credentials: case.request.credentials == Credentials::Include,
    };
    let mut seen = fetch(user_agent, &request).await;
    for _ in 1..case.request.times {
        if matches!(seen, Seen::NetworkError { .. }) {
            break;
        }
        seen = fetch(user_agent, &request).await;
    }
    seen
}

async fn fetch(user_agent: &mut UserAgent, request: &Request) -> Seen {
    match user_agent.fetch(request).await {
        Ok(response) => Seen::Readable {
            status: response.status,
            headers: response.headers,
            body: response.body,
        },
        Err(error) => Seen::NetworkError { message: error.to_string() },
    }
}

impl Report {
    /// Whether every case went as the policies say.
    #[must_use]
    pub fn went_well(&self) -> bool {
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
        write!(f, "\n{well} of {} went as the policies say.", self.rows.len())
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
    use crate::server::start;

    /// The last is what a page is that the browser gave an opaque origin.
    #[tokio::test]
    async fn the_table_goes_as_the_policies_say_for_every_page() {
        let running = start(0, 0).await.unwrap();
        let page = running.page_origin();
        for origin in [page.as_str(), "https://partner.example", "http://localhost:3001", "null"] {
            let report = run(&running, origin).await;
            assert!(report.went_well(), "{report}");
        }
    }
}
