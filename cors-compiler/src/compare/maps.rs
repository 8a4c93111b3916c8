//! Two maps compared: which requests get another policy.
//!
//! # The idea
//!
//! A map is an automaton that reads a host and a path, and whose states have the label of the first row that matches.
//! Both maps read the same request side by side; for each pair of rows that decide about some request, the
//! shortest such request shows it.
//!
//! ```text
//!   old  /{*rest} => API                     //{host}/admin   old: API    new: ADMIN
//!   new  /admin/{*rest} => ADMIN, …
//! ```
//!
//! # Cost
//!
//! The reachable pairs of states.

use super::{NotComparable, STEPS};
use crate::language::{Automata, TooLarge};
use crate::map::FirstRows;
use crate::map::ast::{Map, Policy, Row};

/// How two maps differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapComparison {
    /// The requests that get another policy, by the rows that decide.
    pub moved: Vec<Moved>,
    /// The patterns of rows that only the new map has.
    pub added: Vec<String>,
    /// The patterns of rows that only the old map has.
    pub removed: Vec<String>,
}

/// Requests that get another policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The shortest of these requests: its path, after `//` and its host if one of the maps reads hosts.
    pub example: String,
    /// The pattern of the old map's row, or `_`.
    pub old_row: String,
    /// Its policy.
    pub old: Policy,
    /// The pattern of the new map's row, or `_`.
    pub new_row: String,
    /// Its policy.
    pub new: Policy,
}

impl MapComparison {
    /// Whether all requests get the same policy from both maps, by its name. What the policies mean is compared with
    /// [`compare`](super::compare).
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.moved.is_empty()
    }
}

/// Compares two maps.
///
/// # Errors
///
/// A row of one of them could not be read, or the automata would be too large.
pub fn compare_maps(old: &Map, new: &Map) -> Result<MapComparison, NotComparable> {
    let automata = Automata::within(STEPS);
    let reads_host = [old, new].into_iter().flat_map(|map| &map.rows).any(has_host);
    let rows = |map, side| {
        let unread = NotComparable::UnreadRows { side };
        FirstRows::of(map, reads_host, &automata)?.ok_or(unread)
    };
    let (old_rows, new_rows) = (rows(old, super::Side::Old)?, rows(new, super::Side::New)?);
    let moved = moved(&old_rows, &new_rows)?;
    let only = |one: &Map, other: &Map| {
        let is_other = |row: &&Row| !other.rows.iter().any(|it| it.written() == row.written());
        one.rows.iter().filter(is_other).map(|row| row.written().to_owned()).collect()
    };
    Ok(MapComparison { moved, added: only(new, old), removed: only(old, new) })
}

fn has_host(row: &Row) -> bool {
    row.pattern().is_some_and(|pattern| pattern.starts_with("//"))
}

fn moved(old: &FirstRows<'_>, new: &FirstRows<'_>) -> Result<Vec<Moved>, TooLarge> {
    let mut moved = Vec::new();
    for ((old_label, new_label), example) in old.label_pairs(new)? {
        let rows = (old.row(old_label), new.row(new_label));
        let (Some(old_row), Some(new_row)) = rows else { continue };
        if old_row.policy.value != new_row.policy.value {
            moved.push(Moved {
                example: format!("{}{example}", if old.reads_host { "//" } else { "" }),
                old_row: old_row.written().to_owned(),
                old: old_row.policy.value.clone(),
                new_row: new_row.written().to_owned(),
                new: new_row.policy.value.clone(),
            });
        }
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::{Located, Location};
    use crate::map::ast::Requests;

    fn map(rows: &[(&str, &str)]) -> Map {
        let location = Location::new(0);
        let row = |&(pattern, policy): &(&str, &str)| Row {
            location,
            requests: Located::new(
                match pattern {
                    "_" => Requests::All,
                    pattern => Requests::Pattern(pattern.to_owned()),
                },
                location,
            ),
            policy: Located::new(
                match policy {
                    "closed" => Policy::Closed,
                    name => Policy::Named(name.to_owned()),
                },
                location,
            ),
        };
        Map { location, rows: rows.iter().map(row).collect(), has_lost_rows: false }
    }

    fn moved_of(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let comparison = compare_maps(&map(old), &map(new)).unwrap();
        let shown =
            |it: &Moved| format!("{}: {} => {}", it.example, it.old.written(), it.new.written());
        comparison.moved.iter().map(shown).collect()
    }

    #[test]
    fn requests_that_get_another_policy() {
        let old = &[("/api/{*rest}", "API"), ("_", "closed")][..];
        for (new, moved) in [
            (&[("/api/{*rest}", "API"), ("_", "closed")][..], &[][..]),
            (&[("/api/{*rest}", "API"), ("/api/x", "ADMIN"), ("_", "closed")], &[]),
            (
                &[("/api/x", "ADMIN"), ("/api/{*rest}", "API"), ("_", "closed")],
                &["/api/x: API => ADMIN"],
            ),
            (&[("/api/{*rest}", "API"), ("_", "API")], &["/: closed => API"]),
            (&[("/api/{a}", "API"), ("_", "closed")], &["/api: API => closed"]),
            (
                &[("//a.example/{*rest}", "API"), ("/api/{*rest}", "API"), ("_", "closed")],
                &["//a.example/: closed => API"],
            ),
        ] {
            assert_eq!(moved_of(old, new), moved, "{new:?}");
        }
    }

    #[test]
    fn rows_that_cannot_be_read_are_not_compared() {
        let (good, bad) = (map(&[("_", "A")]), map(&[("/{", "A"), ("_", "closed")]));
        assert_eq!(
            compare_maps(&good, &bad),
            Err(NotComparable::UnreadRows { side: super::super::Side::New })
        );
    }
}
