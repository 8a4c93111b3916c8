//! Policies that can be replaced while the server runs, compared with the same policy as a static.

use std::sync::LazyLock;

use cors_runtime::tower::CorsLayer;
use cors_runtime::{CLOSED, LivePolicy, Policy};
use tower_layer::Layer as _;

use crate::drive::{Handler, NoContent, shared};
use crate::origins::Kind;
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) const STATIC: usize = 0;
pub(crate) const LIVE_ORIGINS: usize = 1;
pub(crate) const REPLACED: usize = 2;

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let of_one_origin = scenarios.iter().filter(|scenario| scenario.origins == Origins::Exact);
    Table {
        title: "A policy that can be replaced",
        intro: "The tower layer with a static policy, with a `LivePolicy` whose base is static and to which the \
                origin was added, and with one that was replaced by a policy made at run time. One thread.",
        columns: &["static", "live origins", "replaced"],
        ratios: &[
            ("live origins : static", LIVE_ORIGINS, STATIC),
            ("replaced : static", REPLACED, STATIC),
        ],
        rows: measure(of_one_origin.map(row).collect(), rounds),
    }
}

/// The base has no origins of its own, and the one of the scenarios was added.
pub(crate) fn with_origins() -> &'static LivePolicy {
    static LIVE: LazyLock<LivePolicy> = LazyLock::new(|| {
        let live = LivePolicy::new(policies::ceiling(Kind::Tenant));
        live.set_origins(["https://app.example.com"]).expect("the ceiling covers it");
        live
    });
    &LIVE
}

/// It was closed, until another policy took its place.
pub(crate) fn replaced() -> &'static LivePolicy {
    static LIVE: LivePolicy = LivePolicy::new(&CLOSED);
    let policy = Policy::from_toml(
        "allow_origins = [\"https://app.example.com\"]\nallow_credentials = true\n\
         allow_methods = [\"PUT\"]\n\
         allow_headers = [\"authorization\", \"content-type\", \"x-request-id\"]\nmax_age = 600\n",
    );
    LIVE.store(policy.expect("the policy is valid"));
    &LIVE
}

fn row(scenario: &Scenario) -> Row {
    let inner = if scenario.is_preflight() {
        shared::<_, ()>(scenario, NoContent)
    } else {
        shared::<_, ()>(scenario, Handler)
    };
    let cases = vec![
        shared::<_, ()>(scenario, CorsLayer::new(policies::ours(Origins::Exact)).layer(Handler)),
        shared::<_, ()>(scenario, CorsLayer::new(with_origins()).layer(Handler)),
        shared::<_, ()>(scenario, CorsLayer::new(replaced()).layer(Handler)),
    ];
    Row { name: scenario.name.clone(), inner: Some(inner), cases }
}
