//! Rules of `must_allow` and `must_deny`, a policy's own tests.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const EXPECTATIONS_RULES: &[&Rule] = &[&MUST_ALLOW, &MUST_DENY];

/// An origin that must be allowed and is not.
pub static MUST_ALLOW: Rule = Rule {
    name: "must_allow",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin of `must_allow` that the policy refuses",
    reason: "the finished tables were asked, and they refuse it",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_allow = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com", "https://example.com"], must_allow = ["https://example.com"]"#,
};

/// An origin that must be denied and is not.
pub static MUST_DENY: Rule = Rule {
    name: "must_deny",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::MustDeny],
    summary: "an origin of `must_deny` that the policy allows",
    reason: "the finished tables were asked, and they allow it",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], must_deny = ["https://old.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"], must_deny = ["https://old.example.com"]"#,
};
