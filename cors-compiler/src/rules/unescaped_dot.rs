//! A dot of a regex, or of a placeholder's regex, that matches any character.
//!
//! Such a dot matches unintended origins: few enough to pass other rules, or names
//! without a dot, which cannot be registered but may exist in any local network.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::Pattern;

/// A dot that matches any character.
pub static UNESCAPED_DOT: Rule = Rule {
    name: "unescaped_dot",
    level: Level::Deny,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a dot in a regex that also matches other characters",
    reason: "the regex `example.com` also matches `example-com` and `exampleacom`, which others can register",
    source: "https://docs.rs/regex/latest/regex/#matching-one-character",
    wrong: r#"allow_origins = [regex("https://example.com")]"#,
    right: r#"allow_origins = [regex("https://example\\.com")]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, _) in facts.allowed() {
        let Pattern::Regular(regular) = one.pattern else { continue };
        let Some(dot) = regular.unescaped_dot() else { continue };
        let other = facts.answer(one.location, |automata| {
            automata.readable_witness(&regular.only_by_dots(automata)?)
        });
        let Some(other) = other.flatten() else { continue };
        let finding =
            Finding::new(&UNESCAPED_DOT, one.location, "`.` in a regex matches any character")
                .within(dot.range.clone())
                .note(words!("it also matches `{other}`", other));
        if one.pattern.regex().is_none() {
            findings.push(
                finding.because("a placeholder matches part of one label, and never a dot").help(
                    "use a class such as `[a-z]`, or, to match a dot, a regex for the whole origin",
                ),
            );
            continue;
        }
        let finding = finding.help(Help::write(one.location, Written::Regex(dot.escaped.clone())));
        findings.push(match &dot.plain {
            Some(plain) => {
                let plain = Written::Text(plain.to_string());
                let edit = Edit::Replace { location: one.location, with: plain.clone() };
                finding
                    .help(Help::certain(words!("or replace the regex with {plain}", plain), [edit]))
            }
            None => finding.help("or, to match any character, write a class such as `[a-z]`"),
        });
    }
}
