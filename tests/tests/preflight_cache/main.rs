//! Several policies on one path, and a browser that caches preflights.
//!
//! A plain table from method to policy represents a router. It follows the rule that makes a path with
//! several policies safe: a preflight is answered by the policy of the requested method, a method without a
//! handler is refused, the method list has the methods that are mounted under that policy, and if the
//! policies of a path differ, nothing is cached. Without a part of the rule, the test finds what leaks. An
//! axum application with `routes!` is tested in the same way, and every adapter with one policy for the
//! whole path.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod paths;
mod routes;
mod table;

use std::io::Write as _;
use std::sync::Arc;

use cors_runtime::Policy;
use cors_tests::adapters::all;
use cors_tests::path::{HANDLER, Handler, Step, requests, run_steps};
use cors_tests::server::Server;
use cors_tests::written::{Names, PageRequest, Written};
use cors_user_agent::{HttpRequest, Network, Request};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::routes::Application;
use crate::table::{Mounting, Numbered, Table};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];
const ONE: &str = "https://one.example.com";
const TWO: &str = "https://two.example.com";
const STRANGER: &str = "https://example.org";
const URL: &str = "https://api.example.net/x?y=1";

fn only(origin: &'static str) -> Written {
    Written::new(format!("[{origin:?}]"), Arc::new(move |other| other == origin))
}

