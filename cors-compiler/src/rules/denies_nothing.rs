//! A denial that matches no allowed origin.

use super::{Level, Rule, allow, silence};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern};

/// A denial that matches no allowed origin.
pub static DENIES_NOTHING: Rule = Rule {
    name: "denies_nothing",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern in `deny_origins` that matches no allowed origin",
    reason: "origins that neither `allow_origins` nor `runtime_origins` matches are refused anyway, so this denial has no effect",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com", "https://*.old.example.com"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // It may be for a pattern that could not be read.
    if !facts.policy.unread.are_whole(&[Key::AllowOrigins, Key::RuntimeOrigins]) {
        return;
    }
    for (denial, of_denial) in facts.denied() {
        if of_denial.denies != Some(false) {
            continue;
        }
        let message =
            words!("`{denial}` matches no allowed origin", denial = denial.pattern.to_string());
        let mut finding = Finding::new(&DENIES_NOTHING, denial.location, message);
        // `https://*.example.com` does not match `https://example.com`, as the author may think.
        let below = subdomains(denial.pattern);
        if let Some(pattern) = below.and_then(|plain| facts.lists.allowed.same_host(&plain)) {
            let pattern = pattern.to_string();
            finding = finding
                .note(words!("`{pattern}` matches subdomains, not the domain itself", pattern));
        }
        let entry = allow(&DENIES_NOTHING);
        findings.push(finding.help(Help::remove(denial.location)).help(silence(
            &DENIES_NOTHING,
            words!("or keep it as a precaution, and add {entry}", entry),
        )));
    }
}

/// The subdomains of a denied host.
fn subdomains(denial: &Pattern) -> Option<OriginPattern> {
    let Pattern::Plain(plain) = denial else { return None };
    let Host::Domain(host) = plain.host() else { return None };
    // A name of the maximum length has no subdomains.
    origin::parse(&format!("{}://*.{host}", plain.scheme())).ok()
}
