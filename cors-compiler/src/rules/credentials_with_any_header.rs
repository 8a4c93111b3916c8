//! `*` in `allow_headers`, with credentials.

use super::{Level, Rule, with_credentials};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help};
use crate::key::Key;

/// `*` in `allow_headers`.
pub static CREDENTIALS_WITH_ANY_HEADER: Rule = Rule {
    name: "credentials_with_any_header",
    level: Level::Error,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`*` in `allow_headers` with credentials",
    reason: "if a request has credentials, browsers treat `*` as a literal header name, not as a wildcard",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = "*", max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = ["content-type"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some((location, _)) = facts.policy.allow_headers.any() else { return };
    let message = "`*` is not a wildcard when credentials are allowed";
    let finding = Finding::new(&CREDENTIALS_WITH_ANY_HEADER, location, message)
        .help(Help::example_of("list the headers", Key::AllowHeaders));
    findings.extend(with_credentials(finding, facts));
}
