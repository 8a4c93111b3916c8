//! The layers around a tower service.

use tower_layer::Layer;

use crate::by_hand::{ByHand, Exact, Few, Listed, Same, Subdomains, Trust};
use crate::clock::Case;
use crate::drive::{Handler, NoContent, cloned, shared};
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let rows = scenarios.iter().map(row).collect();
    Table {
        title: "The tower layer",
        intro: "What the layer adds to a service whose response has two headers. A preflight does \
                not reach that service; there it is what the layer adds to an empty answer.",
        columns: &[
            "this library",
            "by hand",
            "by hand, same promises",
            "tower-http",
            "tower-http, cloned per request",
        ],
        ratios: &[
            ("ours : by hand", 0, 1),
            ("ours : same promises", 0, 2),
            ("tower-http : ours", 3, 0),
            ("cloned : ours", 4, 0),
        ],
        rows: measure(rows, rounds),
    }
}

fn row(scenario: &Scenario) -> Row {
    let ours = cors_runtime::tower::CorsLayer::new(policies::ours(scenario.origins));
    let tower_http = policies::tower_http(scenario.origins);
    let inner = if scenario.is_preflight() {
        shared::<_, ()>(scenario, NoContent)
    } else {
        shared::<_, ()>(scenario, Handler)
    };
    let [few, same] = match scenario.origins {
        Origins::Exact => by_hand(scenario, Exact),
        Origins::Listed(kind, n) => by_hand(scenario, Listed(policies::perfect_hash(kind, n))),
        Origins::Subdomains => by_hand(scenario, Subdomains),
    };
    let cases = vec![
        shared::<_, ()>(scenario, ours.layer(Handler)),
        few,
        same,
        shared::<_, ()>(scenario, tower_http.layer(Handler)),
        cloned::<_, ()>(scenario, tower_http.layer(Handler)),
    ];
    Row { name: scenario.name.clone(), inner: Some(inner), cases }
}

fn by_hand(scenario: &Scenario, trust: impl Trust) -> [Case; 2] {
    [
        shared::<_, ()>(scenario, ByHand::new(trust, Few).layer(Handler)),
        shared::<_, ()>(scenario, ByHand::new(trust, Same).layer(Handler)),
    ]
}
