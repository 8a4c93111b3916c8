//! Differences between the engines and the standard. The user agent follows the standard, as do the expectations.
//! A listed case in which an engine does not differ fails the test.
//!
//! `docs/browsers.md` lists them for readers.

use std::fmt::Write as _;

use cors_tests::browser::Engine;

use crate::api::Adapter;
use crate::api::handler::NAMES;
use crate::scenario::{Kind, Scenario, Seen};

/// A difference: the engines, the end of the case's id, what differs, and why.
struct Difference {
    engines: &'static [Engine],
    case: &'static str,
    /// Whether the difference occurs with `routes!`, too.
    in_routes: bool,
    change: Change,
    why: &'static str,
}

/// The lines of the document: the cases with the engines and the reason.
pub(crate) fn lines() -> String {
    let mut lines = String::new();
    for Difference { engines, case, why, .. } in DIFFERENCES {
        let names: Vec<_> = engines.iter().map(|engine| engine.name()).collect();
        let case = case.trim_start_matches('.');
        let _ = writeln!(lines, "| `{case}` | {} | {why} |", names.join(", "));
    }
    lines
}

/// The part of the result that differs.
#[derive(Clone, Copy)]
enum Change {
    /// The number of preflights.
    Preflights(usize),
    /// The number of requests that the handler gets.
    Handled(usize),
    /// The request is sent, and all headers of the response are shared.
    Shared,
    /// The requests.
    Requests(&'static [&'static str]),
}

const ONE_ENTRY: &str = "an engine keeps one entry for a URL, an origin and a credentials mode, and a new one takes its \
                         place; the standard has one for each method and name";
const ORIGIN_OF_SECOND_PREFLIGHT: &str = "after a redirect to another origin the engine sends a preflight with the page's origin, and then the request with the \
     origin `null`; the standard has `null` in both, so that the server refuses the preflight";
const AUTHORIZATION: &str = "`Access-Control-Allow-Headers: *` covers `Authorization`; so it does in Chromium as it is \
                             shipped, which the matrix runs with the feature that follows the standard";
const NO_SUFFIX: &str = "WebKit's GTK port keeps no cookies of hosts whose top-level domain is not in the Public Suffix \
                         List, such as `.test`";

const ONE_ENTRY_ENGINES: &[Engine] = &[Engine::Chromium, Engine::WebKit];

const DIFFERENCES: &[Difference] = &[
    Difference {
        engines: ONE_ENTRY_ENGINES,
        case: ".mirror.methods",
        in_routes: false,
        change: Change::Preflights(4),
        why: ONE_ENTRY,
    },
    Difference {
        engines: ONE_ENTRY_ENGINES,
        case: ".mirror.headers",
        in_routes: true,
        change: Change::Preflights(4),
        why: ONE_ENTRY,
    },
    second_preflight(".redirect.PUT.exact.exact.Elsewhere"),
    second_preflight(".redirect.PUT.exact.exact.Tls"),
    second_preflight(".redirect.PUT.exact.both-schemes.Tls"),
    Difference {
        engines: &[Engine::Firefox, Engine::WebKit],
        case: ".any-names.authorization",
        in_routes: true,
        change: Change::Shared,
        why: AUTHORIZATION,
    },
    Difference {
        engines: &[Engine::WebKit],
        case: ".exact-credentials.cookies",
        in_routes: true,
        change: Change::Requests(&[
            "GET -> 200",
            "GET -> 200",
            "GET -> 200",
            "preflight PUT -> 204",
            "PUT -> 200",
        ]),
        why: NO_SUFFIX,
    },
];

const fn second_preflight(case: &'static str) -> Difference {
    Difference {
        engines: &[Engine::Firefox],
        case,
        in_routes: true,
        change: Change::Handled(2),
        why: ORIGIN_OF_SECOND_PREFLIGHT,
    }
}

impl Difference {
    fn is_in(&self, scenario: &Scenario) -> bool {
        let is_in_adapter = self.in_routes || scenario.adapter != Adapter::Routes;
        is_in_adapter && scenario.id.ends_with(self.case)
    }

    fn apply(&self, want: Seen) -> Seen {
        match self.change {
            Change::Preflights(preflights) => Seen { preflights, requests: None, ..want },
            Change::Handled(handled) => Seen { handled, requests: None, ..want },
            Change::Shared => {
                let names = NAMES.map(str::to_owned).to_vec();
                Seen { read: vec![Some((200, names))], handled: 1, requests: None, ..want }
            }
            Change::Requests(lines) => {
                let lines = lines.iter().map(|&line| line.to_owned()).collect();
                Seen { requests: Some(lines), ..want }
            }
        }
    }
}

fn difference(engine: Engine, scenario: &Scenario) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|it| it.engines.contains(&engine) && it.is_in(scenario))
}

/// The known result of a case in an engine.
pub(crate) fn known(engine: Engine, scenario: &Scenario) -> Seen {
    let want = scenario.want.clone();
    match difference(engine, scenario) {
        None => want,
        Some(difference) => difference.apply(want),
    }
}

/// The reason why an engine differs in a case, if it does.
pub(crate) fn reason(engine: Engine, scenario: &Scenario) -> Option<&'static str> {
    difference(engine, scenario).map(|difference| difference.why)
}

/// Whether an engine may send a request that a cached response could answer. WebKit gives a response to the page
/// before it is stored.
pub(crate) fn may_miss_the_cache(engine: Engine, scenario: &Scenario) -> bool {
    engine == Engine::WebKit && scenario.kind == Kind::Cached
}

/// Each difference applies to one case of each adapter, except for `routes!` and policies that cannot be exported.
pub(crate) fn check(scenarios: &[Scenario], adapters: &[Adapter]) {
    for difference in DIFFERENCES {
        let cases: Vec<_> = scenarios.iter().filter(|case| difference.is_in(case)).collect();
        let policy = difference.case.split('.').nth(1).unwrap();
        let count = adapters
            .iter()
            .filter(|adapter| difference.in_routes || **adapter != Adapter::Routes)
            .filter(|adapter| {
                policy == "redirect" || adapter.supports(crate::policies::policy(policy))
            })
            .count();
        assert_eq!(cases.len(), count, "{}", difference.case);
        for case in cases {
            assert_ne!(difference.apply(case.want.clone()), case.want, "{}", case.id);
        }
    }
}
