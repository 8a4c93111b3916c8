//! What a page can do with a server is exactly what its policy allows.
//!
//! ```text
//! policy as text --> compiler, tables, answers --> user agent --> sent? read? what?
//!        '---------> its meaning, a few lines of `written` -----> sent? read? what?
//! ```
//!
//! The three share no code: the library, the user agent written from the standard, and the meaning of a
//! policy, which is a closure for its origins and a `match` for everything else.
//!
//! | file | contents |
//! | --- | --- |
//! | `origins`, `policies` | the family: lists of origins with their closures, and all combinations with other keys |
//! | `requests` | the table of the pages' requests |
//! | `main` | every policy of the family with the requests of the table, also after some time |
//! | `redirects` | from one policy to another |
//! | `statuses` | every status of the handler |
//!
//! Every policy is tested with only the decision and with the tower layer, and a few of its requests
//! through one of the other adapters, sockets among them.
//!
//! Every policy of the family in `policies` is tested with every `THINNING`th request of the table in
//! `requests`, and different policies with different ones, so that every request is tested with every list
//! of origins, and each part of a request with every part of a policy. `ORACLE_THINNING=1` tests all
//! combinations, and takes minutes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod origins;
mod policies;
mod redirects;
mod requests;
mod statuses;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use cors_tests::adapters::{AROUND, Adapter, DECISION, ON_HANDLERS, OVER_SOCKETS, TOWER, all};
use cors_tests::server::Server;
use cors_tests::written::{Gets, PageRequest};
use cors_user_agent::{Request, UserAgent};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::policies::Member;
use crate::requests::Table;

/// A policy is tested with one of this many requests; not a divisor of the table's parts.
const THINNING: usize = 29;
/// One of this many requests is also sent through the tower layer.
const THROUGH_TOWER: usize = 4;
/// One of this many requests is also sent through another adapter, the same for all requests of a policy.
const THROUGH_ANOTHER: usize = 59;
/// One of this many policies is also served over a socket.
const OVER_A_SOCKET: usize = 17;

/// The handler's headers that a page may or may not read.
const HANDLER_NAMES: [&str; 5] =
    ["content-type", "cache-control", "x-listed", "x-other", "set-cookie"];

/// The handler's headers: some that may be readable, some that must not be, and CORS headers.
fn handler() -> HeaderMap {
    let lines = [
        ("content-type", "text/plain"),
        ("cache-control", "no-store"),
        ("x-listed", "1"),
        ("x-other", "1"),
        ("set-cookie", "a=b"),
        ("vary", "accept"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "*"),
    ];
    let line = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
    lines.into_iter().map(line).collect()
}

/// The result for a page, measured.
fn fetch(server: &mut Server, user_agent: &mut UserAgent, request: Request, at: u64) -> Gets {
    (server.preflights, server.handled) = (0, 0);
    let result = user_agent.fetch(server, request, Duration::from_secs(at));
    let read = result.ok().map(|response| {
        assert_eq!(response.status, 200);
        let names = HANDLER_NAMES.into_iter();
        names.filter(|name| response.header_list.contains(name)).collect()
    });
    Gets { preflights: server.preflights, handled: server.handled, read }
}

