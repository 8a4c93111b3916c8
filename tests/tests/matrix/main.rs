//! What pages of a real browser can do, through every adapter, is exactly what the policies allow.
//!
//! ```text
//! policy as text --> compiler, tables, an adapter, a server --> browser -----> read? what? sent?
//!        |                                           '----------------> user agent --> read? what? sent?
//!        '---------> its meaning, a few lines of `written` ----------------------------> read? what? sent?
//! ```
//!
//! The three share no code. A server of each adapter runs with all the policies; Chromium, Firefox or WebKit opens
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
//! | `differences` | differences between the engines and the standard |
//! | `document` | their table in `docs/browsers.md` |
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
mod document;
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
use std::time::{Duration, Instant};

use cors_tests::browser::{Engine, Network, PATIENCE, hosts};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use crate::api::{Adapter, Api};
use crate::model::Wire;
use crate::page::Reports;
use crate::policies::HOME;
use crate::scenario::{Kind, Scenario, Seen};
use crate::tls::Tls;

/// The maximum time between the steps of a case that depends on the 5 seconds for which preflights are cached by default.
const IN_TIME: Duration = Duration::from_secs(4);

/// The cases: all of them in Chromium with the adapters, and everywhere if `EVERY_BROWSER` is in the environment;
/// otherwise the special cases and every sixth row.
fn scenarios(engine: Engine, adapters: &[Adapter]) -> Vec<Scenario> {
    let is_usual = engine == Engine::Chromium && adapters == Adapter::ALL;
    let is_whole = is_usual || std::env::var_os("EVERY_BROWSER").is_some();
    let of = |adapter: &Adapter| {
        let mut cases = special::cases(*adapter);
        cases.extend(rows::rows(*adapter).into_iter().step_by(if is_whole { 1 } else { 6 }));
        cases
    };
    let by_adapter: Vec<Vec<Scenario>> = adapters.iter().map(of).collect();
    // In turns, so that all servers are used at the same time.
    let longest = by_adapter.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest)
        .flat_map(|at| by_adapter.iter().filter_map(move |it| it.get(at)))
        .cloned()
        .collect()
}

/// Each adapter's hosts at its server, all others at that of the pages; those of `https:` at the TLS front end.
async fn proxy(apis: &[Api], pages: SocketAddr, tls: &Tls) -> SocketAddr {
    let mut servers = Vec::new();
    for api in apis {
        servers.push((
            format!("{}.", api.adapter.name()),
            api.address,
            tls.proxy(api.address).await,
        ));
    }
    let pages_with_tls = tls.proxy(pages).await;
    hosts::start(move |host, port| {
        let server = servers.iter().find(|(prefix, ..)| host.starts_with(prefix));
        let (plain, with_tls) =
            server.map_or((pages, pages_with_tls), |(_, plain, with_tls)| (*plain, *with_tls));
        let server = if [443, 8443].contains(&port) { with_tls } else { plain };
        host.ends_with(".test").then_some(server)
    })
}

/// The results of the engine and of the user agent for the cases of one adapter.
fn check_cases(
    engine: Engine,
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
        if scenario.kind == Kind::Timed && times[times.len() - 1] - times[0] > IN_TIME {
            let _ =
                writeln!(std::io::stderr(), "skipped: {engine} was too slow for {}", scenario.id);
            continue;
        }
        let model = model::run(scenario, api, &mut wire, &times);
        let read = reports.iter().map(page::Report::read).collect();
        let browser = Seen::new(read, &api.log.of(&scenario.id));
        if !agree(engine, scenario, &model, &browser) {
            wrong.push(description(engine, scenario, &model, &browser));
        }
    }
    wrong
}

fn agree(engine: Engine, scenario: &Scenario, model: &Seen, browser: &Seen) -> bool {
    let known = differences::known(engine, scenario);
    let is_known = if differences::may_miss_the_cache(engine, scenario) {
        let possible = known.handled..=scenario.steps.len();
        known.read == browser.read && possible.contains(&browser.handled)
    } else {
        browser.agrees_with(&known)
    };
    is_known
        && match scenario.kind {
            Kind::Cached => model.read == scenario.want.read,
            Kind::Plain | Kind::Timed => {
                model.agrees_with(&scenario.want)
                    && (differences::reason(engine, scenario).is_some()
                        || model.agrees_with(browser))
            }
        }
}

