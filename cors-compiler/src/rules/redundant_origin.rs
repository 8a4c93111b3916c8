//! A pattern that another one covers.

use super::{Level, Rule};
use crate::facts::{Facts, List, PatternFacts};
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;

/// A pattern that another one covers.
pub static REDUNDANT_ORIGIN: Rule = Rule {
    name: "redundant_origin",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern that another pattern covers",
    reason: "it has no effect: without it, its origins would still be allowed",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.com", "https://www.example.com"]"#,
    right: r#"allow_origins = ["https://*.example.com"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let allowed = facts.allowed().map(|(one, of_one)| (one, of_one.covered_by));
    findings.extend(allowed.filter_map(|(one, outer)| finding(one, outer, &facts.lists.allowed)));
    let denied = facts.denied().map(|(one, of_one)| (one, of_one.covered_by));
    findings.extend(denied.filter_map(|(one, outer)| finding(one, outer, &facts.lists.denied)));
}

fn finding(inner: &PatternFacts<'_>, outer: Option<usize>, list: &List<'_>) -> Option<Finding> {
    let outer = list.get(outer?)?;
    let (of_outer, of_inner) = (outer.pattern.to_string(), inner.pattern.to_string());
    let message = words!("`{outer}` covers `{inner}`", outer = of_outer, inner = of_inner);
    Some(
        Finding::new(&REDUNDANT_ORIGIN, inner.location, message)
            .elsewhere("the covering pattern is", outer.location)
            .help(Help::remove(inner.location)),
    )
}
