//! `*` next to other methods.

use super::any_header_beside_others::covered;
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::key::Key;

/// `*` in a list with others.
pub static ANY_METHOD_BESIDE_OTHERS: Rule = Rule {
    name: "any_method_beside_others",
    level: Level::Error,
    keys: &[Key::AllowMethods],
    summary: "`*` next to other methods",
    reason: "`*` allows every method, so the other entries have no effect",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = "*", allow_methods = ["*", PUT], max_age = "2h""#,
    right: r#"allow_origins = "*", allow_methods = "*", max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some((_, beside)) = facts.policy.allow_methods.any() else { return };
    for name in beside {
        findings.push(covered(&ANY_METHOD_BESIDE_OTHERS, name.value.as_str(), name.location));
    }
}
