//! Compares the results of a case, as the page and the server saw them, with the expected ones. The page
//! and `--check` both use this.

use serde::{Deserialize, Serialize};

use crate::cases::{Expected, Outcome};
use crate::log::{AnsweredBy, Entry};

/// What a page saw of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Seen {
    /// A response.
    Readable {
        /// Its status.
        status: u16,
        /// The headers that the page can read, names in lower case.
        headers: Vec<(String, String)>,
        /// The body that the page can read.
        body: String,
    },
    /// A network error.
    NetworkError {
        /// The error message; browsers give no reason here.
        message: String,
    },
}

/// The differences from what was expected, one sentence each; empty if there are none.
#[must_use]
pub fn differences(expected: &Expected, seen: &Seen, log: &[Entry]) -> Vec<String> {
    let mut differences = Vec::new();
    match (expected.outcome, seen) {
        (Outcome::NetworkError, Seen::NetworkError { .. }) => {}
        (Outcome::NetworkError, Seen::Readable { status, .. }) => {
            differences.push(format!("expected a network error, but the page read a {status}"));
        }
        (Outcome::Readable { status, .. }, Seen::NetworkError { message }) => {
            differences.push(format!("expected a readable {status}, but got: {message}"));
        }
        (Outcome::Readable { .. }, Seen::Readable { .. }) => {
            compare_responses(&expected.outcome, seen, log, &mut differences);
        }
    }

    let preflights = log.iter().filter(|entry| entry.preflight).count();
    if preflights != expected.preflights {
        differences.push(format!(
            "the server saw {preflights} preflights instead of {}",
            expected.preflights
        ));
    }
    let handled = log.iter().filter(|entry| entry.answered_by == AnsweredBy::Handler);
    if handled.clone().any(|entry| entry.preflight) {
        differences.push("a preflight reached the handler".to_owned());
    }
    let handled = handled.count();
    if handled != expected.handled {
        differences.push(format!(
            "{handled} requests reached the handler instead of {}",
            expected.handled
        ));
    }
    differences
}

fn compare_responses(expected: &Outcome, seen: &Seen, log: &[Entry], found: &mut Vec<String>) {
    let (
        Outcome::Readable { status, body, exposed, hidden },
        Seen::Readable { status: seen_status, headers, body: seen_body },
    ) = (expected, seen)
    else {
        return;
    };
    if status != seen_status {
        found.push(format!("expected status {status}, but the page read {seen_status}"));
    }
    if body != seen_body {
        found.push(format!("expected the body {body:?}, but the page read {seen_body:?}"));
    }
    for name in *exposed {
        if !headers.iter().any(|(readable, _)| readable == name) {
            found.push(format!("the page should be able to read `{name}`, but cannot"));
        }
    }
    let sent = log.last().map(|entry| entry.response_headers.as_slice()).unwrap_or_default();
    for name in *hidden {
        if headers.iter().any(|(readable, _)| readable == name) {
            found.push(format!("the page should not be able to read `{name}`, but can"));
        }
        if !sent.iter().any(|(header, _)| header == name) {
            found.push(format!("the server did not send `{name}`, so this row proves nothing"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: Expected = Expected {
        outcome: Outcome::Readable { status: 200, body: "", exposed: &["x-a"], hidden: &["x-b"] },
        preflights: 0,
        handled: 0,
    };

    fn read(status: u16, names: &[&str]) -> Seen {
        let headers = names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        Seen::Readable { status, headers, body: String::new() }
    }

    #[test]
    fn each_difference_is_reported() {
        let found = differences(&EXPECTED, &read(404, &["x-b"]), &[]);
        assert_eq!(found.len(), 4, "status, exposed, hidden, not sent: {found:?}");
    }

    #[test]
    fn network_error_is_not_a_response() {
        let error = Seen::NetworkError { message: "Failed to fetch".to_owned() };
        assert_eq!(differences(&EXPECTED, &error, &[]).len(), 1);
        let refused = Expected { outcome: Outcome::NetworkError, ..EXPECTED };
        assert!(differences(&refused, &error, &[]).is_empty());
        assert_eq!(differences(&refused, &read(200, &[]), &[]).len(), 1);
    }
}
