//! `must_allow` and `must_deny` on random policies: a finding for each origin of which the text
//! says otherwise, and for no other; and the pattern that it points at is one that decides.

use std::cell::Cell;

use cors_compiler::finding::Note;
use cors_compiler::model::origin;
use cors_compiler::{Finding, Location};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::policy::{Policy, allowed_place, denied_place, must_allow_at, must_deny_at};
use crate::reference::{Origins, Reading};
use crate::universe::{pattern, related_to, stray};

/// How many policies are compiled at least.
const POLICIES: u32 = 100;

/// Policies with the same origins in `must_allow` and `must_deny`, so that each is wrong once.
fn policies() -> impl Strategy<Value = Policy> {
    prop::collection::vec(pattern(), 1..4)
        .prop_flat_map(|allowed| {
            let denied = prop::collection::vec(related_to(&allowed), 0..2);
            (Just(allowed), denied, prop::collection::vec(stray(), 20))
        })
        .prop_map(|(allowed, denied, strays)| {
            let members = [&allowed[..], &denied].concat().into_iter().flat_map(|one| one.members);
            let mut asked: Vec<String> =
                members.chain(strays).filter(|one| is_origin(one)).collect();
            asked.sort();
            asked.dedup();
            Policy {
                allowed: allowed.into_iter().map(|one| one.written).collect(),
                denied: denied.into_iter().map(|one| one.written).collect(),
                must_allow: asked.clone(),
                must_deny: asked,
                ..Policy::default()
            }
        })
}

/// Whether the compiler takes it for one origin; others are mistakes of another kind.
fn is_origin(text: &str) -> bool {
    origin::parse(text).is_ok_and(|pattern| pattern.is_exact())
}

/// The patterns at which a finding points.
fn pointed_at(finding: &Finding) -> impl Iterator<Item = Location> {
    finding.notes.iter().filter_map(|note| match note {
        Note::Elsewhere(_, location) => Some(*location),
        Note::Because(_) => None,
    })
}

fn decides(reading: Option<&Reading>, origin: &str) -> bool {
    reading.is_some_and(|reading| reading.matches(origin.as_bytes()))
}

/// `None` if the policy is refused for other reasons.
fn compare(policy: &Policy) -> Option<Result<(), TestCaseError>> {
    let (_, findings) = policy.compile_at_all_risks();
    let is_of_expectations =
        |finding: &Finding| ["must_allow", "must_deny"].contains(&finding.rule.name);
    if findings.iter().any(|one| one.is_error() && !is_of_expectations(one)) {
        return None;
    }
    Some(check(policy, &findings))
}

fn check(policy: &Policy, findings: &[Finding]) -> Result<(), TestCaseError> {
    let reference = Origins::new(&policy.allowed, &policy.denied);
    for (at, origin) in policy.must_allow.iter().enumerate() {
        let is_allowed = reference.allow(origin.as_bytes());
        let refused = findings.iter().find(|one| must_allow_at(one) == Some(at));
        let allowed = findings.iter().find(|one| must_deny_at(one) == Some(at));
        prop_assert_eq!(allowed.is_some(), is_allowed, "must_deny {}", origin);
        prop_assert_eq!(refused.is_some(), !is_allowed, "must_allow {}", origin);
        let denied = reference.denied.iter().any(|denial| decides(Some(denial), origin));
        let mut denials = refused.into_iter().flat_map(pointed_at).peekable();
        prop_assert_eq!(denials.peek().is_some(), !is_allowed && denied, "{}", origin);
        for location in denials {
            let denial = denied_place(location).and_then(|at| reference.denied.get(at));
            prop_assert!(decides(denial, origin), "{origin}: {location:?}");
        }
        for location in allowed.into_iter().flat_map(pointed_at) {
            let pattern = allowed_place(location).and_then(|at| reference.allowed.get(at));
            prop_assert!(decides(pattern, origin), "{origin}: {location:?}");
        }
    }
    Ok(())
}

#[test]
fn expectations_match_the_reference() {
    let compiled = Cell::new(0);
    let one = |policy: Policy| {
        let answer = compare(&policy);
        compiled.set(compiled.get() + u32::from(answer.is_some()));
        answer.unwrap_or(Ok(()))
    };
    let config = ProptestConfig {
        cases: 2 * POLICIES,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config).run(&policies(), one).unwrap_or_else(|error| panic!("{error}"));
    assert!(compiled.get() >= POLICIES, "{}", compiled.get());
}
