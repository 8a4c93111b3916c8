//! Rules of `max_age`, found where it is read.

use super::{Level, Rule};
use crate::key::Key;

/// A `max_age` that no browser would use.
pub static MAX_AGE: Rule = Rule {
    name: "max_age",
    level: Level::Error,
    keys: &[Key::MaxAge],
    summary: "a `max_age` that is not a duration, is negative, or exceeds a day",
    reason: "`max_age` is a number of seconds; no browser caches a preflight response longer than 86400",
    source: "https://fetch.spec.whatwg.org/#http-access-control-max-age",
    wrong: r#"allow_origins = ["https://example.com"], max_age = "2 hours""#,
    right: r#"allow_origins = ["https://example.com"], max_age = "2h""#,
};
