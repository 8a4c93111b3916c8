//! A ceiling that does not limit which domains the program may add.

use super::unbounded_trust::{MAX_DOMAINS, finding};
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::key::Key;
use crate::language::Count;

/// A pattern in `runtime_origins` that matches more registrable domains than its author can know.
///
/// Unlike `unbounded_trust` it is never only a warning: whether credentials are allowed says what a bad row costs,
/// not whether the ceiling keeps it out.
pub static UNBOUNDED_CEILING: Rule = Rule {
    name: "unbounded_ceiling",
    level: Level::Risk,
    keys: &[Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern in `runtime_origins` that matches more than eight registrable domains, or leaves the top-level domain open",
    reason: "the ceiling no longer limits what a mistake or an attacker can put into the list of origins: anyone can register one of these domains",
    source: "https://publicsuffix.org/learn/",
    wrong: r#"runtime_origins = [regex("https://.+")]"#,
    right: r#"runtime_origins = ["https://{tenant}.example.app"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, of_one) in facts.allowed().filter(|(one, _)| facts.is_runtime(one)) {
        let Some(reach) = of_one.reach.as_ref() else { continue };
        // A denial that could not be read may exclude some of them.
        let is_certain =
            facts.policy.unread.are_whole(&[Key::DenyOrigins]) || reach.count == Count::Infinite;
        if reach.count.exceeds(MAX_DOMAINS) && is_certain {
            findings.push(finding(&UNBOUNDED_CEILING, one, reach, facts));
        }
    }
}
