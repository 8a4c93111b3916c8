//! Rules of `max_age`.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const MAX_AGE_RULES: &[&Rule] = &[&MAX_AGE, &MAX_AGE_OVER_CAP, &NO_MAX_AGE];

/// Something that is no time a browser would keep.
pub static MAX_AGE: Rule = Rule {
    name: "max_age",
    level: Level::Error,
    keys: &[Key::MaxAge],
    summary: "a `max_age` that is no duration, negative, or above a day",
    reason: "a browser reads whole seconds, and none keeps an answer longer than 86400 of them",
    source: "https://fetch.spec.whatwg.org/#http-access-control-max-age",
    wrong: r#"allow_origins = ["https://example.com"], max_age = "2 hours""#,
    right: r#"allow_origins = ["https://example.com"], max_age = "2h""#,
};

/// More than Chromium keeps.
pub static MAX_AGE_OVER_CAP: Rule = Rule {
    name: "max_age_over_cap",
    level: Level::Warning,
    keys: &[Key::MaxAge],
    summary: "a `max_age` above two hours",
    reason: "Chromium keeps a preflight's answer for 7200 seconds at most, Safari for 600",
    source: "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age",
    wrong: r#"allow_origins = ["https://example.com"], max_age = "24h""#,
    right: r#"allow_origins = ["https://example.com"], max_age = "2h""#,
};

/// No `max_age` where preflights are sure to come.
pub static NO_MAX_AGE: Rule = Rule {
    name: "no_max_age",
    level: Level::Warning,
    keys: &[Key::MaxAge, Key::AllowMethods, Key::AllowHeaders],
    summary: "no `max_age` beside methods or headers that need a preflight",
    reason: "without it a browser forgets a preflight's answer after 5 seconds, so most requests are sent twice",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [PUT]"#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};
