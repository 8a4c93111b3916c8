//! Rules of `accept_risk` and `allow`: exceptions are named, needed, and reported.

use super::{Level, Rule};
use crate::key::Key;

/// A name in `accept_risk` or `allow` that is not a matching rule.
pub static UNKNOWN_RULE: Rule = Rule {
    name: "unknown_rule",
    level: Level::Error,
    keys: &[Key::AcceptRisk, Key::Allow],
    summary: "a name in `accept_risk` that is not a risk, or in `allow` that cannot be allowed",
    reason: "`accept_risk` takes rules of the level risk, `allow` takes warnings and silenceable errors; other rules cannot be turned off",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["http://app.example.com"], allow_credentials = true, accept_risk = { insecure = "staging" }"#,
    right: r#"allow_origins = ["http://app.example.com"], allow_credentials = true, accept_risk = { insecure_origin = "staging gets TLS with the March move" }"#,
};

/// A risk that is accepted without a reason.
pub static RISK_WITHOUT_REASON: Rule = Rule {
    name: "risk_without_reason",
    level: Level::Error,
    keys: &[Key::AcceptRisk],
    summary: "an accepted risk whose reason is empty, or still the placeholder from the help text",
    reason: "reviewers of the policy need to know why the risk is accepted",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["http://app.example.com"], allow_credentials = true, accept_risk = { insecure_origin = "" }"#,
    right: r#"allow_origins = ["http://app.example.com"], allow_credentials = true, accept_risk = { insecure_origin = "staging gets TLS with the March move" }"#,
};

/// An accepted risk that the policy doesn't have.
pub static UNNEEDED_RISK: Rule = Rule {
    name: "unneeded_risk",
    level: Level::Error,
    keys: Key::ALL,
    summary: "an accepted risk that the policy doesn't have",
    reason: "an unneeded exception would hide future mistakes",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["https://app.example.com"], allow_credentials = true, accept_risk = { insecure_origin = "staging" }"#,
    right: r#"allow_origins = ["https://app.example.com"], allow_credentials = true"#,
};

/// A warning that is silenced and does not occur.
pub static UNNEEDED_ALLOW: Rule = Rule {
    name: "unneeded_allow",
    level: Level::Warning,
    keys: Key::ALL,
    summary: "an entry in `allow` for a warning that doesn't occur",
    reason: "an unneeded exception would hide future mistakes",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["https://example.com"], allow = [duplicate]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};
