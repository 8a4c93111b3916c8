//! Rules of the policy language itself.

use super::{Level, Rule};
use crate::key::Key;

/// What is not `key = value`.
pub static SYNTAX: Rule = Rule {
    name: "syntax",
    level: Level::Error,
    keys: Key::ALL,
    summary: "something that is not `key = value`",
    reason: "a policy is a comma-separated list of `key = value` entries",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins: ["https://example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A key that the language does not have.
pub static UNKNOWN_KEY: Rule = Rule {
    name: "unknown_key",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a key that the policy language does not have",
    reason: "keys are named after the response headers of the CORS protocol",
    source: "https://fetch.spec.whatwg.org/#http-responses",
    wrong: r#"allow_origins = ["https://example.com"], credentials = true"#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

/// A key that appears twice.
pub static REPEATED_KEY: Rule = Rule {
    name: "repeated_key",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a key that is written twice",
    reason: "it is ambiguous which one applies",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["https://a.example"], allow_origins = ["https://b.example"]"#,
    right: r#"allow_origins = ["https://a.example", "https://b.example"]"#,
};

/// A policy without `allow_origins` and `closed`.
pub static MISSING_ALLOW_ORIGINS: Rule = Rule {
    name: "missing_allow_origins",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::Closed],
    summary: "a policy without `allow_origins`, `runtime_origins` or `closed`",
    reason: "a policy without origins must be declared `closed`, so that a missing `allow_origins` is noticed",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], max_age = "2h""#,
};

/// A key that grants something, next to `closed`.
pub static CLOSED_BESIDE_OTHERS: Rule = Rule {
    name: "closed_beside_others",
    level: Level::Error,
    keys: Key::ALL,
    summary: "`closed` next to a key that grants something",
    reason: "a closed policy allows no origin and refuses every preflight, so this key has no effect",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"closed, allow_origins = ["https://example.com"]"#,
    right: "closed",
};

/// A value of the wrong kind.
pub static WRONG_VALUE: Rule = Rule {
    name: "wrong_value",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a value that its key does not accept",
    reason: "each key accepts one kind of value",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = "yes""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true"#,
};

/// A list with nothing in it.
pub static EMPTY_LIST: Rule = Rule {
    name: "empty_list",
    level: Level::Error,
    keys: Key::ALL,
    summary: "an empty list",
    reason: "an empty list allows nothing, but is easily mistaken for one that allows everything",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: "allow_origins = []",
    right: r#"allow_origins = ["https://example.com"]"#,
};

/// A name that cannot identify the policy in a log.
pub static POLICY_NAME: Rule = Rule {
    name: "policy_name",
    level: Level::Error,
    keys: &[Key::Name],
    summary: "a `name` that is empty, longer than 64 bytes, or contains unprintable characters",
    reason: "the name identifies the policy in logs and messages, so it must be short and printable",
    source: "https://owasp.org/www-community/attacks/Log_Injection",
    wrong: r#"name = "", allow_origins = ["https://example.com"]"#,
    right: r#"name = "api", allow_origins = ["https://example.com"]"#,
};

/// A policy in a file that cannot be found, or is not written as one.
pub static POLICY_FILE: Rule = Rule {
    name: "policy_file",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a file of policies that cannot be read, or a name that is not declared in it",
    reason: "a file holds each policy in a table, as in `[policy.api]`, and sets of origins in `[origin_sets]`",
    source: "https://toml.io/en/v1.1.0#table",
    wrong: r#"extends = "api", allow_origins = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};