/// The results of one thread.
#[derive(Default)]
struct Found {
    policies: usize,
    fetches: usize,
    read: usize,
    by_others: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Found {
    fn compare(
        &mut self,
        member: &Member,
        page_request: &PageRequest,
        by: &str,
        got: &Gets,
        want: &Gets,
    ) {
        self.fetches += 1;
        self.read += usize::from(got.read.is_some());
        if got != want {
            self.wrong.push(format!(
                "{:?}\n{page_request:?} by {by}\n  got  {got:?}\n  want {want:?}\n",
                member.written
            ));
        }
    }
}

/// Tests a policy with its share of the requests, and with one request repeatedly over time.
fn check_policy(index: usize, member: &Member, table: &Table, thinning: usize, found: &mut Found) {
    let Member { origins, written } = member;
    let policy = written.policy();
    found.policies += 1;
    let server = |adapter| Server::new(policy.clone(), adapter, handler());
    let (mut decision, mut tower) = (server(DECISION), server(TOWER));
    for (at, (page_request, request)) in table.of(origins, index % thinning, thinning).enumerate() {
        let want = written.gets(page_request, &HANDLER_NAMES);
        if at % THROUGH_TOWER == 0 {
            let got = fetch(&mut tower, &mut UserAgent::new(), request.clone(), 0);
            found.compare(member, page_request, TOWER.name, &got, &want);
        }
        let got = fetch(&mut decision, &mut UserAgent::new(), request.clone(), 0);
        found.compare(member, page_request, DECISION.name, &got, &want);
    }
    for adapter in others(index) {
        let mut server = server(adapter);
        // The first request differs by policy, so that each adapter is tested with all parts of the table.
        let all = table.of(origins, index % thinning, thinning);
        for (page_request, request) in all.skip(index % THROUGH_ANOTHER).step_by(THROUGH_ANOTHER) {
            let mounts_no_purge = ON_HANDLERS.iter().any(|on| on.name == adapter.name);
            if page_request.method == "purge" && mounts_no_purge
                || !adapter.can_receive(&page_request.method)
            {
                continue;
            }
            let want = written.gets(page_request, &HANDLER_NAMES);
            let got = fetch(&mut server, &mut UserAgent::new(), request.clone(), 0);
            found.compare(member, page_request, adapter.name, &got, &want);
            *found.by_others.entry(adapter.name).or_default() += 1;
        }
    }
    check_caching(member, table, &mut decision, found);
}

/// The adapters for this policy in addition to the two for every policy: one without a socket, and
/// sometimes one with a socket.
fn others(index: usize) -> impl Iterator<Item = Adapter> {
    let without: Vec<_> = AROUND[2..].iter().chain(ON_HANDLERS).collect();
    let without = *without[index % without.len()];
    let with = OVER_SOCKETS[index / OVER_A_SOCKET % OVER_SOCKETS.len()];
    [without].into_iter().chain(index.is_multiple_of(OVER_A_SOCKET).then_some(with))
}

/// A request that needs a preflight, repeatedly: the preflight is sent again when the max-age of the policy
/// is over, and not before.
fn check_caching(member: &Member, table: &Table, server: &mut Server, found: &mut Found) {
    let Member { origins, written } = member;
    // A refusal is not cached.
    if origins.is_closed() {
        return;
    }
    let Some((page_request, request)) = table.forced_and_allowed(origins) else {
        panic!("no page of {:?} is allowed", origins.name);
    };
    let want = written.gets(page_request, &HANDLER_NAMES);
    let remembered = Gets { preflights: 0, ..want.clone() };
    let mut user_agent = UserAgent::new();
    let end = written.max_age.unwrap_or(5);
    let mut at_time = vec![(0, &want)];
    if end > 0 {
        at_time.push((end - 1, &remembered));
    }
    at_time.push((end, &want));
    for (seconds, want) in at_time {
        let got = fetch(server, &mut user_agent, request.clone(), seconds);
        found.compare(member, page_request, DECISION.name, &got, want);
    }
}

#[test]
fn page_can_do_what_the_policy_allows() {
    let start = Instant::now();
    let thinning = std::env::var("ORACLE_THINNING").map_or(THINNING, |n| n.parse().unwrap());
    let policies = policies::family();
    let table = Table::new();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut found = Found::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let (policies, table) = (&policies, &table);
                scope.spawn(move || {
                    let mut found = Found::default();
                    let own = policies.iter().enumerate().skip(thread).step_by(threads);
                    for (index, member) in own {
                        check_policy(index, member, table, thinning, &mut found);
                    }
                    found
                })
            })
            .collect();
        for worker in workers {
            let part = worker.join().unwrap();
            found.policies += part.policies;
            found.fetches += part.fetches;
            found.read += part.read;
            for (name, fetches) in part.by_others {
                *found.by_others.entry(name).or_default() += fetches;
            }
            found.wrong.extend(part.wrong);
        }
    });
    // Not captured by the test runner, so that it is seen.
    let _ = writeln!(
        std::io::stderr(),
        "oracle: {} policies, {} fetches, {} of which could be read, in {:.1} s; of them by {:?}",
        found.policies,
        found.fetches,
        found.read,
        start.elapsed().as_secs_f64(),
        found.by_others
    );
    let wrong = found.wrong.len();
    assert!(wrong == 0, "{wrong} times, first:\n{}", found.wrong[..wrong.min(5)].join("\n"));
    // Both results must be common; otherwise the test would prove little.
    assert!(found.policies > 3_000 && found.read * 20 > found.fetches);
    assert!(found.read * 2 < found.fetches);
    assert_eq!(found.by_others.len(), all().count() - 2);
    assert!(found.by_others.values().all(|&fetches| fetches > 50));
}
