//! Credentials over plain `http:`.

use super::{Level, Rule, accept_risk};
use crate::facts::{Facts, Insecure};
use crate::finding::{Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::Pattern;
use crate::model::pattern::over_https;

/// Credentials over plain http.
pub static INSECURE_ORIGIN: Rule = Rule {
    name: "insecure_origin",
    level: Level::Risk,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::AllowCredentials],
    summary: "credentials for an `http:` origin that is not on the user's own machine",
    reason: "anyone on the network path can inject a script into an `http:` page and act with the user's credentials",
    source: "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy",
    wrong: r#"allow_origins = ["http://app.example.com"], allow_credentials = true"#,
    right: r#"allow_origins = ["https://app.example.com"], allow_credentials = true"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(credentials) = facts.policy.allow_credentials else { return };
    for (one, of_one) in facts.allowed() {
        let witness = match &of_one.insecure {
            Insecure::Nothing => continue,
            Insecure::Whole => Some(one.pattern.to_string()),
            // The range is clearer than one of its addresses.
            Insecure::Part(_) if is_range(one.pattern) => Some(one.pattern.to_string()),
            Insecure::Part(part) => {
                facts.answer(one.location, |automata| automata.readable_witness(part)).flatten()
            }
        };
        let Some(origin) = witness else { continue };
        let message = words!("credentials are allowed for `{origin}` over plain `http:`", origin);
        let secure = match over_https(one.pattern) {
            Some(secure) => Help::write(one.location, Written::from(&secure)),
            None => "serve the page over `https:`, and allow that origin".into(),
        };
        let finding = Finding::new(&INSECURE_ORIGIN, one.location, message)
            .elsewhere("credentials are allowed", credentials)
            .help(secure);
        findings.push(accept_risk(finding, &INSECURE_ORIGIN, one.pattern));
    }
}

fn is_range(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Regular(regular) if regular.range().is_some())
}
