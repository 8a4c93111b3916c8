//! Rules of the names of methods and headers alike.

use super::{Level, Rule};
use crate::key::Key;

/// A wildcard or a regex where a name should be.
pub static NAME_PATTERN: Rule = Rule {
    name: "name_pattern",
    level: Level::Deny,
    keys: &[Key::AllowMethods, Key::AllowHeaders, Key::ExposeHeaders],
    summary: "a wildcard or a regex in a list of methods or headers",
    reason: "names are compared literally, so this entry matches no real method or header",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["x-amz-meta-*"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["x-amz-meta-{name}"], max_age = "2h""#,
};

/// A name that is nearly a well-known one.
pub static MISSPELLED_NAME: Rule = Rule {
    name: "misspelled_name",
    level: Level::Warning,
    keys: &[Key::AllowMethods, Key::AllowHeaders, Key::ExposeHeaders],
    summary: "a likely misspelling of a well-known method or header",
    reason: "names are compared literally, so a misspelled name matches no real request",
    source: "https://www.iana.org/assignments/http-fields",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["Content_Type"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["Content-Type"], max_age = "2h""#,
};
