//! An entry that is listed twice.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;

/// An entry that is listed twice.
pub static DUPLICATE: Rule = Rule {
    name: "duplicate",
    level: Level::Warning,
    keys: &[
        Key::AllowOrigins,
        Key::RuntimeOrigins,
        Key::DenyOrigins,
        Key::AllowMethods,
        Key::AllowHeaders,
        Key::ExposeHeaders,
        Key::Allow,
    ],
    summary: "an entry that is listed twice",
    reason: "the second entry has no effect",
    source: "https://fetch.spec.whatwg.org/#http-cors-protocol",
    wrong: r#"allow_origins = ["https://example.com", "https://example.com"]"#,
    right: r#"allow_origins = ["https://example.com"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for one in facts.repeated() {
        let message = words!("`{written}` is listed twice", written = &one.written);
        findings.push(
            Finding::new(&DUPLICATE, one.location, message)
                .elsewhere("it is first listed", one.first)
                .help(Help::remove(one.location)),
        );
    }
}
