//! A `max_age` above what Chromium keeps.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, Written, words};
use crate::key::Key;

/// Chromium's cap, in seconds.
const CHROMIUM: u32 = 7200;

/// More than Chromium keeps.
pub static MAX_AGE_OVER_CAP: Rule = Rule {
    name: "max_age_over_cap",
    level: Level::Warning,
    keys: &[Key::MaxAge],
    summary: "a `max_age` above two hours",
    reason: "Chromium caches preflight responses for at most 7200 seconds, Safari for at most 600",
    source: "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age",
    wrong: r#"allow_origins = ["https://example.com"], max_age = "24h""#,
    right: r#"allow_origins = ["https://example.com"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(max_age) = facts.policy.max_age.filter(|max_age| max_age.value > CHROMIUM) else {
        return;
    };
    let message =
        words!("a `max_age` of {seconds} seconds exceeds two hours", seconds = max_age.value);
    findings.push(
        Finding::new(&MAX_AGE_OVER_CAP, max_age.location, message)
            .help(Help::write(max_age.location, Written::Text("2h".to_owned()))),
    );
}
