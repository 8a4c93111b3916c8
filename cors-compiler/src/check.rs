//! Which well-formed values a policy may have together.
//!
//! ```text
//!   model::Policy --facts--> Facts --rules--> Findings --exceptions--> Checked
//! ```
//!
//! [`check`] alone makes a [`Checked`], so a later stage that takes one need not check again.

mod checked;
mod expectations;

pub use checked::{Checked, CheckedExposed, CheckedHeaders, CheckedMethods, CheckedOrigins};
pub use expectations::ask;

pub use crate::facts::Remaining;
#[cfg(test)]
pub(crate) use crate::facts::remaining;

use crate::exceptions::Exceptions;
use crate::facts::{Facts, MAX_STEPS, take_repeated};
use crate::finding::Findings;
use crate::key::Key;
use crate::language::Budget;
use crate::model::{AllowOrigins, HeaderName, Listed, Policy, Requested};
use crate::rules::wildcard_without_authorization::is_non_wildcard;
use crate::rules::{
    self, CREDENTIALS_WITH_ANY_ORIGIN, DENIAL_BESIDE_ANY_ORIGIN, POLICY_TOO_LARGE, Rule,
};

/// Checks a policy; `exceptions` are settled with what is found.
///
/// `None` if there is an error. What can be judged all the same is judged, so that it does not wait
/// for the next build.
pub fn check(
    mut policy: Policy,
    exceptions: &mut Exceptions,
    findings: &mut Findings,
) -> Option<Checked> {
    let repeated = take_repeated(&mut policy);
    let budget = Budget::of(MAX_STEPS);
    let facts = Facts::of(&policy, repeated, &budget);
    rules::check(&facts, findings);
    let (methods, headers, exposed) = (methods(&facts), headers(&facts), exposed(&facts));
    let for_tables = facts.for_tables();
    let checked = Checked {
        origins: match (policy.allow_origins, for_tables) {
            (AllowOrigins::Nobody, _) => CheckedOrigins::Nobody,
            (AllowOrigins::These(allowed), Some((remaining, reach))) => {
                let (denied, credentials) =
                    (policy.deny_origins, policy.allow_credentials.is_some());
                CheckedOrigins::These { allowed, denied, remaining, reach, credentials }
            }
            // Without the facts an error was reported, so no table is made of this.
            (AllowOrigins::Any(_) | AllowOrigins::These(_), _) => CheckedOrigins::Any,
        },
        methods,
        headers,
        exposed,
        max_age: policy.max_age.map(|max_age| max_age.value),
        must_allow: policy.must_allow,
        must_deny: policy.must_deny,
        risks: exceptions.risks().collect(),
        name: policy.name,
        silenced: exceptions.silenced().collect(),
    };
    exceptions.settle(findings);
    let mut unread = policy.unread;
    // These leave open which origins were meant.
    if findings.iter().any(|one| LEAVE_ORIGINS_OPEN.contains(&one.rule)) {
        unread.add(Key::AllowOrigins);
        unread.add(Key::DenyOrigins);
    }
    exceptions.report_unneeded(&unread, findings);
    if findings.has_errors() {
        expectations::ask_of_lists(&checked, &unread, findings);
    }
    findings.unless_errors(checked)
}

const LEAVE_ORIGINS_OPEN: [&Rule; 3] =
    [&CREDENTIALS_WITH_ANY_ORIGIN, &DENIAL_BESIDE_ANY_ORIGIN, &POLICY_TOO_LARGE];

fn methods(facts: &Facts<'_>) -> CheckedMethods {
    match &facts.policy.allow_methods {
        Requested::Listed(Listed::Any { .. }) => CheckedMethods::Any,
        Requested::Mirror(_) => CheckedMethods::Mirror,
        // An empty list is an error, so the key is absent.
        Requested::Listed(Listed::These(names)) if names.is_empty() => CheckedMethods::AsMounted,
        Requested::Listed(Listed::These(_)) => CheckedMethods::These(facts.methods.values()),
    }
}

fn headers(facts: &Facts<'_>) -> CheckedHeaders {
    match &facts.policy.allow_headers {
        Requested::Listed(Listed::Any { beside, .. }) => CheckedHeaders::Any {
            authorization: beside.iter().any(|name| is_non_wildcard(&name.value)),
        },
        Requested::Mirror(_) => CheckedHeaders::Mirror,
        Requested::Listed(Listed::These(_)) => {
            CheckedHeaders::These(sorted(facts.headers.values()))
        }
    }
}

fn exposed(facts: &Facts<'_>) -> CheckedExposed {
    match &facts.policy.expose_headers {
        Listed::Any { .. } => CheckedExposed::Any,
        Listed::These(_) => CheckedExposed::These(sorted(facts.exposed.values())),
    }
}

fn sorted(mut names: Vec<HeaderName>) -> Vec<HeaderName> {
    names.sort();
    names
}
