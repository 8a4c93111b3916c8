//! The catalogue of rules, and the functions that check them.
//!
//! It defines the level of a finding, its reason and the link below it, the names that
//! a policy may silence or accept, and the ui test that each rule must have.
//!
//! A rule over `Facts` is a file of the same name: its entry, and a function from facts to
//! findings. To add one, add the file and its lines here, a ui case, and the row of `cors-runtime/docs/rules.md`
//! that its test writes. The entries of rules that are checked while a policy is read are in one file for each
//! kind of value.

mod any_header_beside_others;
mod any_method_beside_others;
mod credentials_with_any_exposed_header;
mod credentials_with_any_header;
mod credentials_with_any_method;
mod credentials_with_any_origin;
mod denial_beside_any_origin;
mod denial_keeps_host;
mod denial_keeps_subdomains;
mod denies_everything;
mod denies_nothing;
mod duplicate;
mod embedding_narrower_than_origins;
mod exceptions;
mod headers;
mod insecure_origin;
mod language;
mod localhost_port;
mod max_age;
mod max_age_over_cap;
mod methods;
mod mirror_headers;
pub(crate) mod must_allow;
pub(crate) mod must_deny;
mod name_like_address;
mod names;
mod names_beside_addresses;
mod no_max_age;
mod origins;
mod patterns;
mod policy_too_large;
mod preflight_method;
mod redundant_ceiling;
mod redundant_origin;
pub mod routes;
mod runtime_origins_beside_any_origin;
mod safelisted_method;
mod safelisted_response_header;
mod shared_app_origin;
mod storage_access_without_credentials;
mod timing_for_any_origin;
mod trusted_header_family;
mod unbounded_ceiling;
mod unbounded_trust;
mod unescaped_dot;
mod unpaired_header;
pub(crate) mod wildcard_without_authorization;

pub(crate) use policy_too_large::too_large;
#[cfg(feature = "migration")]
pub(crate) use unbounded_trust::{MAX_DOMAINS, unbounded};

use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Words, Written, words};
use crate::key::Key;
use crate::model::Pattern;

/// A rule that a policy must keep.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub name: &'static str,
    /// The consequence for a policy that breaks it.
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
    /// The same policy, corrected.
    pub right: &'static str,
}

impl Rule {
    /// The address of its page: what it refuses, why, an example, and the same example fixed.
    #[must_use]
    pub fn page(&self) -> String {
        format!("{PAGES}#{}", self.name)
    }
}

/// The page of all rules, with a heading for each: `cors-runtime/docs/rules.md`, on docs.rs.
const PAGES: &str = "https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html";

/// The consequence for a policy that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is refused.
    Error,
    /// It is refused, unless its `allow` lists the rule.
    Deny,
    /// It is refused, unless its `accept_risk` has the rule, with a reason.
    Risk,
    /// It compiles with a warning, unless its `allow` lists the rule.
    Warning,
}

