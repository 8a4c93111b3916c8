//! `*` next to headers that it covers.

use super::wildcard_without_authorization::is_non_wildcard;
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, words};
use crate::key::Key;
use crate::location::Location;

/// `*` in a list with others.
pub static ANY_HEADER_BESIDE_OTHERS: Rule = Rule {
    name: "any_header_beside_others",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::ExposeHeaders],
    summary: "`*` next to headers that it covers",
    reason: "`*` covers this header, so listing it has no effect",
    source: "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
    wrong: r#"allow_origins = "*", allow_headers = ["*", "content-type"], max_age = "2h""#,
    right: r#"allow_origins = "*", allow_headers = ["*", "authorization"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let allowed = facts.policy.allow_headers.any().map(|(_, beside)| beside);
    let exposed = facts.policy.expose_headers.any().map(|(_, beside)| beside);
    let allowed = allowed.into_iter().flatten().filter(|name| !is_non_wildcard(&name.value));
    for family in
        facts.families.listed.iter().filter(|_| facts.policy.allow_headers.any().is_some())
    {
        let written = family.value.as_str();
        findings.push(covered(&ANY_HEADER_BESIDE_OTHERS, written, family.location));
    }
    for name in allowed.chain(exposed.into_iter().flatten()) {
        findings.push(covered(&ANY_HEADER_BESIDE_OTHERS, name.value.as_str(), name.location));
    }
}

/// A name next to the `*` that covers it.
pub(super) fn covered(rule: &'static Rule, name: &str, location: Location) -> Finding {
    let message = words!("`{name}` is listed together with `*`, which already covers it", name);
    let remove = Help::example("remove one of the two", [Edit::Remove { location }]);
    Finding::new(rule, location, message).help(remove)
}
