//! `*` in `allow_methods`, with credentials.

use super::{Level, Rule, with_credentials};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written};
use crate::key::Key;

/// `*` in `allow_methods`.
pub static CREDENTIALS_WITH_ANY_METHOD: Rule = Rule {
    name: "credentials_with_any_method",
    level: Level::Error,
    keys: &[Key::AllowMethods, Key::AllowCredentials],
    summary: "`*` in `allow_methods` with credentials",
    reason: "if a request has credentials, browsers treat `*` as a literal method name, not as a wildcard",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_methods = "*", max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_methods = [PUT, DELETE], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some((location, _)) = facts.policy.allow_methods.any() else { return };
    let message = "`*` is not a wildcard when credentials are allowed";
    let finding =
        Finding::new(&CREDENTIALS_WITH_ANY_METHOD, location, message).help(Help::example(
            "list the methods, or use `mirror_request`, which allows any requested method",
            [Edit::SetKey {
                key: Key::AllowMethods,
                value: Written::Name("mirror_request".to_owned()),
            }],
        ));
    findings.extend(with_credentials(finding, facts));
}