/// A function from facts to the findings of one rule.
type Check = fn(&Facts<'_>, &mut Findings);

/// Lists the rules in the order of the documentation: `check` are rules over facts, `read` are
/// checked elsewhere.
macro_rules! rules {
    ($($stage:ident $file:ident::$rule:ident,)*) => {
        $(pub use $file::$rule;)*
        const ALL: &[&Rule] = &[$(&$rule),*];
        const CHECKS: &[Option<Check>] = &[$(check_of!($stage $file)),*];
    };
}

macro_rules! check_of {
    (check $file:ident) => {
        Some($file::check)
    };
    (read $file:ident) => {
        None
    };
}

rules! {
    read language::SYNTAX,
    read language::UNKNOWN_KEY,
    read language::REPEATED_KEY,
    read language::MISSING_ALLOW_ORIGINS,
    read language::CLOSED_BESIDE_OTHERS,
    read language::WRONG_VALUE,
    read language::EMPTY_LIST,
    check duplicate::DUPLICATE,
    read language::POLICY_NAME,
    read language::POLICY_FILE,
    read origins::ORIGIN_SCHEME,
    read origins::ORIGIN_PATH,
    read origins::ORIGIN_USER_INFO,
    read origins::ORIGIN_CASE,
    read origins::ORIGIN_UNICODE,
    read origins::ORIGIN_HOST,
    read origins::ORIGIN_ADDRESS,
    read origins::ADDRESS_RANGE,
    read origins::ORIGIN_PORT,
    read origins::ORIGIN_DEFAULT_PORT,
    read origins::ORIGIN_BLOCKED_PORT,
    check localhost_port::LOCALHOST_PORT,
    check shared_app_origin::SHARED_APP_ORIGIN,
    read origins::ORIGIN_WHITE_SPACE,
    read origins::ORIGIN_SEVERAL,
    read origins::ORIGIN_LENGTH,
    read origins::ORIGIN_WILDCARD,
    read origins::ANY_ORIGIN_BESIDE_OTHERS,
    read patterns::PATTERN_SYNTAX,
    read patterns::REGEX_SYNTAX,
    check unescaped_dot::UNESCAPED_DOT,
    read patterns::PATTERN_MATCHES_NOTHING,
    read patterns::DEAD_ALTERNATIVE,
    check names_beside_addresses::NAMES_BESIDE_ADDRESSES,
    check name_like_address::NAME_LIKE_ADDRESS,
    check redundant_origin::REDUNDANT_ORIGIN,
    check redundant_ceiling::REDUNDANT_CEILING,
    read policy_too_large::POLICY_TOO_LARGE,
    check denies_nothing::DENIES_NOTHING,
    check denies_everything::DENIES_EVERYTHING,
    check denial_beside_any_origin::DENIAL_BESIDE_ANY_ORIGIN,
    check runtime_origins_beside_any_origin::RUNTIME_ORIGINS_BESIDE_ANY_ORIGIN,
    check denial_keeps_subdomains::DENIAL_KEEPS_SUBDOMAINS,
    check denial_keeps_host::DENIAL_KEEPS_HOST,
    read must_allow::MUST_ALLOW,
    read must_deny::MUST_DENY,
    check unbounded_trust::UNBOUNDED_TRUST,
    check unbounded_ceiling::UNBOUNDED_CEILING,
    check insecure_origin::INSECURE_ORIGIN,
    read origins::NULL_ORIGIN,
    check mirror_headers::MIRROR_HEADERS,
    check credentials_with_any_origin::CREDENTIALS_WITH_ANY_ORIGIN,
    check credentials_with_any_method::CREDENTIALS_WITH_ANY_METHOD,
    check credentials_with_any_header::CREDENTIALS_WITH_ANY_HEADER,
    check credentials_with_any_exposed_header::CREDENTIALS_WITH_ANY_EXPOSED_HEADER,
    read names::NAME_PATTERN,
    read names::MISSPELLED_NAME,
    read methods::METHOD_TOKEN,
    read methods::FORBIDDEN_METHOD,
    read methods::METHOD_CASE,
    check any_method_beside_others::ANY_METHOD_BESIDE_OTHERS,
    check safelisted_method::SAFELISTED_METHOD,
    check preflight_method::PREFLIGHT_METHOD,
    read headers::HEADER_TOKEN,
    read headers::FORBIDDEN_REQUEST_HEADER,
    read headers::RESPONSE_HEADER_ALLOWED,
    check trusted_header_family::TRUSTED_HEADER_FAMILY,
    check any_header_beside_others::ANY_HEADER_BESIDE_OTHERS,
    check wildcard_without_authorization::WILDCARD_WITHOUT_AUTHORIZATION,
    read headers::FORBIDDEN_RESPONSE_HEADER,
    read headers::REQUEST_HEADER_EXPOSED,
    check safelisted_response_header::SAFELISTED_RESPONSE_HEADER,
    check unpaired_header::UNPAIRED_HEADER,
    read max_age::MAX_AGE,
    check max_age_over_cap::MAX_AGE_OVER_CAP,
    check no_max_age::NO_MAX_AGE,
    check timing_for_any_origin::TIMING_FOR_ANY_ORIGIN,
    check embedding_narrower_than_origins::EMBEDDING_NARROWER_THAN_ORIGINS,
    check storage_access_without_credentials::STORAGE_ACCESS_WITHOUT_CREDENTIALS,
    read exceptions::UNKNOWN_RULE,
    read exceptions::RISK_WITHOUT_REASON,
    read exceptions::UNNEEDED_RISK,
    read exceptions::UNNEEDED_ALLOW,
}

/// All rules, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied()
}

/// Checks the rules over facts.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for check in CHECKS.iter().flatten() {
        check(facts, findings);
    }
    // The other rules may have used facts that took too many steps.
    policy_too_large::check(facts, findings);
}

/// The entry that silences a rule.
fn allow(rule: &Rule) -> Written {
    Written::entry(Key::Allow, Written::List(vec![Written::Name(rule.name.to_owned())]))
}

/// The help about when to silence a rule.
fn silence(rule: &Rule, words: Words) -> Help {
    let item = Written::Name(rule.name.to_owned());
    Help::example(words, [Edit::AddItem { key: Key::Allow, item }])
}

/// With the two ways to accept the risk of a pattern.
fn accept_risk(finding: Finding, rule: &Rule, pattern: &Pattern) -> Finding {
    let reason = || Written::Text("the reason".to_owned());
    let pattern = match pattern.regex() {
        Some(regex) => regex.to_owned(),
        None => pattern.to_string(),
    };
    let help = |words: fn(Written) -> Words, of: Written| {
        let value = Written::Table(vec![(rule.name.to_owned(), of)]);
        let words = words(Written::entry(Key::AcceptRisk, value.clone()));
        Help::example(words, [Edit::SetKey { key: Key::AcceptRisk, value }])
    };
    let for_it = Written::Table(vec![(pattern, reason())]);
    finding
        .help(help(|entry| words!("or accept the risk for this pattern: {entry}", entry), for_it))
        .help(help(|entry| words!("or for every pattern of the policy: {entry}", entry), reason()))
}

/// The finding, if credentials are allowed.
fn with_credentials(finding: Finding, facts: &Facts<'_>) -> Option<Finding> {
    let credentials = facts.policy.allow_credentials?;
    Some(finding.elsewhere("credentials are allowed", credentials))
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
    fn every_rule_has_a_reason_and_a_source() {
        for rule in all() {
            assert!(rule.source.starts_with("https://"), "{}", rule.name);
            for text in [rule.summary, rule.reason] {
                assert!(!text.ends_with('.') && !text.is_empty(), "{}: {text}", rule.name);
            }
            assert!(!rule.wrong.is_empty() && !rule.right.is_empty(), "{}", rule.name);
        }
    }
}
