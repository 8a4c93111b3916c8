//! The result for other programs. Fields may be added; none is renamed.

use std::io::Write as _;

use cors_compiler::compare::{Access, Comparison, Direction};
use serde::Serialize;

use super::changes::{Changes, MapChange, MovedRequests, Place, PolicyChange, Status};
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::{NotAnalysed, Problem};

/// The whole result.
#[derive(Serialize)]
struct Record<'c> {
    old: &'c str,
    new: &'c str,
    is_equal: bool,
    new_access: bool,
    policies: Vec<PolicyRecord<'c>>,
    maps: Vec<MapRecord<'c>>,
    /// Places of the new state that may have policies, and are not in the old one as they are.
    not_analysed: Vec<UnreadRecord<'c>>,
    /// How many such places are in both states.
    unchanged_not_analysed: usize,
    /// Files of one state that cannot be read.
    problems: Vec<UnreadRecord<'c>>,
    /// How many files cannot be read in either state, and are the same.
    unchanged_problems: usize,
}

#[derive(Serialize)]
struct UnreadRecord<'c> {
    state: &'c str,
    file: &'c str,
    line: Option<usize>,
    reason: &'c str,
}

#[derive(Serialize)]
struct PlaceRecord<'c> {
    name: &'c str,
    file: &'c str,
    line: usize,
}

#[derive(Serialize)]
struct PolicyRecord<'c> {
    status: &'static str,
    old: Option<PlaceRecord<'c>>,
    new: Option<PlaceRecord<'c>>,
    new_access: bool,
    /// Whether the new policy has errors.
    is_refused: bool,
    #[serde(flatten)]
    result: ResultRecord<'c>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ResultRecord<'c> {
    NotComparable(&'c str),
    #[serde(untagged)]
    Compared(ComparisonRecord<'c>),
}

/// Which kinds of access changed, and how.
#[derive(Serialize)]
struct ComparisonRecord<'c> {
    gained: Vec<Access>,
    lost: Vec<Access>,
    comparison: &'c Comparison,
}

#[derive(Serialize)]
struct MapRecord<'c> {
    status: &'static str,
    old: Option<PlaceRecord<'c>>,
    new: Option<PlaceRecord<'c>>,
    new_access: bool,
    not_comparable: Option<&'c str>,
    moved: Vec<MovedRecord<'c>>,
}

#[derive(Serialize)]
struct MovedRecord<'c> {
    example: &'c str,
    old_row: &'c str,
    old_policy: &'c str,
    new_row: &'c str,
    new_policy: &'c str,
    new_access: bool,
    #[serde(flatten)]
    result: Option<ComparisonRecord<'c>>,
}

pub(super) fn write(changes: &Changes<'_>, output: &mut Output) -> Result<(), Failure> {
    let record = Record {
        old: changes.old,
        new: changes.new,
        is_equal: changes.are_none(),
        new_access: changes.grant_new_access(),
        policies: changes.policies.iter().map(policy).collect(),
        maps: changes.maps.iter().map(map).collect(),
        not_analysed: changes
            .unread
            .not_analysed
            .iter()
            .map(|it| not_analysed(changes.new, it))
            .collect(),
        unchanged_not_analysed: changes.unread.unchanged_places,
        problems: changes.unread.problems.iter().map(|&(state, it)| problem(state, it)).collect(),
        unchanged_problems: changes.unread.unchanged_problems,
    };
    serde_json::to_writer_pretty(&mut *output, &record).map_err(std::io::Error::from)?;
    writeln!(output)?;
    Ok(())
}

fn policy(change: &PolicyChange) -> PolicyRecord<'_> {
    PolicyRecord {
        status: status(change.status()),
        old: change.old.as_ref().map(place),
        new: change.new.as_ref().map(place),
        new_access: change.grants_new_access(),
        is_refused: change.is_refused,
        result: match &change.result {
            Ok(comparison) => ResultRecord::Compared(compared(comparison)),
            Err(reason) => ResultRecord::NotComparable(reason),
        },
    }
}

fn map(change: &MapChange) -> MapRecord<'_> {
    MapRecord {
        status: status(change.status()),
        old: change.old.as_ref().map(place),
        new: change.new.as_ref().map(place),
        new_access: change.grants_new_access(),
        not_comparable: change.result.as_ref().err().map(String::as_str),
        moved: change.result.iter().flatten().map(moved).collect(),
    }
}

fn moved(requests: &MovedRequests) -> MovedRecord<'_> {
    let moved = &requests.moved;
    MovedRecord {
        example: &moved.example,
        old_row: &moved.old_row,
        old_policy: moved.old.written(),
        new_row: &moved.new_row,
        new_policy: moved.new.written(),
        new_access: requests.grants_new_access(),
        result: requests.comparison.as_ref().map(compared),
    }
}

fn compared(comparison: &Comparison) -> ComparisonRecord<'_> {
    ComparisonRecord {
        gained: comparison.access(Direction::Gained),
        lost: comparison.access(Direction::Lost),
        comparison,
    }
}

fn not_analysed<'c>(state: &'c str, place: &'c NotAnalysed) -> UnreadRecord<'c> {
    let (line, _) = place.file.line_and_column(place.at);
    UnreadRecord { state, file: &place.file.shown, line: Some(line), reason: place.reason }
}

fn problem<'c>(state: &'c str, problem: &'c Problem) -> UnreadRecord<'c> {
    let line = problem.position.map(|(line, _)| line);
    UnreadRecord { state, file: &problem.file, line, reason: &problem.reason }
}

fn place(place: &Place) -> PlaceRecord<'_> {
    PlaceRecord { name: &place.name, file: &place.file, line: place.line }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Added => "added",
        Status::Removed => "removed",
        Status::Changed => "changed",
        Status::Renamed => "renamed",
        Status::Equal => "equal",
        Status::NotComparable => "not_comparable",
    }
}
