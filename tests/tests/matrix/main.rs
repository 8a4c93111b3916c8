//! What pages of a real browser can do, through every adapter, is exactly what the policies allow.
//!
//! ```text
//! policy as text --> compiler, tables, an adapter, a server --> Chromium ----> read? what? sent?
//!        |                                           '----------------> user agent --> read? what? sent?
//!        '---------> its meaning, a few lines of `written` ----------------------------> read? what? sent?
//! ```
//!
//! The three share no code. A server of each adapter runs with all the policies; headless Chromium opens
//! one page with a frame for each origin, and the frames send requests with `fetch()` and `XMLHttpRequest`.
//! The user agent written from the standard sends the same requests to the same servers. Both results are
//! compared with the meaning of the policy and with each other. The servers log the requests, because a
//! page cannot see its preflights.
//!
//! | file | contents |
//! | --- | --- |
//! | `policies` | the policies with their meaning, and the pages |
//! | `scenario` | the type of a case |
//! | `rows` | the matrix: policies × pages × kinds of requests |
//! | `special` | errors, redirects, caches, several policies on one path |
//! | `api` | the servers, one for each adapter, and their log |
//! | `tls` | TLS in front of the servers |
//! | `page` | the pages' server and their scripts |
//! | `model` | the user agent over sockets |
//! | `differences` | differences between Chromium and the standard |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod api;
mod differences;
mod model;
mod page;
mod policies;
mod rows;
mod scenario;
mod special;
mod tls;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Instant;

use cors_tests::chromium::{self, Chromium, Network, PATIENCE};
use tokio::runtime::Handle;

use crate::api::{Adapter, Api};
use crate::model::Wire;
use crate::page::Reports;
use crate::policies::HOME;
use crate::scenario::{Kind, Scenario, Seen};
use crate::tls::Tls;

fn scenarios() -> Vec<Scenario> {
    let of = |adapter: &Adapter| {
        let mut cases = special::cases(*adapter);
        cases.extend(rows::rows(*adapter));
        cases
    };
    let by_adapter: Vec<Vec<Scenario>> = Adapter::ALL.iter().map(of).collect();
    // In turns, so that all servers are used at the same time.
    let longest = by_adapter.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|at| by_adapter.iter().filter_map(move |it| it.get(at)))
        .cloned()
        .collect()
}

/// Each adapter's hosts at its server, all others at that of the pages; those of `https:` at the TLS front
/// end. The first rule that matches is used.
async fn host_rules(apis: &[Api], pages: SocketAddr, tls: &Tls) -> String {
    let mut rules = Vec::new();
    for Api { adapter, address, .. } in apis {
        let name = adapter.name();
        rules.push(format!("MAP {name}.*.test:443 {}", tls.proxy(*address).await));
        rules.push(format!("MAP {name}.*.test {address}"));
    }
    let proxy = tls.proxy(pages).await;
    rules.extend(["443", "8443"].map(|port| format!("MAP *.test:{port} {proxy}")));
    rules.push(format!("MAP *.test {pages}"));
    rules.join(", ")
}

/// The results of both browsers for the cases of one adapter.
fn check_cases(
    api: &Api,
    scenarios: &[Scenario],
    reports: &Reports,
    runtime: Handle,
) -> Vec<String> {
    let mut wire = Wire::new(api.address, runtime);
    let mut wrong = Vec::new();
    for scenario in scenarios.iter().filter(|scenario| scenario.adapter == api.adapter) {
        let reports = &reports[&scenario.id];
        let times: Vec<_> = reports.iter().map(page::Report::at).collect();
        let model = model::run(scenario, api, &mut wire, &times);
        let read = reports.iter().map(page::Report::read).collect();
        let chromium = Seen::new(read, &api.log.of(&scenario.id));
        if !agree(scenario, &model, &chromium) {
            wrong.push(description(scenario, &model, &chromium));
        }
    }
    wrong
}

fn agree(scenario: &Scenario, model: &Seen, chromium: &Seen) -> bool {
    if !chromium.agrees_with(&differences::by_chromium(scenario)) {
        return false;
    }
    match scenario.kind {
        Kind::Cached => model.read == scenario.want.read,
        Kind::Plain | Kind::Timed => {
            model.agrees_with(&scenario.want)
                && (differences::reason(scenario).is_some() || model.agrees_with(chromium))
        }
    }
}

fn description(scenario: &Scenario, model: &Seen, chromium: &Seen) -> String {
    let mut text = format!("{}\n", scenario.id);
    for step in &scenario.steps {
        let _ = writeln!(text, "  {step:?}");
    }
    let _ = writeln!(text, "  the policy: {:?}", scenario.want);
    if let Some(reason) = differences::reason(scenario) {
        let known = differences::by_chromium(scenario);
        let _ = writeln!(text, "  expected of Chromium: {known:?}, as {reason}");
    }
    let _ = writeln!(text, "  the model:  {model:?}");
    let _ = writeln!(text, "  Chromium:   {chromium:?}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_can_do_what_the_policies_allow() {
    let Some(program) = chromium::find() else { return };
    let start = Instant::now();
    let scenarios = scenarios();
    let ids: BTreeSet<&String> = scenarios.iter().map(|scenario| &scenario.id).collect();
    assert_eq!(ids.len(), scenarios.len(), "the names of cases are unique");
    differences::check(&scenarios);
    let mut apis = Vec::new();
    for adapter in Adapter::ALL {
        apis.push(adapter.start().await);
    }
    let (pages, mut reports) = page::start(&scenarios).await;
    let tls = Tls::new();
    let network =
        Network { host_rules: host_rules(&apis, pages, &tls).await, trusted_key: tls.key_hash };
    let browser = Chromium::open(&program, &network, HOME.origin);
    let reports = tokio::time::timeout(PATIENCE, reports.recv()).await;
    drop(browser);
    let reports = reports.expect("the pages report in time").expect("the pages ran");
    let by_chromium = start.elapsed();

    let (count, runtime) = (scenarios.len(), Handle::current());
    let shared: usize = reports.values().flatten().filter(|it| it.read().is_some()).count();
    let special: usize = Adapter::ALL.iter().map(|it| special::cases(*it).len()).sum();
    let steps: usize = scenarios.iter().map(|scenario| scenario.steps.len()).sum();
    // The user agent blocks while it waits for answers, which a thread of the runtime must not do.
    let checks = tokio::task::spawn_blocking(move || {
        let check_cases = |api: &Api| check_cases(api, &scenarios, &reports, runtime.clone());
        apis.iter().flat_map(check_cases).collect::<Vec<_>>()
    });
    let wrong = checks.await.unwrap();
    // Not captured by the test runner, so that it is seen.
    let _ = writeln!(
        std::io::stderr(),
        "matrix: {count} cases, {special} of them special, {steps} requests of pages, {shared} of which could be read; \
         Chromium {:.1} s, all {:.1} s",
        by_chromium.as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    // Both results must be common; otherwise the test would prove little.
    assert!(count > 1_000 && shared * 5 > steps && shared * 5 < steps * 4, "{shared} of {steps}");
}
