//! Only the match: the bytes of an origin in, a boolean out.

use std::collections::HashSet;
use std::error::Error;
use std::hint::black_box;

use super::one_origin::{agree, ours, rotating, same};
use super::patterns;
use crate::by_hand::{Exact, Trust};
use crate::origins::{Kind, Random, list};
use crate::policies;
use crate::scenario::{LISTS, Origins};
use crate::table::{Row, Table, measure};

/// The longest list, on which only the match is measured.
const LONGEST: usize = 100_000;

pub(crate) fn run(row: &str, rounds: usize) -> Result<Table, Box<dyn Error>> {
    let mut rows = vec![
        exact("exact, hit", "https://app.example.com"),
        exact("exact, miss of the same length", "https://apq.example.com"),
        exact("exact, miss of another length", "https://evil.example.org"),
    ];
    rows.extend([
        compared("exact and memcmp, hit", "https://app.example.com"),
        compared("exact and memcmp, miss of the same length", "https://apq.example.com"),
        compared("exact and memcmp, miss of another length", "https://evil.example.org"),
    ]);
    let longest = [(Kind::Tenant, LONGEST), (Kind::Mixed, LONGEST)];
    for (kind, n) in LISTS.into_iter().chain(longest) {
        rows.extend(listed(kind, n));
    }
    rows.extend(patterns::rows()?);
    rows.retain(|one| one.name.starts_with(row));
    Ok(Table {
        title: "The match alone",
        intro: "`Policy::allows_origin` and the matcher that one would write for these origins; \
                compared with a `HashSet` of the standard library for lists, and for patterns with the \
                dense automaton of regex-automata. The loop is in all of them.",
        columns: &["this library", "by hand", "`HashSet`, regex-automata"],
        ratios: &[("ours : by hand", 0, 1), ("general : ours", 2, 0)],
        rows: measure(rows, rounds),
    })
}

fn exact(name: &str, origin: &str) -> Row {
    let origin = origin.as_bytes();
    let set = HashSet::from([b"https://app.example.com".as_slice()]);
    agree(policies::ours(Origins::Exact), origin, |origin| Exact.allows(origin));
    let cases = vec![
        ours(policies::ours(Origins::Exact), origin),
        same(origin, |origin| Exact.allows(origin)),
        same(origin, move |origin| set.contains(origin)),
    ];
    Row { name: name.to_owned(), inner: None, cases }
}

/// Compared with an origin that is not part of the code, as in this library.
fn compared(name: &str, origin: &str) -> Row {
    let listed: &'static [u8] = b"https://app.example.com";
    let by_hand = move |origin: &[u8]| origin == black_box(listed);
    let mut row = exact(name, origin);
    row.cases[1] = same(origin.as_bytes(), by_hand);
    row
}

fn listed(kind: Kind, n: usize) -> Vec<Row> {
    let origins = list(kind, n);
    let policy = policies::listed(kind, n);
    let by_hand = policies::perfect_hash(kind, n);
    let row = |place: &str, sequence: Vec<&'static [u8]>| {
        for origin in &sequence {
            agree(policy, origin, |origin| by_hand.contains(origin));
        }
        let set: HashSet<&[u8]> = origins.iter().map(|origin| origin.as_bytes()).collect();
        let cases = vec![
            rotating(&sequence, move |origin| black_box(policy).allows_origin(origin)),
            rotating(&sequence, move |origin| black_box(by_hand).contains(origin)),
            rotating(&sequence, move |origin| set.contains(origin)),
        ];
        Row { name: format!("{} {n}, {place}", kind.name()), inner: None, cases }
    };
    let mut random = Random(7);
    let any = (0..4096).map(|_| origins[random.below(n)].as_bytes()).collect();
    vec![
        row("last", vec![origins[n - 1].as_bytes()]),
        row("miss", vec![kind.stranger().as_bytes()]),
        row("random hits", any),
    ]
}
