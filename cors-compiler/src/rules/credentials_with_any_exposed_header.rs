//! `*` in `expose_headers`, with credentials.

use super::{Level, Rule, with_credentials};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help};
use crate::key::Key;

/// `*` in `expose_headers`.
pub static CREDENTIALS_WITH_ANY_EXPOSED_HEADER: Rule = Rule {
    name: "credentials_with_any_exposed_header",
    level: Level::Error,
    keys: &[Key::ExposeHeaders, Key::AllowCredentials],
    summary: "`*` in `expose_headers` with credentials",
    reason: "if a request has credentials, browsers treat `*` as a literal header name, not as a wildcard",
    source: "https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, expose_headers = "*""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, expose_headers = ["x-request-id"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some((location, _)) = facts.policy.expose_headers.any() else { return };
    let message = "`*` is not a wildcard when credentials are allowed";
    let finding = Finding::new(&CREDENTIALS_WITH_ANY_EXPOSED_HEADER, location, message)
        .help(Help::example_of("list the headers", Key::ExposeHeaders));
    findings.extend(with_credentials(finding, facts));
}
