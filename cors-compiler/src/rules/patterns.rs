//! Rules of placeholders and regexes, found where they are read.

use super::{Level, Rule};
use crate::key::Key;

/// A placeholder that cannot be read.
pub static PATTERN_SYNTAX: Rule = Rule {
    name: "pattern_syntax",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a placeholder that cannot be parsed",
    reason: "a placeholder is `{name}` or `{name:regex}` in a host or a port",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"allow_origins = ["https://{tenant.example.app"]"#,
    right: r#"allow_origins = ["https://{tenant}.example.app"]"#,
};

/// A regex that cannot be read.
pub static REGEX_SYNTAX: Rule = Rule {
    name: "regex_syntax",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a regex that cannot be parsed",
    reason: "regexes use the syntax of the `regex` crate, without Unicode or assertions, and must match the whole origin",
    source: "https://docs.rs/regex/latest/regex/#syntax",
    wrong: r#"allow_origins = [regex("https://(eu|us[0-9]\\.example\\.org")]"#,
    right: r#"allow_origins = [regex("https://(eu|us)[0-9]\\.example\\.org")]"#,
};

/// A pattern that no origin matches.
pub static PATTERN_MATCHES_NOTHING: Rule = Rule {
    name: "pattern_matches_nothing",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern that no origin can match",
    reason: "no origin a browser can send matches this pattern",
    source: "https://url.spec.whatwg.org/#host-serializing",
    wrong: r#"allow_origins = [regex("example\\.com")]"#,
    right: r#"allow_origins = [regex("https://example\\.com")]"#,
};

/// A part of a pattern that no origin can match.
pub static DEAD_ALTERNATIVE: Rule = Rule {
    name: "dead_alternative",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "an alternative or a character in a pattern that no origin can match",
    reason: "the rest of the pattern can match, so this mistake is easily overlooked",
    source: "https://url.spec.whatwg.org/#host-serializing",
    wrong: r#"allow_origins = ["https://example.{tld:com|co\\.uk}"]"#,
    right: r#"allow_origins = ["https://example.com", "https://example.co.uk"]"#,
};
