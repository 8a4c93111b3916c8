//! An entry that is listed twice.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;
use crate::location::Located;
use crate::model::HeaderFamily;

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
    summary: "an entry that is listed twice, or a family of headers that another one covers",
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
    // A family that another one covers; those with the same prefix are repeated.
    let families = &facts.families.listed;
    for one in families {
        let covers = |other: &&&Located<HeaderFamily>| {
            other.location != one.location && one.value.is_within(other.value.prefix())
        };
        let Some(other) = families.iter().find(covers) else { continue };
        let (outer, inner) = (other.value.as_str().to_owned(), one.value.as_str().to_owned());
        let message = words!("`{outer}` covers `{inner}`", outer, inner);
        findings.push(
            Finding::new(&DUPLICATE, one.location, message)
                .because("the entry has no effect")
                .help(Help::remove(one.location)),
        );
    }
}
