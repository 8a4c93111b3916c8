//! Rules of patterns: placeholders, regexes, and what one pattern is to another.

use super::{Level, Rule};
use crate::key::Key;

/// All of this file.
pub(super) const PATTERNS_RULES: &[&Rule] = &[
    &PATTERN_SYNTAX,
    &REGEX_SYNTAX,
    &UNESCAPED_DOT,
    &PATTERN_MATCHES_NOTHING,
    &DEAD_ALTERNATIVE,
    &NAMES_BESIDE_ADDRESSES,
    &NAME_LIKE_ADDRESS,
    &REDUNDANT_ORIGIN,
    &POLICY_TOO_LARGE,
];

/// A placeholder that cannot be read.
pub static PATTERN_SYNTAX: Rule = Rule {
    name: "pattern_syntax",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a placeholder that cannot be read",
    reason: "a placeholder is `{name}` or `{name:regex}` in a host or a port",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    wrong: r#"allow_origins = ["https://{tenant.example.app"]"#,
    right: r#"allow_origins = ["https://{tenant}.example.app"]"#,
};

/// A regex that cannot be read.
pub static REGEX_SYNTAX: Rule = Rule {
    name: "regex_syntax",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a regex that cannot be read",
    reason: "a regex has the syntax of the `regex` crate, without Unicode and without assertions; it always matches the whole origin",
    source: "https://docs.rs/regex/latest/regex/#syntax",
    wrong: r#"allow_origins = [regex("https://(eu|us[0-9]\\.example\\.org")]"#,
    right: r#"allow_origins = [regex("https://(eu|us)[0-9]\\.example\\.org")]"#,
};

/// A dot that stands for any character.
pub static UNESCAPED_DOT: Rule = Rule {
    name: "unescaped_dot",
    level: Level::Deny,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a dot in a regex that lets in names without one",
    reason: "`example.com` as a regex is also `example-com` and `exampleacom`, which others may have",
    source: "https://docs.rs/regex/latest/regex/#matching-one-character",
    wrong: r#"allow_origins = [regex("https://example.com")]"#,
    right: r#"allow_origins = [regex("https://example\\.com")]"#,
};

/// A pattern that no origin matches.
pub static PATTERN_MATCHES_NOTHING: Rule = Rule {
    name: "pattern_matches_nothing",
    level: Level::Error,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a pattern that no origin can match",
    reason: "nothing that a browser can send in `Origin` is left of this pattern",
    source: "https://url.spec.whatwg.org/#host-serializing",
    wrong: r#"allow_origins = [regex("example\\.com")]"#,
    right: r#"allow_origins = [regex("https://example\\.com")]"#,
};

/// A part of a pattern that no origin can match.
pub static DEAD_ALTERNATIVE: Rule = Rule {
    name: "dead_alternative",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "an alternative or a character in a pattern that no origin can match",
    reason: "the rest of the pattern matches, so the part that does not is easily overlooked",
    source: "https://url.spec.whatwg.org/#host-serializing",
    wrong: r#"allow_origins = ["https://example.{tld:com|co\\.uk}"]"#,
    right: r#"allow_origins = ["https://example.com", "https://example.co.uk"]"#,
};

/// A pattern that begins like an IPv4 address and matches names too.
pub static NAMES_BESIDE_ADDRESSES: Rule = Rule {
    name: "names_beside_addresses",
    level: Level::Deny,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a pattern that begins like an IPv4 address and also matches domain names",
    reason: "`192.168.evil.com` is a domain name that anyone can register",
    source: "https://url.spec.whatwg.org/#ends-in-a-number-checker",
    wrong: r#"allow_origins = ["http://192.168.0.{n}:*"]"#,
    right: r#"allow_origins = ["http://192.168.0.0/24:*"]"#,
};

/// A domain name that looks like an IPv4 address with letters for some of its digits.
pub static NAME_LIKE_ADDRESS: Rule = Rule {
    name: "name_like_address",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a domain name that looks like IPv4 addresses",
    reason: "letters and hyphens don't stand for digits: only a host whose last part is a number is an address",
    source: "https://url.spec.whatwg.org/#ends-in-a-number-checker",
    wrong: r#"allow_origins = ["http://192.168.0.x:3000"]"#,
    right: r#"allow_origins = ["http://192.168.0.0/24:3000"]"#,
};

/// A pattern that another one covers.
pub static REDUNDANT_ORIGIN: Rule = Rule {
    name: "redundant_origin",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::DenyOrigins],
    summary: "a pattern that another one covers",
    reason: "it has no effect, and taking it out of the list later would not refuse its origins",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com", "https://www.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"]"#,
};

/// A policy that would take the compiler too long, or make tables too large.
pub static POLICY_TOO_LARGE: Rule = Rule {
    name: "policy_too_large",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a pattern or a policy whose automaton grows beyond the compiler's bounds",
    reason: "compiling takes seconds at most, and an automaton 128 KiB: all address ranges, placeholders and regexes together may need 5000 states, ten million steps to be read and as many to be compared; of a list 1000 patterns may match more than one origin, and 64 of them be address ranges, regexes or patterns with placeholders",
    source: "https://en.wikipedia.org/wiki/Powerset_construction#Complexity",
    wrong: r#"allow_origins = [regex("https://[a-z]*a[a-z]{24}\\.example\\.com")]"#,
    right: r#"allow_origins = [regex("https://[a-z]*a[a-z]{4}\\.example\\.com")]"#,
};
