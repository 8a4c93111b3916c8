//! The targets for the figures.

use crate::clock::{quantile, ratio};
use crate::groups::{added, live};
use crate::table::{Cell, Measured, Table};

/// A figure and its bound.
pub(crate) struct Target {
    pub(crate) what: String,
    /// The row that is furthest beyond the bound, or closest to it.
    pub(crate) worst: String,
    pub(crate) figure: f64,
    pub(crate) bound: Bound,
}

/// A bound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    pub(crate) fn is_met(&self) -> bool {
        match self.bound {
            Bound::AtMost(bound) => self.figure <= bound,
            Bound::AtLeast(bound) => self.figure >= bound,
        }
    }

    pub(crate) fn markdown(&self) -> String {
        let bound = match self.bound {
            Bound::AtMost(bound) => format!("≤ {bound}"),
            Bound::AtLeast(bound) => format!("≥ {bound}"),
        };
        let verdict = if self.is_met() { "met" } else { "**missed**" };
        let Self { what, worst, figure, .. } = self;
        format!("| {what} | {bound} | {figure:.2} | {worst} | {verdict} |\n")
    }
}

/// The worst row in `figure` among those that `picks` selects.
fn worst(
    table: &Table,
    what: &str,
    bound: Bound,
    picks: impl Fn(&str) -> bool,
    figure: impl Fn(&Measured) -> f64,
) -> Option<Target> {
    let rows = table.rows.iter().filter(|row| picks(&row.name)).map(|row| (figure(row), row));
    let (figure, row) = match bound {
        Bound::AtMost(_) => rows.max_by(|left, right| left.0.total_cmp(&right.0)),
        Bound::AtLeast(_) => rows.min_by(|left, right| left.0.total_cmp(&right.0)),
    }?;
    Some(Target { what: what.to_owned(), worst: row.name.clone(), figure, bound })
}

/// The ratio of one column in two rows.
fn ratio_of_rows(table: &Table, what: &str, limit: f64, of: &str, to: &str) -> Option<Target> {
    let (of, to) = (table.row(of)?, table.row(to)?);
    let figure = ratio(&of.cells.first()?.rounds, &to.cells.first()?.rounds);
    let worst = format!("{} and {}", of.name, to.name);
    Some(Target { what: what.to_owned(), worst, figure, bound: Bound::AtMost(limit) })
}

