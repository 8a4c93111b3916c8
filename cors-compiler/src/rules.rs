//! The catalogue: every rule once.
//!
//! From here come the level of a finding, the reason it gives and the link under it, the
//! names that a policy may silence or accept, and the ui test that each rule must have.

mod credentials;
mod denials;
mod exceptions;
mod expectations;
mod headers;
mod language;
mod max_age;
mod methods;
mod names;
mod origins;
mod patterns;
mod trust;

pub use credentials::*;
pub use denials::*;
pub use exceptions::*;
pub use expectations::*;
pub use headers::*;
pub use language::*;
pub use max_age::*;
pub use methods::*;
pub use names::*;
pub use origins::*;
pub use patterns::*;
pub use trust::*;

use crate::key::Key;

/// A rule that a policy must keep.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub name: &'static str,
    /// What happens to a policy that breaks it.
    pub level: Level,
    /// The keys whose values decide whether a policy breaks it.
    pub keys: &'static [Key],
    /// What it refuses, in one line.
    pub summary: &'static str,
    /// Why: the note below every message of the rule.
    pub reason: &'static str,
    /// Where the standard, or the attack, is written down.
    pub source: &'static str,
    /// A policy that breaks it.
    pub wrong: &'static str,
    /// The same policy mended.
    pub right: &'static str,
}

/// What happens to a policy that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is refused.
    Error,
    /// It is refused, unless it allows the rule by name.
    Deny,
    /// It is refused, unless it accepts the risk by name and says why.
    Risk,
    /// It is compiled, and the user warned, unless the policy allows the rule by name.
    Warning,
}

/// All rules, in the order in which a reader meets them.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        LANGUAGE_RULES,
        ORIGINS_RULES,
        PATTERNS_RULES,
        DENIALS_RULES,
        EXPECTATIONS_RULES,
        TRUST_RULES,
        CREDENTIALS_RULES,
        NAMES_RULES,
        METHODS_RULES,
        HEADERS_RULES,
        MAX_AGE_RULES,
        EXCEPTIONS_RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_stable_looking() {
        let mut names: Vec<_> = all().map(|rule| rule.name).collect();
        for name in &names {
            assert!(name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase()), "{name}");
        }
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn every_rule_says_why_and_where() {
        for rule in all() {
            assert!(rule.source.starts_with("https://"), "{}", rule.name);
            for text in [rule.summary, rule.reason] {
                assert!(!text.ends_with('.') && !text.is_empty(), "{}: {text}", rule.name);
            }
            assert!(!rule.wrong.is_empty() && !rule.right.is_empty(), "{}", rule.name);
        }
    }
}
