//! The timing of responses with credentials, for all pages.

use cors_tables::neighbours::TimingAllowOrigin;

use super::{Level, Rule, allow, silence, with_credentials};
use crate::facts::Facts;
use crate::finding::{Certainty, Finding, Findings, Help, Written, words};
use crate::key::Key;

/// The timing of responses with credentials, for all pages.
pub static TIMING_FOR_ANY_ORIGIN: Rule = Rule {
    name: "timing_for_any_origin",
    level: Level::Warning,
    keys: &[Key::TimingAllowOrigin, Key::AllowCredentials],
    summary: "`timing_allow_origin = \"*\"` with credentials",
    reason: "from the timing of a response with cookies, any page can infer what a user may see on this server",
    source: "https://www.w3.org/TR/resource-timing/#sec-privacy-security",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, timing_allow_origin = "*""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, timing_allow_origin = true"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(timing) = &facts.policy.neighbours.timing else { return };
    if timing.value != TimingAllowOrigin::Any {
        return;
    }
    let message = "the timing of responses is shared with all pages, and credentials are allowed";
    let finding = Finding::new(&TIMING_FOR_ANY_ORIGIN, timing.location, message);
    let key = Key::TimingAllowOrigin;
    let help = Help::value(timing.location, key, Written::Bool(true), Certainty::Certain);
    let entry = allow(&TIMING_FOR_ANY_ORIGIN);
    let words = words!("or, if timing doesn't depend on the user, add {entry}", entry);
    findings.extend(
        with_credentials(finding.help(help), facts)
            .map(|finding| finding.help(silence(&TIMING_FOR_ANY_ORIGIN, words))),
    );
}
