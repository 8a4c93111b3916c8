//! Differences between Chromium and the standard. The user agent follows the standard, as do the
//! expectations. A listed case in which Chromium does not differ fails the test.

use crate::api::Adapter;
use crate::scenario::{Scenario, Seen};

/// A difference: the end of the case's id, the adapters, how many preflights Chromium sends, and why.
struct Difference {
    case: &'static str,
    adapters: &'static [Adapter],
    preflights: usize,
    why: &'static str,
}

const ONE_ENTRY: &str = "Chromium keeps one entry for a URL, an origin and a credentials mode, and \
                         a new one takes its place; the standard has one for each method and name";

const DIFFERENCES: &[Difference] = &[
    Difference {
        case: ".mirror.methods",
        adapters: &[
            Adapter::Protect,
            Adapter::Tower,
            Adapter::ActixWeb,
            Adapter::Salvo,
            Adapter::Poem,
            Adapter::Rocket,
        ],
        preflights: 4,
        why: ONE_ENTRY,
    },
    Difference { case: ".mirror.headers", adapters: &Adapter::ALL, preflights: 4, why: ONE_ENTRY },
];

impl Difference {
    fn is_in(&self, scenario: &Scenario) -> bool {
        self.adapters.contains(&scenario.adapter) && scenario.id.ends_with(self.case)
    }
}

fn difference(scenario: &Scenario) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| difference.is_in(scenario))
}

/// Chromium's known result of a case.
pub(crate) fn by_chromium(scenario: &Scenario) -> Seen {
    let want = scenario.want.clone();
    match difference(scenario) {
        None => want,
        Some(&Difference { preflights, .. }) => Seen { preflights, requests: None, ..want },
    }
}

/// The reason why Chromium differs in a case, if it does.
pub(crate) fn reason(scenario: &Scenario) -> Option<&'static str> {
    difference(scenario).map(|difference| difference.why)
}

/// Each difference applies to its cases, and to no other.
pub(crate) fn check(scenarios: &[Scenario]) {
    for difference in DIFFERENCES {
        let cases: Vec<_> = scenarios.iter().filter(|case| difference.is_in(case)).collect();
        assert_eq!(cases.len(), difference.adapters.len(), "{}", difference.case);
        assert!(cases.iter().all(|case| case.want.preflights != difference.preflights));
    }
}
