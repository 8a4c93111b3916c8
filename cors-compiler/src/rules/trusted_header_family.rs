//! A family of request headers with a name that servers and proxies trust.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, words};
use crate::key::Key;

/// A family of request headers with a name that servers and proxies trust.
pub static TRUSTED_HEADER_FAMILY: Rule = Rule {
    name: "trusted_header_family",
    level: Level::Error,
    keys: &[Key::AllowHeaders],
    summary: "a family of request headers with `authorization`, a CSRF token, or a header by which a proxy describes a request",
    reason: "servers and proxies trust such a header, so it is only allowed by its name",
    source: "https://datatracker.ietf.org/doc/html/rfc7239#section-8.1",
    wrong: r#"allow_origins = ["https://example.com"], allow_headers = ["x-f{name}"], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_headers = ["x-feature-{name}"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // `mirror_headers` is about open families.
    for family in facts.families.listed.iter().filter(|family| !family.value.is_open()) {
        let Some(trusted) = family.value.trusted() else { continue };
        let location = family.location;
        let message = words!(
            "`{family}` matches `{trusted}`",
            family = family.value.as_str().to_owned(),
            trusted
        );
        findings.push(
            Finding::new(&TRUSTED_HEADER_FAMILY, location, message)
                .help("use a longer prefix, which only the headers that pages send have")
                .help(Help::example(
                    "or remove it, and list each header that pages send",
                    [Edit::Remove { location }],
                )),
        );
    }
}
