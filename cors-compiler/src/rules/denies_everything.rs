//! An allowed pattern that is denied completely.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, words};
use crate::key::Key;

/// An allowed pattern that is denied completely.
pub static DENIES_EVERYTHING: Rule = Rule {
    name: "denies_everything",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern in `allow_origins` or `runtime_origins` that `deny_origins` denies completely",
    reason: "the pattern allows no origin, so either the pattern or the denial is a mistake",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://a.example.com"], deny_origins = ["https://*.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://a.example.com", "https://*.a.example.com"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, _) in facts.allowed().filter(|(_, of_one)| of_one.is_denied) {
        let pattern = one.pattern.to_string();
        let message =
            words!("`deny_origins` denies every origin that matches `{pattern}`", pattern);
        let remove = Help::example(
            "remove it, or remove the denial",
            [Edit::Remove { location: one.location }],
        );
        findings.push(Finding::new(&DENIES_EVERYTHING, one.location, message).help(remove));
    }
}
