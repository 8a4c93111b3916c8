//! A pattern of `runtime_origins` that `allow_origins` covers.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, words};
use crate::key::Key;

/// A pattern of the ceiling under which every origin is allowed anyway.
pub static REDUNDANT_CEILING: Rule = Rule {
    name: "redundant_ceiling",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern in `runtime_origins` that a pattern in `allow_origins` covers",
    reason: "all of its origins are already allowed, whether or not the program adds them",
    source: "https://fetch.spec.whatwg.org/#concept-cors-check",
    wrong: r#"allow_origins = ["https://*.example.app"], runtime_origins = ["https://{tenant}.example.app"]"#,
    right: r#"runtime_origins = ["https://{tenant}.example.app"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, of_one) in facts.allowed() {
        let Some(outer) = of_one.allowed_by.and_then(|outer| facts.lists.allowed.get(outer)) else {
            continue;
        };
        let (of_outer, of_inner) = (outer.pattern.to_string(), one.pattern.to_string());
        let message =
            words!("`{inner}` is already allowed by `{outer}`", inner = of_inner, outer = of_outer);
        findings.push(
            Finding::new(&REDUNDANT_CEILING, one.location, message)
                .elsewhere("the pattern of `allow_origins`", outer.location)
                .help(Help::example(
                    "remove the pattern of `allow_origins`, to allow only the origins that the program adds",
                    [Edit::Remove { location: outer.location }],
                ))
                .help(Help::example(
                    "or remove this one",
                    [Edit::Remove { location: one.location }],
                )),
        );
    }
}
