//! The layers in axum applications.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use tower_layer::Layer;

use crate::by_hand::{ByHand, Exact, Few, Listed, Promises, Same, Subdomains, Trust};
use crate::clock::Case;
use crate::drive::{NoContent, cloned};
use crate::policies;
use crate::scenario::{Origins, Scenario};
use crate::table::{Row, Table, measure};

pub(crate) fn run(scenarios: &[Scenario], rounds: usize) -> Table {
    let rows = scenarios.iter().map(row).collect();
    Table {
        title: "Inside axum 0.8",
        intro: "Every application is cloned for each request, as `axum::serve` does. *Around* is \
                `protect`, or the layer around the finished router; *layered* is `Router::layer`. \
                What is added to an application without a layer; for preflights, to an empty \
                answer without any application.",
        columns: &[
            "`protect`",
            "by hand, around",
            "same promises, around",
            "tower-http, around",
            "ours, layered",
            "by hand, layered",
            "same promises, layered",
            "tower-http, layered",
        ],
        ratios: &[
            ("`protect` : by hand", 0, 1),
            ("`protect` : same promises", 0, 2),
            ("layered : by hand", 4, 5),
            ("layered : same promises", 4, 6),
            ("tower-http layered : `protect`", 7, 0),
            ("tower-http layered : ours layered", 7, 4),
        ],
        rows: measure(rows, rounds),
    }
}

/// An application as `axum::serve` prepares it.
///
/// A handler becomes a service when the state is given: `axum::serve` does this once for each connection;
/// otherwise axum would do it for each request.
fn served(app: Router) -> Router {
    app.with_state(())
}

/// One route, whose response has two headers.
fn application() -> Router {
    Router::new().route("/", get(async || "hello"))
}

fn row(scenario: &Scenario) -> Row {
    let policy = policies::ours(scenario.origins);
    let tower_http = policies::tower_http(scenario.origins);
    let inner = if scenario.is_preflight() {
        cloned::<_, Body>(scenario, NoContent)
    } else {
        cloned::<_, Body>(scenario, served(application()))
    };
    let [[few_around, few_layered], [same_around, same_layered]] = match scenario.origins {
        Origins::Exact => by_hand(scenario, Exact),
        Origins::Listed(kind, n) => by_hand(scenario, Listed(policies::perfect_hash(kind, n))),
        Origins::Subdomains => by_hand(scenario, Subdomains),
    };
    let cases = vec![
        cloned::<_, Body>(scenario, cors_runtime::axum::protect(application(), policy)),
        few_around,
        same_around,
        cloned::<_, Body>(scenario, tower_http.layer(served(application()))),
        cloned::<_, Body>(
            scenario,
            served(application().layer(cors_runtime::tower::CorsLayer::new(policy))),
        ),
        few_layered,
        same_layered,
        cloned::<_, Body>(scenario, served(application().layer(tower_http))),
    ];
    Row { name: scenario.name.clone(), inner: Some(inner), cases }
}

fn by_hand(scenario: &Scenario, trust: impl Trust) -> [[Case; 2]; 2] {
    [promising(Few, scenario, trust), promising(Same, scenario, trust)]
}

/// Around the finished router, and by `Router::layer`.
fn promising(promises: impl Promises, scenario: &Scenario, trust: impl Trust) -> [Case; 2] {
    let layer = ByHand::new(trust, promises);
    [
        cloned::<_, Body>(scenario, layer.layer(served(application()))),
        cloned::<_, Body>(scenario, served(application().layer(layer))),
    ]
}
