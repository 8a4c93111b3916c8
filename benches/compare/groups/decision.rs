//! Only the decision: a method and a header map in, a decision out, without a response.

use std::hint::black_box;

use cors_runtime::RequestKind;

use crate::by_hand::{Exact, Few, Listed, Promises, Same, Subdomains, Trust, decide};
use crate::clock::Case;
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let rows = scenarios.iter().map(row).collect();
    Table {
        title: "The decision alone",
        intro: "`Policy::evaluate` and the hand-written decision: a method and a header map in, a \
                decision out.",
        columns: &["this library", "by hand", "by hand, same promises"],
        ratios: &[("ours : by hand", 0, 1), ("ours : same promises", 0, 2)],
        rows: measure(rows, rounds),
    }
}

fn row(scenario: &Scenario) -> Row {
    let policy = policies::ours(scenario.origins);
    let Scenario { method, headers, .. } = scenario.clone();
    let ours = Case::repeated(move || {
        black_box(&black_box(policy).evaluate(black_box(&method), black_box(&headers)));
    });
    let [few, same] = match scenario.origins {
        Origins::Exact => by_hand(scenario, Exact),
        Origins::Listed(kind, n) => by_hand(scenario, Listed(policies::perfect_hash(kind, n))),
        Origins::Subdomains => by_hand(scenario, Subdomains),
    };
    Row { name: scenario.name.clone(), inner: None, cases: vec![ours, few, same] }
}

fn by_hand(scenario: &Scenario, trust: impl Trust) -> [Case; 2] {
    [promising(Few, scenario, trust), promising(Same, scenario, trust)]
}

fn promising(promises: impl Promises, scenario: &Scenario, trust: impl Trust) -> Case {
    let Scenario { method, headers, .. } = scenario.clone();
    // The hand-written code must give the same answers to be a reference, except for lists that no
    // browser sends.
    let decision = policies::ours(scenario.origins).evaluate(&method, &headers);
    let is_allowed = decision.kind() != RequestKind::NotCors && decision.refusal().is_none();
    let verdict = decide(promises, trust, &method, &headers);
    assert!(verdict.is_allowed() == is_allowed, "{}: {decision:?}, {verdict:?}", scenario.name);
    Case::repeated(move || {
        black_box(&decide(promises, black_box(trust), black_box(&method), black_box(&headers)));
    })
}
