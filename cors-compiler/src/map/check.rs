//! The rules about rows.

use crate::ast::Notation;
use crate::finding::{Edit, Finding, Findings, Help, Words, Written, words};
use crate::language::{Language, Numbering, TooLarge};
use crate::location::Location;

use super::ast::{Map, Policy, Requests, Row};
use super::compile::Compiling;
use super::rows::{Readable, Rows};
use super::rules::{MISSING_LAST_ROW, OPEN_BESIDE_HOSTS, UNREACHABLE_ROW};
use super::too_large;

/// Hosts of an example, in a row that lists them.
const HOSTS: &str = "//{host:api.example.com|www.example.com}";

/// Checks that the last row, and no other, is for all requests.
pub(super) fn order(map: &Map, findings: &mut Findings) {
    let all = map.rows.iter().position(|row| row.requests.value == Requests::All);
    let Some((last, behind)) = all.and_then(|all| {
        let behind = map.rows.get(all.saturating_add(1)..)?;
        Some((map.rows.get(all)?, behind))
    }) else {
        if !map.has_lost_rows {
            findings.push(missing_last_row(map));
        }
        return;
    };
    for row in behind {
        let message = match row.pattern() {
            Some(pattern) => words!("the row `{pattern}` is never reached", pattern),
            None => "the second `_` is never reached".into(),
        };
        let mut finding = Finding::new(&UNREACHABLE_ROW, row.requests.location, message)
            .because("the first matching row chooses the policy, and `_` matches every request")
            .elsewhere("`_` is", last.requests.location);
        if row.pattern().is_some() {
            finding = finding.help(moved(row, last, "move it before `_`".into()));
        }
        findings.push(finding.help(removed(row)));
    }
}

fn missing_last_row(map: &Map) -> Finding {
    let words = "write `_ => closed`, or another policy instead of `closed`, as the last row";
    let help = match map.rows.last() {
        Some(Row { policy, .. }) => {
            let with = format!("{},\n    _ => closed", policy.value.written());
            Help::example(words, [Edit::ReplaceSyntax { location: policy.location, with }])
        }
        None => Help::advice(words),
    };
    let location = map.rows.last().map_or(map.location, |row| row.requests.location);
    Finding::new(&MISSING_LAST_ROW, location, "the map has no row for all other requests")
        .help(help)
}

/// Checks what the rows mean together.
pub(super) fn meaning(compiling: &Compiling<'_>, findings: &mut Findings) {
    let checked =
        unreachable(compiling, findings).and_then(|()| open_beside_hosts(compiling, findings));
    if let Err(error) = checked {
        findings.push(too_large(compiling.rows.map.location, error));
    }
}

/// Rows that are the first for no request.
fn unreachable(compiling: &Compiling<'_>, findings: &mut Findings) -> Result<(), TooLarge> {
    let (rows, reached) = (&compiling.rows, compiling.reached()?);
    let (map, readable) = (rows.map, &rows.readable);
    for (at, row) in readable.iter().enumerate() {
        if reached.binary_search(&Rows::label(at)).is_ok() {
            continue;
        }
        let before = readable.get(..at).unwrap_or_default();
        let mut covers = Vec::new();
        for other in before {
            let relation = rows.relation(row, other)?;
            if relation == Relation::Apart {
                continue;
            }
            let cover = map.rows.get(other.index);
            covers.extend(cover.map(|cover| (relation, cover)));
            if relation != Relation::Crossing {
                break;
            }
        }
        if let Some(row) = map.rows.get(row.index) {
            findings.push(is_covered(row, &covers));
        }
    }
    Ok(())
}

/// How a row is related to one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    Covered,
    Crossing,
    Apart,
}

impl Rows<'_> {
    fn relation(&self, row: &Readable, other: &Readable) -> Result<Relation, TooLarge> {
        let (all_hosts, automata) = (Language::anything(), self.automata);
        let hosts = |row: &Readable| match &row.pattern.host {
            Some((_, hosts)) => hosts.clone(),
            None => all_hosts.clone(),
        };
        let (hosts, paths) =
            ((hosts(row), hosts(other)), (&row.pattern.paths, &other.pattern.paths));
        if hosts.0 == hosts.1 && paths.0 == paths.1 {
            return Ok(Relation::Equal);
        }
        if automata.is_within(&hosts.0, &hosts.1)? && automata.is_within(paths.0, paths.1)? {
            return Ok(Relation::Covered);
        }
        let is_crossing =
            automata.intersects(&hosts.0, &hosts.1)? && automata.intersects(paths.0, paths.1)?;
        Ok(if is_crossing { Relation::Crossing } else { Relation::Apart })
    }
}

