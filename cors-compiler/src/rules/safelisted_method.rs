//! A method that doesn't need to be listed.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;
use crate::location::Location;

/// A safelisted method, which doesn't need to be listed.
pub static SAFELISTED_METHOD: Rule = Rule {
    name: "safelisted_method",
    level: Level::Warning,
    keys: &[Key::AllowMethods],
    summary: "`GET`, `HEAD` or `POST`, which don't need to be listed",
    reason: "browsers allow safelisted methods regardless of the policy, so omitting one doesn't refuse it",
    source: "https://fetch.spec.whatwg.org/#cors-safelisted-method",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [GET, PUT], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for name in &facts.methods.needless {
        findings.push(needless(&SAFELISTED_METHOD, name.value.as_str(), name.location));
    }
}

/// A name that is allowed regardless.
pub(super) fn needless(rule: &'static Rule, name: &str, location: Location) -> Finding {
    let message = words!("`{name}` doesn't need to be listed", name);
    Finding::new(rule, location, message).help(Help::remove(location))
}
