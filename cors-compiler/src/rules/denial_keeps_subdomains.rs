//! A denied host whose subdomains are still allowed.

use super::denial_keeps_host::finding;
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Findings, words};
use crate::key::Key;

/// A denial of a host under a `*.` that keeps its subdomains allowed.
pub static DENIAL_KEEPS_SUBDOMAINS: Rule = Rule {
    name: "denial_keeps_subdomains",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a denied host whose subdomains are still allowed",
    reason: "the owner of a host controls its subdomains",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for denied in facts.denied_hosts() {
        let Some(still) = &denied.subdomains else { continue };
        let (host, origin) = (&denied.name, &still.witness);
        let message = words!(
            "subdomains of `{host}` are still allowed, for example `{origin}`",
            host,
            origin
        );
        findings.extend(finding(&DENIAL_KEEPS_SUBDOMAINS, message, denied, still, facts));
    }
}