fn is_covered(row: &Row, covers: &[(Relation, &Row)]) -> Finding {
    let pattern = row.written();
    let message = |words: Words| Finding::new(&UNREACHABLE_ROW, row.requests.location, words);
    match covers.last() {
        Some((Relation::Equal, cover)) => message(words!(
            "the row `{pattern}` is never reached: `{cover}` matches the same requests",
            pattern,
            cover = cover.written(),
        ))
        .elsewhere("that row is", cover.requests.location)
        .help(removed(row)),
        Some((Relation::Covered, cover)) => message(words!(
            "the row `{pattern}` is never reached: `{cover}` matches all of its requests",
            pattern,
            cover = cover.written(),
        ))
        .elsewhere("that row is", cover.requests.location)
        .help(if pattern.starts_with("//") && !cover.written().starts_with("//") {
            // Moved, it would be a row with a host before one that is open to all hosts.
            removed(row)
        } else {
            moved(row, cover, words!("move it before `{cover}`", cover = cover.written()))
        }),
        _ => {
            let rows: Vec<String> =
                covers.iter().take(3).map(|(_, cover)| cover.written().to_owned()).collect();
            let finding = message(words!(
                "the row `{pattern}` is never reached: {rows} together match all of its requests",
                pattern,
                rows,
            ));
            finding.help(removed(row))
        }
    }
}

fn removed(row: &Row) -> Help {
    let edit = Edit::ReplaceSyntax { location: row.location, with: String::new() };
    Help::certain("remove the row", [edit])
}

fn moved(row: &Row, before: &Row, words: Words) -> Help {
    Help::example(
        words,
        [
            insert(before, row.written(), &row.policy.value),
            Edit::ReplaceSyntax { location: row.location, with: String::new() },
        ],
    )
}

/// Another row before this one.
fn insert(before: &Row, pattern: &str, policy: &Policy) -> Edit {
    let pattern = Written::Text(pattern.to_owned()).printed(Notation::Rust);
    let text = format!("{pattern} => {},\n    ", policy.written());
    Edit::InsertBefore { location: before.location, text }
}

/// Rows for all hosts that apply to the paths of a row with a host, for requests to another host.
fn open_beside_hosts(compiling: &Compiling<'_>, findings: &mut Findings) -> Result<(), TooLarge> {
    let rows = &compiling.rows;
    if !rows.reads_host() {
        return Ok(());
    }
    let (map, general) = (rows.map, rows.general()?);
    let mut reported = Numbering::new();
    for (at, row) in rows.readable.iter().enumerate() {
        if row.pattern.host.is_none() {
            continue;
        }
        let Some(named) = map.rows.get(row.index) else { continue };
        for label in rows.automata.labels_of(&general, &row.pattern.paths)? {
            let open = match Rows::position(label) {
                // It answers for all hosts.
                Some(position) if position < at => continue,
                Some(position) => rows.readable.get(position).map(|row| row.index),
                None => map.rows.iter().position(|row| row.requests.value == Requests::All),
            };
            let Some((index, open)) = open.and_then(|index| Some((index, map.rows.get(index)?)))
            else {
                continue;
            };
            let (policy, of_named) = (&open.policy.value, &named.policy.value);
            if *policy != Policy::Closed && policy != of_named && reported.is_new(index) {
                findings.push(is_open(open, named));
            }
        }
    }
    Ok(())
}

fn is_open(open: &Row, named: &Row) -> Finding {
    let location = match open.requests.value {
        Requests::Pattern(_) => open.requests.location,
        Requests::All => open.policy.location,
    };
    let finding = |location: Location| {
        let message = words!(
            "`{open}` applies `{policy}` to the paths of `{named}` on every other host",
            open = open.written(),
            policy = open.policy.value.written(),
            named = named.written(),
        );
        Finding::new(&OPEN_BESIDE_HOSTS, location, message)
            .elsewhere("the row with the host is", named.requests.location)
    };
    finding(location).help(match &open.requests.value {
        Requests::Pattern(pattern) => {
            let text = format!("{HOSTS}{pattern}");
            let value = Written::Text(text.clone());
            let within = 0..pattern.len();
            Help::example(
                words!("list the hosts that this row applies to, as in {value}", value),
                [Edit::ReplaceWithin { location: open.requests.location, within, with: text }],
            )
        }
        Requests::All => {
            let pattern = format!("{HOSTS}/{{*rest}}");
            let policy = open.policy.value.written();
            Help::example(
                words!(
                    "write `_ => closed`, and before it a row that lists the hosts of `{policy}`: \
                     `\"{pattern}\" => {policy}`",
                    policy,
                    pattern = pattern.as_str(),
                ),
                [
                    insert(open, &pattern, &open.policy.value),
                    Edit::ReplaceSyntax {
                        location: open.policy.location,
                        with: "closed".to_owned(),
                    },
                ],
            )
        }
    })
}
