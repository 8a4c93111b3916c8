//! `OPTIONS`, the method of preflights.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help};
use crate::key::Key;
use crate::model::OPTIONS_HELP;

/// `OPTIONS`, which doesn't need to be listed for preflights.
pub static PREFLIGHT_METHOD: Rule = Rule {
    name: "preflight_method",
    level: Level::Warning,
    keys: &[Key::AllowMethods],
    summary: "`OPTIONS`, which doesn't need to be listed",
    reason: "`allow_methods` lists methods that pages send; the `OPTIONS` of a preflight is sent by the browser and doesn't need permission",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [PUT, OPTIONS], max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let options = facts.methods.listed.iter().find(|name| name.value.as_str() == "OPTIONS");
    if let Some(options) = options {
        let message = "`OPTIONS` doesn't need to be listed for preflights";
        let remove = Edit::Remove { location: options.location };
        let help = Help::certain(OPTIONS_HELP, [remove]);
        findings.push(Finding::new(&PREFLIGHT_METHOD, options.location, message).help(help));
    }
}
