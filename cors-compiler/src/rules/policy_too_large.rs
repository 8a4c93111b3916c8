//! A policy that would take the compiler too long, or make the tables too large.

use super::{Level, Rule};
use crate::facts::{Facts, MAX_WIDE};
use crate::finding::{Finding, Findings, Oversized, words};
use crate::key::Key;
use crate::language::TooLarge;
use crate::location::Location;

/// A policy that would take the compiler too long, or make the tables too large.
pub static POLICY_TOO_LARGE: Rule = Rule {
    name: "policy_too_large",
    level: Level::Error,
    keys: Key::ALL,
    summary: "a pattern or a policy that exceeds the compiler's limits",
    reason: "limits keep compile times within seconds and automata within 128 KiB: all address ranges, placeholders and regexes together may need 5000 states, ten million steps to parse, and ten million to compare; a list may have 1000 patterns that match more than one origin, of which 64 may be address ranges, regexes or patterns with placeholders",
    source: "https://en.wikipedia.org/wiki/Powerset_construction#Complexity",
    wrong: r#"allow_origins = [regex("https://[a-z]*a[a-z]{24}\\.example\\.com")]"#,
    right: r#"allow_origins = [regex("https://[a-z]*a[a-z]{4}\\.example\\.com")]"#,
};

/// Reports facts that took too many steps; the earlier rules may have computed more of them.
pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for over in &facts.too_wide {
        let message = words!(
            "the list has {count} patterns that match more than one origin; the limit is {most}",
            count = over.count,
            most = MAX_WIDE,
        );
        findings.push(
            Finding::new(&POLICY_TOO_LARGE, over.location, message)
                .help("combine patterns into one regex with `|`, or list the origins"),
        );
    }
    for (location, error) in facts.failures.noted() {
        findings.push(too_large(location, error));
    }
}

/// The finding of what an operation on patterns would have needed.
pub(crate) fn too_large(location: Location, error: TooLarge) -> Finding {
    Finding::new(&POLICY_TOO_LARGE, location, Oversized::Policy.words(error))
        .help("simplify the regexes, or list the origins")
}
