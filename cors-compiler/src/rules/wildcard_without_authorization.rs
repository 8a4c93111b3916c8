//! `*`, which does not cover `authorization`.

use cors_tables::fetch;

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::HeaderName;

/// `*`, which does not cover `authorization`.
pub static WILDCARD_WITHOUT_AUTHORIZATION: Rule = Rule {
    name: "wildcard_without_authorization",
    level: Level::Warning,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`*` in `allow_headers` without `authorization`",
    reason: "the Fetch standard excludes `authorization` from `*`: browsers still send it, and may refuse it later",
    source: "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
    wrong: r#"allow_origins = "*", allow_headers = "*", max_age = "2h""#,
    right: r#"allow_origins = "*", allow_headers = ["*", "authorization"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let policy = facts.policy;
    let Some((location, beside)) = policy.allow_headers.any() else { return };
    if policy.allow_credentials.is_some()
        || !policy.unread.are_whole(&[Key::AllowHeaders, Key::AllowCredentials])
        || beside.iter().any(|name| is_non_wildcard(&name.value))
    {
        return;
    }
    let names = ["*", "authorization"].map(|name| Written::Text(name.to_owned()));
    let list = Written::List(names.to_vec());
    let entry = Written::entry(Key::AllowHeaders, list.clone());
    let message = "`allow_headers` has `*` but not `authorization`";
    findings.push(Finding::new(&WILDCARD_WITHOUT_AUTHORIZATION, location, message).help(
        Help::certain(
            words!("write {entry}", entry),
            [Edit::SetKey { key: Key::AllowHeaders, value: list }],
        ),
    ));
}

/// Whether `*` leaves out this name.
pub(crate) fn is_non_wildcard(name: &HeaderName) -> bool {
    fetch::is_cors_non_wildcard_request_header_name(name.as_str().as_bytes())
}
