//! `runtime_origins` next to `allow_origins = "*"`.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help};
use crate::key::Key;
use crate::model::AllowOrigins;

/// A ceiling beside `*`.
pub static RUNTIME_ORIGINS_BESIDE_ANY_ORIGIN: Rule = Rule {
    name: "runtime_origins_beside_any_origin",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins],
    summary: "`runtime_origins` next to `allow_origins = \"*\"`",
    reason: "`*` allows every origin, so there is none to add, and one of the two is a mistake",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"allow_origins = "*", runtime_origins = ["https://{tenant}.example.app"]"#,
    right: r#"runtime_origins = ["https://{tenant}.example.app"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let AllowOrigins::Any(location) = facts.policy.allow_origins else { return };
    let Some(first) = facts.policy.runtime_origins.first() else { return };
    let message = "no origin can be added if any origin is allowed";
    let remove = |words: &'static str, key| Help::example(words, [Edit::RemoveKey { key }]);
    findings.push(
        Finding::new(&RUNTIME_ORIGINS_BESIDE_ANY_ORIGIN, first.location, message)
            .elsewhere("any origin is allowed", location)
            .help(remove(
                "remove `allow_origins`, to allow only the origins that the program adds",
                Key::AllowOrigins,
            ))
            .help(remove("or remove `runtime_origins`", Key::RuntimeOrigins)),
    );
}