fn both() -> Written {
    let allows = |origin: &str| origin == ONE || origin == TWO;
    Written::new(r#"["https://*.example.com"]"#.to_owned(), Arc::new(allows))
}

/// A policy for a handler, without `allow_methods`.
fn policy() -> impl Strategy<Value = Written> {
    let origins = prop_oneof![
        Just(both()),
        Just(only(ONE)),
        Just(Written::new(r#""*""#.to_owned(), Arc::new(|_: &str| true))),
    ];
    let listed = subsequence(vec!["x-a", "x-b", "authorization", "content-type"], 0..=4)
        .prop_map(|names| Names::these(&names));
    let headers = prop_oneof![
        4 => listed,
        1 => Just(Names::Any),
        1 => Just(Names::AnyAndAuthorization),
        1 => Just(Names::Mirror),
    ];
    let max_age = select(vec![None, Some(0), Some(1), Some(600)]);
    (origins, any::<bool>(), headers, max_age).prop_map(
        |(origins, credentials, headers, max_age)| {
            let is_any = origins.allow_origins == r#""*""#
                || matches!(headers, Names::Any | Names::AnyAndAuthorization);
            let credentials = credentials && !is_any;
            let mirrors = credentials && headers == Names::Mirror;
            let risks = mirrors.then(|| "mirror_headers".to_owned()).into_iter().collect();
            Written { credentials, headers, max_age, risks, ..origins }
        },
    )
}

/// A path: which of up to three policies each method has, if it is mounted at all.
fn path() -> impl Strategy<Value = Vec<Numbered>> {
    let policies = prop::collection::vec(policy(), 1..4);
    let mounted = subsequence(METHODS.to_vec(), 1..=METHODS.len());
    (policies, mounted, prop::collection::vec(any::<prop::sample::Index>(), METHODS.len()))
        .prop_map(|(policies, mounted, choices)| {
            let under = mounted.into_iter().zip(choices);
            under
                .map(|(method, choice)| {
                    let at = choice.index(policies.len());
                    (at, policies[at].clone(), method)
                })
                .collect()
        })
}

fn all_requests() -> Vec<(PageRequest, Request)> {
    requests(&[ONE, TWO, STRANGER], &METHODS, URL)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (select(all_requests()), select(vec![0, 0, 0, 1, 4, 5, 700]));
    let step =
        step.prop_map(|((page_request, request), after)| Step { page_request, request, after });
    prop::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn permissions_do_not_apply_to_other_policies(path in path(), orders in prop::collection::vec(steps(), 4)) {
        let handlers = table::handlers(&path);
        let mut table = Table::new(&path, Mounting::Safe);
        let mut application = Application::new(&path);
        for steps in orders {
            let result = run_steps(&handlers, &mut table, &steps);
            prop_assert!(result.is_ok(), "{}", result.unwrap_err());
            let result = run_steps(&handlers, &mut application, &steps);
            prop_assert!(result.is_ok(), "routes!: {}", result.unwrap_err());
        }
    }
}

/// Two policies that differ in every key, on four methods.
fn contrast() -> Vec<Numbered> {
    let strict = Written { max_age: Some(600), ..only(ONE) };
    let open = Written {
        credentials: true,
        headers: Names::these(&["x-a", "authorization"]),
        max_age: Some(600),
        ..both()
    };
    vec![
        (0, strict.clone(), "GET"),
        (0, strict, "DELETE"),
        (1, open.clone(), "PUT"),
        (1, open, "POST"),
    ]
}

/// Every ordered pair of requests, each pair with a new browser.
fn pairs(
    requests: &[(PageRequest, Request)],
    handlers: &[Handler],
    network: &mut impl Network,
) -> Result<usize, String> {
    let step = |(page_request, request): &(PageRequest, Request)| Step {
        page_request: page_request.clone(),
        request: request.clone(),
        after: 0,
    };
    let steps: Vec<Step> = requests.iter().map(step).collect();
    // The first must need a preflight and get permission; otherwise the second finds an empty cache.
    let fills = |step: &&Step| {
        let own = handlers.iter().find(|handler| handler.method == step.page_request.method);
        step.page_request.needs_permission()
            && own.is_some_and(|own| own.written.grants(&step.page_request))
    };
    let mut count = 0;
    for first in steps.iter().filter(fills) {
        for second in &steps {
            run_steps(handlers, network, &[first.clone(), second.clone()])?;
            count += 1;
        }
    }
    Ok(count)
}

#[test]
fn every_pair_of_requests() {
    let requests = requests(&[ONE, TWO], &METHODS, URL);
    let handlers = table::handlers(&contrast());
    for count in [
        pairs(&requests, &handlers, &mut Table::new(&contrast(), Mounting::Safe)),
        pairs(&requests, &handlers, &mut Application::new(&contrast())),
    ] {
        let count = count.unwrap_or_else(|leak| panic!("{leak}"));
        // Not captured by the test runner, so that it is seen.
        let _ = writeln!(std::io::stderr(), "preflight cache: {count} pairs of requests");
        assert!(count > 3_000, "{count}");
    }
}

/// The reason for the rule: without a part of it, permissions leak.
#[test]
fn permissions_leak_without_the_rule() {
    let requests = requests(&[ONE, TWO], &METHODS, URL);
    for mounting in [Mounting::Remembered, Mounting::AllMethods] {
        let handlers = table::handlers(&contrast());
        let leak = pairs(&requests, &handlers, &mut Table::new(&contrast(), mounting));
        assert!(leak.is_err(), "{mounting:?} lets nothing through: {leak:?}");
    }
}

/// One policy for all methods of a path: a browser with a cache sends exactly what the policy grants, with
/// every adapter.
#[test]
fn one_policy_by_every_adapter() {
    const MOUNTED: [&str; 3] = ["GET", "POST", "PUT"];
    let written = Written {
        credentials: true,
        methods: Names::these(&["PUT"]),
        headers: Names::these(&["x-a", "content-type"]),
        max_age: Some(600),
        ..only(ONE)
    };
    let policy = Policy::from_toml(&written.toml()).unwrap();
    let handlers = MOUNTED.map(|method| Handler { method, written: written.clone() });
    // Each request twice, in an order in which those that fill the cache are spread.
    let requests = requests(&[ONE, STRANGER], &MOUNTED, URL);
    let steps = (0..requests.len() * 2).map(|at| {
        let (page_request, request) = &requests[at * 7 % requests.len()];
        Step { page_request: page_request.clone(), request: request.clone(), after: 1 }
    });
    let steps: Vec<_> = steps.collect();
    for adapter in all() {
        let mut server = Server::new(policy.clone(), *adapter, HeaderMap::new());
        let mut network = |request: &HttpRequest| {
            let method = HeaderValue::from_str(&request.method).unwrap();
            server.headers.insert(HANDLER, method);
            server.respond(request)
        };
        let result = run_steps(&handlers, &mut network, &steps);
        assert!(result.is_ok(), "{}: {}", adapter.name, result.unwrap_err());
        let needing_permission =
            steps.iter().filter(|step| step.page_request.needs_permission()).count();
        // An attribute of actix-web has no information about other handlers, so nothing is cached.
        let keeps = adapter.name != "actix-web's attribute";
        assert_eq!(
            server.preflights < needing_permission,
            keeps,
            "{}: {}",
            adapter.name,
            server.preflights
        );
    }
}
