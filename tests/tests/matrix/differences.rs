//! Where Chromium does not do what the standard says. The user agent does, and so does a policy's
//! own word; a case that stands here fails if Chromium does not differ.

use crate::api::Adapter;
use crate::scenario::{Scenario, Seen};

/// A difference: the end of the case's id, the adapters, and how many preflights Chromium sends.
struct Difference {
    case: &'static str,
    adapters: &'static [Adapter],
    preflights: usize,
    /// Why, for whoever reads the list.
    #[allow(dead_code, reason = "a reason is read by people")]
    why: &'static str,
}

const ONE_ENTRY: &str = "Chromium keeps one entry for a URL, an origin and a credentials mode, and \
                         a new one takes its place; the standard has one for each method and name";

const DIFFERENCES: &[Difference] = &[
    Difference {
        case: ".mirror.methods",
        adapters: &[Adapter::Protect, Adapter::Tower, Adapter::ActixWeb],
        preflights: 4,
        why: ONE_ENTRY,
    },
    Difference { case: ".mirror.headers", adapters: &Adapter::ALL, preflights: 4, why: ONE_ENTRY },
];

/// What Chromium is known to make of a case.
pub(crate) fn by_chromium(scenario: &Scenario) -> Seen {
    let differs = |difference: &&Difference| {
        difference.adapters.contains(&scenario.adapter) && scenario.id.ends_with(difference.case)
    };
    match DIFFERENCES.iter().find(differs) {
        None => scenario.want.clone(),
        Some(difference) => {
            assert_ne!(difference.preflights, scenario.want.preflights, "{}", difference.case);
            Seen { preflights: difference.preflights, requests: None, ..scenario.want.clone() }
        }
    }
}

/// Whether Chromium is known to differ in a case.
pub(crate) fn is_known(scenario: &Scenario) -> bool {
    by_chromium(scenario) != scenario.want
}
