//! A case: a request that a page makes, and the expected result.

use serde::Serialize;

use crate::area::Area;

/// One row of the table.
#[derive(Debug)]
pub struct Case {
    /// Names the row in URLs and results.
    pub id: &'static str,
    /// What is tried.
    pub title: &'static str,
    /// The part of the API that is called, and with it the policy that applies.
    pub area: &'static Area,
    /// What the page sends.
    pub request: CaseRequest,
    /// The result for a page whose origin the policy allows.
    pub expected: Expected,
    /// The line of the policy that decides, unless a missing line does.
    pub line: Option<&'static str>,
    /// Why, in a sentence.
    pub why: &'static str,
}

/// A request, described like the arguments of `fetch()`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CaseRequest {
    /// As given to `fetch()`.
    pub method: &'static str,
    /// The path of the URL; the API's origin and the case's query are added.
    pub path: &'static str,
    /// Set by the page.
    pub headers: &'static [(&'static str, &'static str)],
    /// Text, or nothing.
    pub body: Option<&'static str>,
    /// Whether cookies are sent.
    pub credentials: Credentials,
    /// How often the page sends it, one after another.
    pub times: usize,
}

/// The two credentials modes that differ for a cross-origin request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// The default of `fetch()`: none to another origin.
    SameOrigin,
    /// Cookies are sent and stored.
    Include,
}

/// The expected result of a case.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Expected {
    /// What the page gets.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How many CORS-preflight requests the server sees.
    pub preflights: usize,
    /// How many requests reach the application.
    pub handled: usize,
}

/// What the page gets.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// A response that the page can read.
    Readable {
        /// Its status.
        status: u16,
        /// Its whole body.
        body: &'static str,
        /// Headers that the page can read.
        exposed: &'static [&'static str],
        /// Headers that are sent and that the page cannot read.
        hidden: &'static [&'static str],
    },
    /// `TypeError`, without a reason.
    NetworkError,
}

/// The expected result of a case for pages of one origin, and why.
#[derive(Debug)]
pub struct Prospect {
    /// The expected result.
    pub expected: Expected,
    /// The policy's line that decides.
    pub line: Option<&'static str>,
    /// Why, in a sentence.
    pub why: String,
}

impl Case {
    /// The expected result for a page of `origin`: that of the case if the policy allows the origin,
    /// otherwise the result that the standard requires.
    #[must_use]
    pub fn prospect(&self, origin: &str) -> Prospect {
        if self.area.policy.allows_origin(origin.as_bytes()) {
            let why = self.why.to_owned();
            return Prospect { expected: self.expected, line: self.line, why };
        }
        // A page stops at the first network error, so `times` has no effect here.
        let (preflights, handled, why) = if self.expected.preflights == 0 {
            let effects =
                if self.request.method == "POST" { " and the POST takes effect" } else { "" };
            let why = format!(
                "`allow_origins` does not list {origin}. Such a request needs no preflight, so the \
                 handler runs{effects}, but the response is hidden from the page."
            );
            (0, 1, why)
        } else {
            let why = format!(
                "`allow_origins` does not list {origin}: the policy answers the preflight with 403, \
                 so the request is not sent and the handler does not run."
            );
            (1, 0, why)
        };
        let expected = Expected { outcome: Outcome::NetworkError, preflights, handled };
        Prospect { expected, line: Some("allow_origins"), why }
    }

    /// The same in a browser, which is given by its `User-Agent`.
    ///
    /// Firefox uses a cached preflight only while it has cached the address of the host, too, and it renews those of
    /// `localhost` and of IP addresses each time: see `docs/browsers.md`.
    #[must_use]
    pub fn prospect_in(&self, user_agent: &str, origin: &str) -> Prospect {
        let mut prospect = self.prospect(origin);
        let times = self.request.times;
        let is_repeated =
            times > 1 && matches!(prospect.expected.outcome, Outcome::Readable { .. });
        if is_repeated && user_agent.contains("Firefox/") {
            prospect.expected.preflights = times;
            prospect.why = "Firefox caches no preflights for `localhost` and IP addresses, where this API runs. With \
                            other hosts, and in other browsers, `max_age` lets the second PUT go straight to the \
                            handler."
                .to_owned();
        }
        prospect
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::area::Area;
    use crate::table::TABLE;

    #[test]
    fn ids_are_unique() {
        let ids: HashSet<_> = TABLE.iter().map(|case| case.id).collect();
        assert_eq!(ids.len(), TABLE.len());
    }

    #[test]
    fn every_case_calls_its_area() {
        for case in TABLE {
            let area = Area::of(case.request.path).map(|area| area.name);
            assert_eq!(area, Some(case.area.name), "{}", case.id);
        }
    }

    #[test]
    fn every_named_line_is_in_the_policy() {
        for case in TABLE {
            let Some(line) = case.line else { continue };
            let mut lines = case.area.source().lines().map(str::trim_start);
            assert!(lines.any(|text| text.starts_with(line)), "{}: {line}", case.id);
            assert!(case.why.contains(line), "{} does not mention {line}", case.id);
        }
    }
}
