//! Responses that any page may read with CORS, and few may embed.

use cors_tables::neighbours::ResourcePolicy;

use super::{Level, Rule, allow, silence};
use crate::facts::Facts;
use crate::finding::{Certainty, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::AllowOrigins;

/// Responses that any page may read with CORS, and few may embed.
pub static EMBEDDING_NARROWER_THAN_ORIGINS: Rule = Rule {
    name: "embedding_narrower_than_origins",
    level: Level::Warning,
    keys: &[Key::CrossOriginResourcePolicy, Key::AllowOrigins],
    summary: "`allow_origins = \"*\"` with a `cross_origin_resource_policy` other than `\"cross-origin\"`",
    reason: "any page can read the response with CORS, so refusing to let it embed the response protects nothing",
    source: "https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header",
    wrong: r#"allow_origins = "*", cross_origin_resource_policy = "same-site""#,
    right: r#"allow_origins = "*", cross_origin_resource_policy = "cross-origin""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(policy) = &facts.policy.neighbours.resource_policy else { return };
    let AllowOrigins::Any(any) = facts.policy.allow_origins else { return };
    if policy.value == ResourcePolicy::CrossOrigin {
        return;
    }
    let rule = &EMBEDDING_NARROWER_THAN_ORIGINS;
    let message =
        words!("`{value}` refuses pages that may read the response", value = policy.value.value());
    let meant = Written::Text(ResourcePolicy::CrossOrigin.value().to_owned());
    let key = Key::CrossOriginResourcePolicy;
    let help = Help::value(policy.location, key, meant, Certainty::Certain);
    let words = words!("or, if embedding has a cost of its own, add {entry}", entry = allow(rule));
    findings.push(
        Finding::new(rule, policy.location, message)
            .elsewhere("any origin is allowed", any)
            .help(help)
            .help(silence(rule, words)),
    );
}