/// Only the match.
pub(crate) fn of_matching(table: &Table) -> Vec<Target> {
    let by_hand = |what: &str, bound, prefix: &'static str| {
        let picks = move |name: &str| name.starts_with(prefix) && !name.contains("8 KB");
        worst(table, what, Bound::AtMost(bound), picks, |row| row.ratio(0, 1))
    };
    let automaton =
        |name: &str| name.starts_with("automaton, hit") || name.starts_with("walk, hit");
    [
        by_hand("one exact origin : by hand", 1.2, "exact, "),
        by_hand("one exact origin : memcmp", 1.2, "exact and memcmp"),
        by_hand("`tenant` list : by hand", 1.2, "tenant"),
        by_hand("`mixed` list : by hand", 1.2, "mixed"),
        ratio_of_rows(
            table,
            "flat: 100 000 : 10, `tenant`",
            1.3,
            "tenant 100000, last",
            "tenant 10, last",
        ),
        ratio_of_rows(
            table,
            "flat: 100 000 : 10, `mixed`",
            1.3,
            "mixed 100000, last",
            "mixed 10, last",
        ),
        by_hand("`*.` : by hand", 1.25, "`*.`, "),
        by_hand("`*.` and `:*` : by hand", 1.25, "`*.` and `:*`"),
        by_hand("`:*` : by hand", 1.25, "`:*`"),
        by_hand("100 `*.` : by hand", 1.25, "100 `*.`"),
        worst(table, "regex-automata : automaton", Bound::AtLeast(1.5), automaton, |row| {
            row.ratio(2, 0)
        }),
        worst(table, "automaton, ns per byte", Bound::AtMost(1.25), automaton, |row| {
            row.cells.first().map_or(f64::NAN, |cell| cell.p10 / 40.0)
        }),
        ratio_of_rows(
            table,
            "automaton, miss of the suffix : hit",
            0.5,
            "automaton, miss of the suffix",
            "automaton, hit",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The choice of a policy.
pub(crate) fn of_maps(table: &Table) -> Vec<Target> {
    let median = |row: &Measured| row.cells.first().map_or(f64::NAN, Cell::median);
    let of_100 = |name: &str| name.starts_with("100 rows") && !name.contains("spelling");
    let flat = ratio_of_rows(
        table,
        "flat: 1000 rows : 10",
        1.3,
        "1000 rows, the last one",
        "10 rows, the last one",
    );
    worst(table, "100 rows, ns", Bound::AtMost(60.0), of_100, median)
        .into_iter()
        .chain(flat)
        .collect()
}

/// The scenarios of policies with ordinary requests, by the beginning of their names.
const ORDINARY: [&str; 7] = ["S1", "S2", "S3", "S4", "S5", "S6", "S7"];

/// Only the decision.
pub(crate) fn of_decision(table: &Table) -> Vec<Target> {
    let mut targets = by_hand(table, "decision", 0);
    targets.extend(allocations(table, "decision, allocations", |_| true, 0.0));
    targets.extend(hostile(table, "decision"));
    targets
}

/// One column compared with the two hand-written ones after it: the one with few guarantees, and the one
/// with the same guarantees.
fn by_hand(table: &Table, what: &str, column: usize) -> Vec<Target> {
    [(column + 2, "same promises", 1.15), (column + 1, "by hand", 1.5)]
        .into_iter()
        .flat_map(|(reference, name, limit)| {
            let what = format!("{what} : {name}");
            ORDINARY.into_iter().filter_map(move |scenario| {
                each(table, &what, limit, scenario, (column, reference))
            })
        })
        .collect()
}

/// The worst row of one scenario.
fn each(
    table: &Table,
    what: &str,
    limit: f64,
    scenario: &str,
    (of, to): (usize, usize),
) -> Option<Target> {
    let picks = |name: &str| name.starts_with(scenario);
    worst(table, what, Bound::AtMost(limit), picks, |row| row.ratio(of, to))
}

/// The tower layer.
pub(crate) fn of_tower(table: &Table) -> Vec<Target> {
    let mut targets = by_hand(table, "layer", 0);
    let long = |name: &str| name.contains("10000,");
    let is_preflight = |name: &str| ["S4", "S5", "S8"].iter().any(|one| name.starts_with(one));
    let is_actual = |name: &str| !is_preflight(name);
    targets.extend(peer(table, "tower-http : ours, actual", 4.0, is_actual, (3, 0)));
    targets.extend(peer(table, "tower-http : ours, preflights", 2.4, is_preflight, (3, 0)));
    targets.extend(peer(table, "cloned : ours, 10 000 origins", 200.0, long, (4, 0)));
    targets.extend(allocations(table, "actual, allocations", is_actual, 0.0));
    let is = |scenario| move |name: &str| name.starts_with(scenario);
    targets.extend(allocations(table, "preflight answered, allocations", is("S4"), 2.0));
    targets.extend(allocations(table, "preflight refused, allocations", is("S5"), 2.0));
    targets.extend(hostile(table, "layer"));
    targets
}

/// Inside axum.
pub(crate) fn of_axum(table: &Table) -> Vec<Target> {
    let mut targets = by_hand(table, "`protect`", 0);
    targets.extend(by_hand(table, "layered", 4));
    let plain = |name: &str| !is_hostile(name);
    targets.extend(peer(table, "tower-http : `protect`", 3.5, plain, (7, 0)));
    targets.extend(ratio_of_rows(
        table,
        "a clone for each request, 10 000 : 10 origins",
        1.1,
        "S6 tenant 10000, last",
        "S6 tenant 10, last",
    ));
    targets
}

/// Compared with a static policy, in nanoseconds: the median over rounds of the difference within each round.
pub(crate) fn of_live(table: &Table) -> Vec<Target> {
    let added = |what: &str, bound, column: usize| {
        worst(
            table,
            what,
            Bound::AtMost(bound),
            |name| !is_hostile(name),
            |row| {
                let (of, to) = (&row.cells[column].rounds, &row.cells[live::STATIC].rounds);
                let differences: Vec<f64> = of.iter().zip(to).map(|(of, to)| of - to).collect();
                quantile(&differences, 0.5)
            },
        )
    };
    let targets = [
        added("live origins - static, ns", 5.0, live::LIVE_ORIGINS),
        added("replaced - static, ns", 25.0, live::REPLACED),
    ];
    targets.into_iter().flatten().collect()
}

/// Origins that were added, compared with the same ones as a list.
pub(crate) fn of_look_ups(table: &Table) -> Vec<Target> {
    let to_listed = |what: &str, which: &'static str| {
        let picks = move |name: &str| name.ends_with(which);
        worst(table, what, Bound::AtMost(1.2), picks, |row| row.ratio(added::ADDED, added::LISTED))
    };
    let flat = |kind: &str| {
        ratio_of_rows(
            table,
            &format!("flat: 100 000 : 10 added, `{kind}`"),
            1.3,
            &format!("{kind} 100000, last"),
            &format!("{kind} 10, last"),
        )
    };
    let targets = [
        to_listed("added : listed, hits", "last"),
        to_listed("added : listed, misses", "miss"),
        to_listed("added : listed, random hits", "random hits"),
        flat("tenant"),
        flat("mixed"),
        allocations(table, "look-up, allocations", |_| true, 0.0),
    ];
    targets.into_iter().flatten().collect()
}

/// The time to add origins, in milliseconds.
pub(crate) fn of_additions(table: &Table) -> Vec<Target> {
    let milliseconds = |row: &Measured| row.cells.first().map_or(f64::NAN, Cell::median) / 1e6;
    let of_all = |name: &str| name.ends_with(" 100000");
    let bound = Bound::AtMost(100.0);
    worst(table, "100 000 rows, ms", bound, of_all, milliseconds).into_iter().collect()
}

/// Compared with actix-cors.
pub(crate) fn of_actix(table: &Table) -> Vec<Target> {
    let lists = |name: &str| name.starts_with("S8");
    let others = |name: &str| !name.starts_with("S8");
    let targets = [
        peer(table, "actix-cors : ours", 1.0, others, (3, 0)),
        peer(table, "actix-cors : ours, S8", 10.0, lists, (3, 0)),
    ];
    by_hand(table, "actix-web", 0).into_iter().chain(targets.into_iter().flatten()).collect()
}

/// The minimum ratio of another library.
fn peer(
    table: &Table,
    what: &str,
    limit: f64,
    picks: impl Fn(&str) -> bool,
    (of, to): (usize, usize),
) -> Option<Target> {
    worst(table, what, Bound::AtLeast(limit), picks, |row| row.ratio(of, to))
}

fn allocations(
    table: &Table,
    what: &str,
    picks: impl Fn(&str) -> bool,
    bound: f64,
) -> Option<Target> {
    worst(table, what, Bound::AtMost(bound), picks, |row| {
        row.cells.first().map_or(f64::NAN, |cell| cell.allocations.count_total as f64)
    })
}

fn is_hostile(name: &str) -> bool {
    name.starts_with("S8") || name.starts_with("S9")
}

/// Hostile input compared with the ordinary case of the same scenario.
fn hostile(table: &Table, what: &str) -> Vec<Target> {
    let ordinary = |name: &str| match name {
        name if name.starts_with("S8") => "S4",
        name if name.ends_with("subdomains") => "S7 subdomain, miss",
        _ => "S3",
    };
    let title = format!("{what}, hostile : ordinary");
    let worst = |scenario| {
        let rows = table.rows.iter().filter(|row| row.name.starts_with(scenario));
        rows.filter_map(|row| ratio_of_rows(table, &title, 1.5, &row.name, ordinary(&row.name)))
            .max_by(|left, right| left.figure.total_cmp(&right.figure))
    };
    ["S8", "S9"].into_iter().filter_map(worst).collect()
}
