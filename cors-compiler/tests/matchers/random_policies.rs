//! Random policies, tested with all neighbours of their members.
//!
//! A policy has a few patterns of every kind, often some denials, and sometimes many exact origins
//! next to them, so that each part of a set is reached after the others: the perfect hash, the
//! suffix search, the automaton, and the same three for what is denied.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use cors_tables::PolicyTable;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

use crate::neighbours::{each_concatenation, each_neighbour};
use crate::policy::Policy;
use crate::reference::{Automata, Origins, Written};
use crate::strategies::strategy;
use crate::universe::{Sampled, pattern, related_to, stray, wide_pattern};

/// How many origins are tested at least; the README may quote it.
const ORIGINS: usize = 2_000_000;

/// How many members of a policy are looked at from all sides.
const MEMBERS: usize = 8;

#[derive(Debug, Clone)]
struct Case {
    policy: Policy,
    members: Vec<Vec<u8>>,
    strays: Vec<Vec<u8>>,
}

fn cases() -> impl Strategy<Value = Case> {
    let some = prop::collection::vec(pattern(), 0..4);
    let wide = prop::collection::vec(wide_pattern(), 1..3);
    // Two denials that both take something away, and leave something, are rare.
    let few = prop_oneof![2 => Just(0_usize), 2 => Just(1), 1 => Just(2)];
    let closed = prop::bool::weighted(0.05);
    (some, wide, few, many(), closed)
        .prop_flat_map(|(some, wide, few, listed, closed)| {
            let allowed = [some, wide].concat();
            let denied = prop::collection::vec(related_to(&allowed), few);
            (Just(allowed), denied, Just(listed), Just(closed))
        })
        .prop_flat_map(|(allowed, denied, listed, closed)| {
            let members = [&allowed[..], &denied].concat().into_iter().flat_map(|one| one.members);
            let members: Vec<String> = members.chain(listed.first().cloned()).collect();
            let most = MEMBERS.min(members.len());
            // Members of other policies are tested too.
            let policy = if closed {
                Policy::default()
            } else {
                Policy {
                    allowed: written(allowed)
                        .chain(listed.into_iter().map(Written::Text))
                        .collect(),
                    denied: written(denied).collect(),
                    ..Policy::default()
                }
            };
            let members = prop::sample::subsequence(members, most);
            let strays = prop::collection::vec(stray(), 40);
            (Just(policy), members, strays, prop::collection::vec(bytes(), 40))
        })
        .prop_map(|(policy, members, strays, bytes)| Case {
            policy,
            members: members.into_iter().map(String::into_bytes).collect(),
            strays: strays.into_iter().map(String::into_bytes).chain(bytes).collect(),
        })
}

fn written(patterns: Vec<Sampled>) -> impl Iterator<Item = Written> {
    patterns.into_iter().map(|pattern| pattern.written)
}

/// Exact origins next to the patterns: none, a few, or enough to fill a hash table.
fn many() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![3 => Just(0_usize), 1 => 2..6_usize, 1 => 30..120_usize]
        .prop_map(|many| (0..many).map(|at| format!("https://t{at}.a.example.com")).collect())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::collection::vec(any::<u8>(), 0..12)
            .prop_map(|tail| [b"https://".to_vec(), tail].concat()),
    ]
}

/// Compares all three on all neighbours of the members; returns how many comparisons that were.
fn ask(case: &Case, table: &PolicyTable) -> Result<usize, TestCaseError> {
    let reference = Origins::new(&case.policy.allowed, &case.policy.denied);
    let automata = Automata::new(&case.policy.allowed, &case.policy.denied);
    let (mut asked, mut wrong) = (0, None);
    let mut ask = |origin: &[u8]| {
        asked += 1;
        let (want, got) = (reference.allow(origin), table.allows_origin(origin));
        let third = automata.allow(origin);
        if want != got || want != third {
            let readings = || format!("{}: {want}, {third}, {got}", origin.escape_ascii());
            wrong.get_or_insert_with(readings);
        }
    };
    for member in &case.members {
        each_neighbour(member, &mut ask);
        each_concatenation(member, &case.members, &mut ask);
    }
    case.strays.iter().for_each(|stray| ask(stray));
    match wrong {
        None => Ok(asked),
        Some(wrong) => {
            Err(TestCaseError::fail(format!("origin: reference, automata, tables = {wrong}")))
        }
    }
}

/// Whether each strategy was chosen for some policy. Of lists alone there are tests enough.
fn all_are(chosen: &BTreeSet<&str>) -> bool {
    ["Nothing", "Wildcards", "Automaton", "Mixture", "Mixture with origins"]
        .iter()
        .all(|strategy| chosen.contains(strategy))
}

#[test]
fn the_tables_match_the_reference() {
    let asked = Cell::new(0);
    let (compiled, refused) = (Cell::new(0), Cell::new(0));
    let chosen = RefCell::new(BTreeSet::new());
    let failed = Cell::new(false);
    let one = |case: Case| -> TestCaseResult {
        // Enough; but a failing case is still to be made smaller.
        if asked.get() >= ORIGINS && all_are(&chosen.borrow()) && !failed.get() {
            return Ok(());
        }
        let Some(table) = case.policy.compile_at_all_risks().0 else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        chosen.borrow_mut().insert(strategy(&table));
        let answer = ask(&case, &table);
        failed.set(failed.get() || answer.is_err());
        compiled.set(compiled.get() + 1);
        asked.set(asked.get() + answer?);
        Ok(())
    };
    let start = std::time::Instant::now();
    let config = ProptestConfig {
        cases: 4_000,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config).run(&cases(), one).unwrap_or_else(|error| panic!("{error}"));
    let (compiled, refused) = (compiled.get(), refused.get());
    println!(
        "{} origins, {compiled} policies, {refused} more refused, {:?}",
        asked.get(),
        start.elapsed()
    );
    assert!(asked.get() >= ORIGINS, "{}", asked.get());
    assert!(all_are(&chosen.borrow()), "{chosen:?}");
    assert!(refused < compiled, "{refused} policies refused, {compiled} compiled");
}
