//! `allow_origins = "*"`, with credentials.

use super::{Level, Rule, with_credentials};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help};
use crate::key::Key;
use crate::model::AllowOrigins;

/// `*` in `allow_origins`.
pub static CREDENTIALS_WITH_ANY_ORIGIN: Rule = Rule {
    name: "credentials_with_any_origin",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::AllowCredentials],
    summary: "`*` in `allow_origins` with credentials",
    reason: "browsers reject `Access-Control-Allow-Origin: *` if the request has credentials",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = "*", allow_credentials = true"#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let AllowOrigins::Any(location) = facts.policy.allow_origins else { return };
    let message = "credentials cannot be allowed for every origin";
    let finding =
        Finding::new(&CREDENTIALS_WITH_ANY_ORIGIN, location, message).help(Help::example(
            "list the origins, or remove `allow_credentials`",
            [Edit::RemoveKey { key: Key::AllowCredentials }],
        ));
    findings.extend(with_credentials(finding, facts));
}
