//! The choice of a policy by host and path alone: a request's target in, a policy out.

use std::hint::black_box;

use cors_compiler::Findings;
use cors_compiler::tokens::policies::table_of;
use cors_runtime::{CLOSED, Policy, PolicyMap, Target, cors};
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri};

use crate::clock::Case;
use crate::table::{Row, Table, measure};

static POLICY: Policy = cors! { allow_origins = ["https://app.example.com"] };

pub(crate) fn run(row: &str, rounds: usize) -> Table {
    let mut rows = Vec::new();
    for n in [10, 100, 1000] {
        let map = by_path(n);
        let last = format!("/api/service{:04}/items/4711", n - 1);
        rows.push(of_paths(&format!("{n} rows, the last one"), map, n, &last));
        rows.push(of_paths(&format!("{n} rows, none"), map, n, "/assets/fonts/inter.woff2"));
    }
    let map = by_path(100);
    let spelling = "/api/service%30099/items//4711";
    rows.push(of_paths("100 rows, an unusual spelling", map, 100, spelling));
    rows.push(of_hosts("100 rows of hosts, the last one", 100));
    rows.retain(|one| one.name.starts_with(row));
    Table {
        title: "The choice of a policy",
        intro: "`PolicyMap::policy` for a path of some 30 bytes, and the prefixes of the rows one after the \
                other, of the path as it was sent.",
        columns: &["this library", "prefixes in turn"],
        ratios: &[("in turn : ours", 1, 0)],
        rows: measure(rows, rounds),
    }
}

fn by_path(rows: usize) -> &'static PolicyMap {
    map(rows, |n| format!("\"/api/service{n:04}/{{*rest}}\""))
}

fn host(n: usize) -> String {
    format!("tenant{n:04}.example.app")
}

fn by_host(rows: usize) -> &'static PolicyMap {
    map(rows, |n| format!("\"//{}/{{*rest}}\"", host(n)))
}

/// A map whose rows have policies of their own.
fn map(rows: usize, pattern: impl Fn(usize) -> String) -> &'static PolicyMap {
    let rows: String = (0..rows).map(|n| format!("{} => P{n}, ", pattern(n))).collect();
    let tokens = format!("{rows}_ => closed").parse().expect("a map is made of tokens");
    let table = table_of(tokens, &mut Findings::default()).expect("a map that compiles");
    let policies: Vec<_> = table.rows.iter().map(|_| POLICY.__static_source()).collect();
    Box::leak(Box::new(PolicyMap {
        __table: Box::leak(Box::new(table)),
        __policies: policies.leak(),
        __location: "benches",
    }))
}

fn of_paths(name: &str, map: &'static PolicyMap, rows: usize, path: &str) -> Row {
    let prefixes: Vec<String> = (0..rows).map(|n| format!("/api/service{n:04}/")).collect();
    let headers = HeaderMap::new();
    let uri: Uri = path.parse().expect("a path");
    let by_hand_uri = uri.clone();
    Row {
        name: name.to_owned(),
        inner: None,
        cases: vec![
            Case::repeated(move || {
                black_box(black_box(map).policy(Target::new(black_box(&uri), &headers)));
            }),
            Case::repeated(move || {
                let path = black_box(&by_hand_uri).path();
                let found = prefixes.iter().any(|prefix| path.starts_with(prefix.as_str()));
                black_box(if found { POLICY.clone() } else { CLOSED.clone() });
            }),
        ],
    }
}

fn of_hosts(name: &str, rows: usize) -> Row {
    let map = by_host(rows);
    let hosts: Vec<String> = (0..rows).map(host).collect();
    let mut headers = HeaderMap::new();
    let last = HeaderValue::try_from(host(rows - 1)).expect("a host");
    headers.insert(HOST, last);
    let uri = Uri::from_static("/items/4711");
    let by_hand = headers.clone();
    Row {
        name: name.to_owned(),
        inner: None,
        cases: vec![
            Case::repeated(move || {
                black_box(black_box(map).policy(Target::new(black_box(&uri), &headers)));
            }),
            Case::repeated(move || {
                let host = by_hand.get(HOST).map(HeaderValue::as_bytes);
                let found = hosts.iter().any(|one| Some(one.as_bytes()) == black_box(host));
                black_box(if found { POLICY.clone() } else { CLOSED.clone() });
            }),
        ],
    }
}

/// A choice whose instructions are counted.
pub(crate) fn case(name: &str, path: &str) -> Option<Box<dyn Fn()>> {
    let (map, host, path) = match (name, path) {
        ("map of 100 rows", "path") => (by_path(100), None, "/api/service0099/items/4711"),
        ("map of 100 rows", "host") => (by_host(100), Some(host(99)), "/items/4711"),
        _ => return None,
    };
    let mut headers = HeaderMap::new();
    headers.extend(host.map(|host| (HOST, HeaderValue::try_from(host).expect("a host"))));
    let uri = Uri::from_static(path);
    Some(Box::new(move || {
        black_box(black_box(map).policy(Target::new(black_box(&uri), black_box(&headers))));
    }))
}
