//! What the figures are held against.

use crate::clock::ratio;
use crate::table::{Measured, Table};

/// A figure and its bound.
pub(crate) struct Target {
    pub(crate) what: String,
    /// The row that is furthest from the bound, or nearest to it.
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

/// Of the rows that `picks` takes, the one that is worst in `figure`.
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

/// One column of two rows: how much more the first takes than the second.
fn beside(table: &Table, what: &str, limit: f64, of: &str, to: &str) -> Option<Target> {
    let (of, to) = (table.row(of)?, table.row(to)?);
    let figure = ratio(&of.cells.first()?.rounds, &to.cells.first()?.rounds);
    let worst = format!("{} beside {}", of.name, to.name);
    Some(Target { what: what.to_owned(), worst, figure, bound: Bound::AtMost(limit) })
}

const HOSTILE: [&str; 2] = ["S8", "S9"];

fn is_hostile(name: &str) -> bool {
    HOSTILE.iter().any(|prefix| name.starts_with(prefix))
}

fn is_preflight(name: &str) -> bool {
    ["S4", "S5", "S8"].iter().any(|prefix| name.starts_with(prefix))
}

/// The match alone.
pub(crate) fn of_matching(table: &Table) -> Vec<Target> {
    let by_hand = |what: &str, bound, prefix: &'static str| {
        let picks = move |name: &str| name.starts_with(prefix) && !name.contains("8 KB");
        worst(table, what, Bound::AtMost(bound), picks, |row| row.ratio(0, 1))
    };
    let automaton = |name: &str| name.starts_with("automaton, hit");
    [
        by_hand("one exact origin : by hand", 1.2, "exact"),
        by_hand("`tenant` list : by hand", 1.2, "tenant"),
        by_hand("`mixed` list : by hand", 1.2, "mixed"),
        beside(
            table,
            "flat: 100 000 : 10, `tenant`",
            1.3,
            "tenant 100000, last",
            "tenant 10, last",
        ),
        beside(table, "flat: 100 000 : 10, `mixed`", 1.3, "mixed 100000, last", "mixed 10, last"),
        by_hand("`*.` : by hand", 1.25, "`*.`, "),
        by_hand("`*.` and `:*` : by hand", 1.25, "`*.` and `:*`"),
        by_hand("`:*` : by hand", 1.25, "`:*`"),
        worst(table, "regex-automata : automaton", Bound::AtLeast(1.5), automaton, |row| {
            row.ratio(2, 0)
        }),
        worst(table, "automaton, ns per byte", Bound::AtMost(1.25), automaton, |row| {
            row.cells.first().map_or(f64::NAN, |cell| cell.p10 / 40.0)
        }),
        beside(
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

/// The decision alone.
pub(crate) fn of_decision(table: &Table) -> Vec<Target> {
    let mut targets: Vec<Target> = table
        .rows
        .iter()
        .filter(|row| !is_hostile(&row.name) && !row.name.contains("middle"))
        .filter_map(|row| {
            let picks = |name: &str| name == row.name;
            worst(table, "decision : by hand", Bound::AtMost(1.1), picks, |row| row.ratio(0, 1))
        })
        .collect();
    targets.extend(allocations(table, "decision, allocations", |_| true, 0.0));
    targets.extend(hostile(table, "decision"));
    targets
}

/// The tower layer.
pub(crate) fn of_tower(table: &Table) -> Vec<Target> {
    let by_hand = |row: &Measured| row.ratio(0, 1);
    let plain = |name: &str| !is_hostile(name);
    let long = |name: &str| name.contains("10000,");
    let mut targets: Vec<Target> = [
        worst(
            table,
            "actual : by hand",
            Bound::AtMost(1.1),
            |name| plain(name) && !is_preflight(name),
            by_hand,
        ),
        worst(
            table,
            "preflight answered : by hand",
            Bound::AtMost(1.15),
            |name| name.starts_with("S4"),
            by_hand,
        ),
        worst(
            table,
            "preflight refused : by hand",
            Bound::AtMost(1.1),
            |name| name.starts_with("S5"),
            by_hand,
        ),
        worst(table, "tower-http : ours", Bound::AtLeast(4.0), |_| true, |row| row.ratio(2, 0)),
        worst(
            table,
            "tower-http, cloned : ours, 10 000 origins",
            Bound::AtLeast(200.0),
            long,
            |row| row.ratio(3, 0),
        ),
        allocations(table, "actual, allocations", |name| !is_preflight(name), 0.0),
        allocations(table, "preflight answered, allocations", |name| name.starts_with("S4"), 2.0),
        allocations(table, "preflight refused, allocations", |name| name.starts_with("S5"), 0.0),
    ]
    .into_iter()
    .flatten()
    .collect();
    targets.extend(hostile(table, "layer"));
    targets
}

/// Inside axum.
pub(crate) fn of_axum(table: &Table) -> Vec<Target> {
    let plain = |name: &str| !is_hostile(name);
    [
        worst(table, "`protect` : by hand", Bound::AtMost(1.1), plain, |row| row.ratio(0, 1)),
        worst(table, "layered : by hand", Bound::AtMost(1.1), plain, |row| row.ratio(3, 4)),
        worst(table, "tower-http : `protect`", Bound::AtLeast(3.5), plain, |row| row.ratio(5, 0)),
        beside(
            table,
            "a clone for each request: 10 000 : 10 origins",
            1.1,
            "S6 tenant 10000, last",
            "S6 tenant 10, last",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
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

/// Hostile input beside the ordinary case of the same scenario.
fn hostile(table: &Table, what: &str) -> Vec<Target> {
    let ordinary = |name: &str| match name {
        name if name.starts_with("S8") => "S4",
        name if name.ends_with("subdomains") => "S7 subdomain, miss",
        _ => "S3",
    };
    let hostile = table.rows.iter().filter(|row| is_hostile(&row.name));
    let title = format!("{what}, hostile : ordinary");
    hostile.filter_map(|row| beside(table, &title, 1.5, &row.name, ordinary(&row.name))).collect()
}
