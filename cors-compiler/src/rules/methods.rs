//! Rules of methods.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const METHODS_RULES: &[&Rule] = &[
    &METHOD_TOKEN,
    &FORBIDDEN_METHOD,
    &METHOD_CASE,
    &ANY_METHOD_BESIDE_OTHERS,
    &SAFELISTED_METHOD,
    &PREFLIGHT_METHOD,
];

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
    reason: "no page can send a forbidden method: `fetch` throws",
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
    reason: "methods are case-sensitive: `patch` and `PATCH` are two methods, and servers know the second",
    source: "https://fetch.spec.whatwg.org/#concept-method-normalize",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [patch], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PATCH], max_age = "2h""#,
};

/// `*` in a list with others.
pub static ANY_METHOD_BESIDE_OTHERS: Rule = Rule {
    name: "any_method_beside_others",
    level: Level::Error,
    keys: &[Key::AllowMethods],
    summary: "`*` beside other methods",
    reason: "`*` allows every method, so the others say nothing, and one of the two is a mistake",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = "*", allow_methods = ["*", PUT], max_age = "2h""#,
    right: r#"allow_origins = "*", allow_methods = "*", max_age = "2h""#,
};

/// A safelisted method, which doesn't need to be listed.
pub static SAFELISTED_METHOD: Rule = Rule {
    name: "safelisted_method",
    level: Level::Warning,
    keys: &[Key::AllowMethods],
    summary: "`GET`, `HEAD` or `POST`, which don't need to be listed",
    reason: "browsers send safelisted methods whatever a policy lists, so leaving one out would not refuse it",
    source: "https://fetch.spec.whatwg.org/#cors-safelisted-method",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [GET, PUT], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};

/// `OPTIONS`, which preflights need no permission for.
pub static PREFLIGHT_METHOD: Rule = Rule {
    name: "preflight_method",
    level: Level::Warning,
    keys: &[Key::AllowMethods],
    summary: "`OPTIONS`, which doesn't need to be listed for preflights",
    reason: "`allow_methods` lists the methods that pages send themselves; the `OPTIONS` of a preflight is sent by the browser, and needs no permission",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [PUT, OPTIONS], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};