fn description(engine: Engine, scenario: &Scenario, model: &Seen, browser: &Seen) -> String {
    let mut text = format!("{}\n", scenario.id);
    for step in &scenario.steps {
        let _ = writeln!(text, "  {step:?}");
    }
    let _ = writeln!(text, "  the policy: {:?}", scenario.want);
    if let Some(reason) = differences::reason(engine, scenario) {
        let known = differences::known(engine, scenario);
        let _ = writeln!(text, "  expected of {engine}: {known:?}, as {reason}");
    }
    let _ = writeln!(text, "  the model: {model:?}");
    let _ = writeln!(text, "  {engine}: {browser:?}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn in_chromium() {
    pages_can_do_what_the_policies_allow(Engine::Chromium, &Adapter::ALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_chromium_through_exported_policies() {
    pages_can_do_what_the_policies_allow(Engine::Chromium, &Adapter::EXPORTED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_firefox() {
    pages_can_do_what_the_policies_allow(Engine::Firefox, &Adapter::ALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_webkit() {
    pages_can_do_what_the_policies_allow(Engine::WebKit, &Adapter::ALL).await;
}

async fn pages_can_do_what_the_policies_allow(engine: Engine, adapters: &[Adapter]) {
    let Some(program) = engine.find() else { return };
    // One engine after the other: some cases depend on time.
    static ENGINES: Mutex<()> = Mutex::const_new(());
    let _turn = ENGINES.lock().await;
    let start = Instant::now();
    let mut apis = Vec::new();
    for adapter in adapters {
        apis.extend(adapter.start().await);
    }
    let adapters: Vec<Adapter> = apis.iter().map(|api| api.adapter).collect();
    let scenarios = scenarios(engine, &adapters);
    if scenarios.is_empty() {
        return;
    }
    let ids: BTreeSet<&String> = scenarios.iter().map(|scenario| &scenario.id).collect();
    assert_eq!(ids.len(), scenarios.len(), "the names of cases are unique");
    differences::check(&scenarios, &adapters);
    let (pages, mut reports) = page::start(&scenarios).await;
    let tls = Tls::new();
    let proxy = proxy(&apis, pages, &tls).await;
    let network = Network { proxy: Some(proxy), trusted_key: tls.key_hash, ..Network::default() };
    let opened = program.clone();
    let browser = tokio::task::spawn_blocking(move || opened.open(&network, HOME.origin)).await;
    let browser = browser.unwrap();
    let reports = tokio::time::timeout(PATIENCE, reports.recv()).await;
    drop(browser);
    let reports = reports.expect("the pages report in time").expect("the pages ran");
    let by_browser = start.elapsed();

    let (count, runtime) = (scenarios.len(), Handle::current());
    let shared: usize = reports.values().flatten().filter(|it| it.read().is_some()).count();
    let special: usize = adapters.iter().map(|it| special::cases(*it).len()).sum();
    let steps: usize = scenarios.iter().map(|scenario| scenario.steps.len()).sum();
    // The user agent blocks while it waits for answers, which a thread of the runtime must not do.
    let checks = tokio::task::spawn_blocking(move || {
        let check_cases =
            |api: &Api| check_cases(engine, api, &scenarios, &reports, runtime.clone());
        apis.iter().flat_map(check_cases).collect::<Vec<_>>()
    });
    let wrong = checks.await.unwrap();
    // Not captured by the test runner, so that it is seen.
    let _ = writeln!(
        std::io::stderr(),
        "matrix in {engine} with {adapters:?}: {count} cases, {special} of them special, {steps} requests of pages, {shared} of which could be read; \
         the browser {:.1} s, all {:.1} s",
        by_browser.as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    // Both results must be common; otherwise the test would prove little.
    assert!(
        count > 100 * adapters.len() && shared * 5 > steps && shared * 5 < steps * 4,
        "{shared} of {steps}"
    );
}
