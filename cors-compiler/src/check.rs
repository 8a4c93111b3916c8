//! Which well-formed values a policy may have together.
//!
//! ```text
//!   model::Policy --facts--> Facts --rules--> Findings --exceptions--> Checked
//! ```
//!
//! [`check`] alone makes a [`Checked`], so a later stage that takes one need not check again.

mod checked;
mod expectations;
mod names;

pub use checked::{Checked, CheckedOrigins, Contents};
pub use expectations::ask;

pub use crate::facts::Remaining;
#[cfg(test)]
pub(crate) use crate::facts::remaining;

use cors_tables::neighbours::Neighbours;

use crate::exceptions::Exceptions;
use crate::facts::{Facts, ForTables, MAX_STEPS, take_repeated};
use crate::finding::Findings;
use crate::key::Key;
use crate::language::Automata;
use crate::model::{AllowOrigins, Policy};
use crate::rules::{
    self, CREDENTIALS_WITH_ANY_ORIGIN, DENIAL_BESIDE_ANY_ORIGIN, POLICY_TOO_LARGE,
    RUNTIME_ORIGINS_BESIDE_ANY_ORIGIN, Rule,
};

/// Checks a policy; `exceptions` are settled with what is found.
///
/// `None` if there is an error. Whatever can still be checked is checked, so that it does not wait
/// for the next build.
pub fn check(
    mut policy: Policy,
    exceptions: &mut Exceptions,
    findings: &mut Findings,
) -> Option<Checked> {
    let repeated = take_repeated(&mut policy);
    let automata = Automata::within(MAX_STEPS);
    let facts = Facts::of(&policy, repeated, &automata);
    rules::check(&facts, findings);
    let (methods, headers, exposed) =
        (names::methods(&facts), names::headers(&facts), names::exposed(&facts));
    let neighbours = policy.neighbours.values();
    let for_tables = facts.for_tables();
    // Each by its name, so that a key that is added is not forgotten.
    let Policy {
        location: _,
        allow_origins,
        runtime_origins,
        deny_origins,
        allow_credentials,
        allow_methods: _,
        allow_headers: _,
        header_families: _,
        expose_headers: _,
        max_age,
        neighbours: _,
        must_allow,
        must_deny,
        name,
        mut unread,
    } = policy;
    let checked = Checked(Contents {
        origins: match (allow_origins, for_tables) {
            (AllowOrigins::Nobody, _) => CheckedOrigins::Nobody,
            (AllowOrigins::These(allowed), Some(for_tables)) => {
                let ForTables { remaining, reach, runtime_reach } = for_tables;
                CheckedOrigins::These {
                    allowed,
                    denied: deny_origins,
                    remaining,
                    reach,
                    ceiling: runtime_origins,
                    ceiling_reach: runtime_reach,
                    credentials: allow_credentials.is_some(),
                }
            }
            // Without the facts an error was reported, so no table is made of this.
            (AllowOrigins::Any(_) | AllowOrigins::These(_), _) => CheckedOrigins::Any,
        },
        methods,
        headers,
        exposed,
        max_age: max_age.map(|max_age| max_age.value),
        neighbours: Some(neighbours).filter(|all| *all != Neighbours::NOTHING),
        must_allow,
        must_deny,
        risks: exceptions.risks(),
        name,
        silenced: exceptions.silenced().collect(),
    });
    exceptions.settle(findings);
    // These leave open which origins were meant.
    if findings.iter().any(|one| LEAVE_ORIGINS_OPEN.contains(&one.rule)) {
        unread.add(Key::AllowOrigins);
        unread.add(Key::RuntimeOrigins);
        unread.add(Key::DenyOrigins);
    }
    exceptions.report_unneeded(&unread, findings);
    if findings.has_errors() {
        expectations::ask_of_lists(&checked, &unread, findings);
    }
    findings.unless_errors(checked)
}

const LEAVE_ORIGINS_OPEN: [&Rule; 4] = [
    &CREDENTIALS_WITH_ANY_ORIGIN,
    &DENIAL_BESIDE_ANY_ORIGIN,
    &RUNTIME_ORIGINS_BESIDE_ANY_ORIGIN,
    &POLICY_TOO_LARGE,
];
