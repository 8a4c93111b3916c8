//! Origins that were added at run time: a look-up, compared with the same origins as a list of the policy, and the
//! time to add them.

use std::collections::HashSet;
use std::hint::black_box;

use cors_runtime::Policy;

use super::one_origin::{agree, rotating};
use crate::clock::Case;
use crate::origins::{Kind, Random, list};
use crate::policies;
use crate::scenario::Origins;
use crate::table::{Row, Table, measure};

/// The numbers of rows.
const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

/// The columns of [`look_up`].
pub(crate) const ADDED: usize = 0;
pub(crate) const LISTED: usize = 1;

pub(crate) fn look_up(row: &str, rounds: usize) -> Table {
    let kinds = [Kind::Tenant, Kind::Mixed];
    let mut rows: Vec<Row> = kinds
        .into_iter()
        .flat_map(|kind| SIZES.into_iter().flat_map(move |n| look_ups(kind, n)))
        .collect();
    rows.retain(|one| one.name.starts_with(row));
    Table {
        title: "Origins that were added at run time",
        intro: "`Policy::allows_origin` of a policy to which these origins were added with `with_origins`, of one that \
                lists them in `allow_origins`, and a `HashSet` of the standard library. The loop is in all of them.",
        columns: &["added", "listed", "`HashSet`"],
        ratios: &[("added : listed", ADDED, LISTED), ("`HashSet` : added", 2, ADDED)],
        rows: measure(rows, rounds),
    }
}

fn look_ups(kind: Kind, n: usize) -> Vec<Row> {
    let origins = list(kind, n);
    let (added, listed) = (policies::added(kind, n), policies::listed(kind, n));
    let row = |which: &str, sequence: Vec<&'static [u8]>| {
        let set: HashSet<&[u8]> = origins.iter().map(|origin| origin.as_bytes()).collect();
        for origin in &sequence {
            agree(added, origin, |origin| set.contains(origin));
        }
        let cases = vec![
            rotating(&sequence, move |origin| black_box(added).allows_origin(origin)),
            rotating(&sequence, move |origin| black_box(listed).allows_origin(origin)),
            rotating(&sequence, move |origin| set.contains(origin)),
        ];
        Row { name: format!("{} {n}, {which}", kind.name()), inner: None, cases }
    };
    let mut random = Random(7);
    let any = (0..4096).map(|_| origins[random.below(n)].as_bytes()).collect();
    vec![
        row("last", vec![origins[n - 1].as_bytes()]),
        row("miss", vec![kind.stranger().as_bytes()]),
        row("random hits", any),
    ]
}

pub(crate) fn add(row: &str, rounds: usize) -> Table {
    let kinds = [Kind::Tenant, Kind::Mixed];
    let mut rows: Vec<Row> = kinds
        .into_iter()
        .flat_map(|kind| SIZES.into_iter().map(move |n| additions(kind, n)))
        .collect();
    rows.retain(|one| one.name.starts_with(row));
    Table {
        title: "Adding origins at run time",
        intro: "`with_origins`, with the check of each row and including the release of the policy that it makes; and \
                a `HashSet<String>` of the standard library with the same rows, which are not checked.",
        columns: &["`with_origins`", "`HashSet`"],
        ratios: &[("`with_origins` : `HashSet`", 0, 1)],
        rows: measure(rows, rounds),
    }
}

fn additions(kind: Kind, n: usize) -> Row {
    let origins = list(kind, n);
    let base: &'static Policy = policies::ceiling(kind);
    Row {
        name: format!("{} {n}", kind.name()),
        inner: None,
        cases: vec![
            Case::consuming(
                || (),
                move |()| {
                    drop(black_box(base.with_origins(black_box(origins)).expect("it covers them")));
                },
            ),
            Case::consuming(
                || (),
                move |()| {
                    let origins = black_box(origins).iter().map(|&origin| origin.to_owned());
                    drop(black_box(origins.collect::<HashSet<String>>()));
                },
            ),
        ],
    }
}

/// A look-up whose instructions are counted.
pub(crate) fn case(name: &str, path: &str) -> Option<Box<dyn Fn()>> {
    let origin = match name {
        "1000 origins, last" => list(Kind::Tenant, 1_000)[999],
        "1000 origins, miss" => Kind::Tenant.stranger(),
        "1 origin, hit" => "https://app.example.com",
        "1 origin, miss" => "https://evil.example.org",
        _ => return None,
    };
    let policy = match path {
        "added" => policies::added(Kind::Tenant, 1_000),
        "listed" if name.starts_with("1 origin") => policies::ours(Origins::Exact),
        "listed" => policies::listed(Kind::Tenant, 1_000),
        _ => return None,
    };
    Some(Box::new(move || {
        black_box(black_box(policy).allows_origin(black_box(origin)));
    }))
}
