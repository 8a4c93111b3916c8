//! Rules of methods, found where they are read.

use super::{Level, Rule};
use crate::key::Key;

/// An invalid method.
pub static METHOD_TOKEN: Rule = Rule {
    name: "method_token",
    level: Level::Error,
    keys: &[Key::AllowMethods],
    summary: "an invalid method name",
    reason: "a method is a token: letters, digits, and a few other characters such as `-` and `_`",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = ["PUT, DELETE"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT, DELETE], max_age = "2h""#,
};

/// A method that no page can send.
pub static FORBIDDEN_METHOD: Rule = Rule {
    name: "forbidden_method",
    level: Level::Error,
    keys: &[Key::AllowMethods],
    summary: "`CONNECT`, `TRACE` or `TRACK`",
    reason: "pages cannot send forbidden methods: `fetch` throws a `TypeError`",
    source: "https://fetch.spec.whatwg.org/#forbidden-method",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [PUT, TRACE], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};

/// A known method in the wrong case.
pub static METHOD_CASE: Rule = Rule {
    name: "method_case",
    level: Level::Deny,
    keys: &[Key::AllowMethods],
    summary: "a known method that is not in upper case",
    reason: "methods are case-sensitive: `patch` and `PATCH` are different methods, and servers expect `PATCH`",
    source: "https://fetch.spec.whatwg.org/#concept-method-normalize",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [patch], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PATCH], max_age = "2h""#,
};
