//! Rules of `deny_origins`.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const DENIALS_RULES: &[&Rule] = &[
    &DENIES_NOTHING,
    &DENIES_EVERYTHING,
    &DENIAL_BESIDE_ANY_ORIGIN,
    &DENIAL_KEEPS_SUBDOMAINS,
    &DENIAL_KEEPS_HOST,
];

/// A denial of what is not allowed anyway.
pub static DENIES_NOTHING: Rule = Rule {
    name: "denies_nothing",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a pattern in `deny_origins` that denies nothing that is allowed",
    reason: "no pattern of `allow_origins` allows what it denies, so it has no effect",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"]"#,
};

/// A denial after which a pattern allows nothing.
pub static DENIES_EVERYTHING: Rule = Rule {
    name: "denies_everything",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a pattern in `allow_origins` of which `deny_origins` leaves nothing",
    reason: "what is allowed and what is denied are the same, so one of the two is a mistake",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://a.example.com"], deny_origins = ["https://*.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://a.example.com", "https://*.a.example.com"]"#,
};

/// A denial beside `*`.
pub static DENIAL_BESIDE_ANY_ORIGIN: Rule = Rule {
    name: "denial_beside_any_origin",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "`deny_origins` beside `allow_origins = \"*\"`",
    reason: "`Access-Control-Allow-Origin: *` is for everybody: no origin can be taken out of it",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = "*", deny_origins = ["https://example.com"]"#,
    right: r#"allow_origins = "*""#,
};

/// A denial of a host under a `*.` that keeps its subdomains allowed.
pub static DENIAL_KEEPS_SUBDOMAINS: Rule = Rule {
    name: "denial_keeps_subdomains",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a denied host whose subdomains are still allowed",
    reason: "whoever has a host has its subdomains too",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"]"#,
};

/// A denial of a host that another port, another scheme or a trailing dot still lets in.
pub static DENIAL_KEEPS_HOST: Rule = Rule {
    name: "denial_keeps_host",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a denied host that is still allowed on another port, by another scheme, or with a trailing dot",
    reason: "whoever has a host has it by every scheme, on every port, and with a trailing dot too",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#same-origin",
    wrong: r#"allow_origins = ["https://*.example.com:*"], deny_origins = ["https://old.example.com", "https://*.old.example.com:*"]"#,
    right: r#"allow_origins = ["https://*.example.com:*"], deny_origins = ["https://old.example.com:*", "https://*.old.example.com:*"]"#,
};
