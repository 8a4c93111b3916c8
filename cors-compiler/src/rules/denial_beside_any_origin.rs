//! `deny_origins` next to `allow_origins = "*"`.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help};
use crate::key::Key;
use crate::model::AllowOrigins;

/// `deny_origins` next to `*`.
pub static DENIAL_BESIDE_ANY_ORIGIN: Rule = Rule {
    name: "denial_beside_any_origin",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "`deny_origins` next to `allow_origins = \"*\"`",
    reason: "`Access-Control-Allow-Origin: *` allows every origin, so none can be excluded",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = "*", deny_origins = ["https://example.com"]"#,
    right: r#"allow_origins = "*""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let AllowOrigins::Any(location) = facts.policy.allow_origins else { return };
    let Some(denial) = facts.policy.deny_origins.first() else { return };
    let message = "`deny_origins` cannot be combined with `allow_origins = \"*\"`";
    findings.push(
        Finding::new(&DENIAL_BESIDE_ANY_ORIGIN, denial.location, message)
            .elsewhere("every origin is allowed", location)
            .help(Help::example(
                "remove `deny_origins`, or list the allowed origins",
                [Edit::RemoveKey { key: Key::DenyOrigins }],
            )),
    );
}
