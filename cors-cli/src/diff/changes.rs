//! How the policies and maps of two states differ.

use cors_compiler::ast;
use cors_compiler::compare::{
    Comparison, MapComparison, Meaning, Moved, NotComparable, compare, compare_maps,
};
use cors_compiler::map::ast::{Map, Policy as RowPolicy};

use super::pairs::{Pair, pairs, with_renamed};
use super::side::Sides;
use super::unread::Unread;
use crate::sources::{Compiled, Declared, SourceMap, Sources, compile_all};

/// How many policies without a counterpart are compared with each other.
const MOST_RENAMED: usize = 40;

/// All that changed.
#[derive(Debug)]
pub(super) struct Changes<'s> {
    pub(super) old: &'s str,
    pub(super) new: &'s str,
    pub(super) policies: Vec<PolicyChange>,
    pub(super) maps: Vec<MapChange>,
    pub(super) unread: Unread<'s>,
}

/// Where something is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) line: usize,
}

/// A policy of one state or of both.
#[derive(Debug)]
pub(super) struct PolicyChange {
    /// Where it was.
    pub(super) old: Option<Place>,
    /// Where it is.
    pub(super) new: Option<Place>,
    /// Whether it has another name.
    pub(super) is_renamed: bool,
    pub(super) result: Result<Comparison, String>,
    /// Whether the new policy has errors.
    pub(super) is_refused: bool,
}

/// A map of one state or of both.
#[derive(Debug)]
pub(super) struct MapChange {
    pub(super) old: Option<Place>,
    pub(super) new: Option<Place>,
    pub(super) is_renamed: bool,
    pub(super) result: Result<Vec<MovedRequests>, String>,
}

/// Requests that get another policy, and what this means for them.
#[derive(Debug)]
pub(super) struct MovedRequests {
    pub(super) moved: Moved,
    /// `None` if one of the policies was not found.
    pub(super) comparison: Option<Comparison>,
}

/// What happened to a policy or a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Added,
    Removed,
    Changed,
    /// Under another name, with the same meaning.
    Renamed,
    Equal,
    NotComparable,
}

impl Place {
    fn of(declared: &Declared) -> Self {
        let (line, _) = declared.line_and_column();
        Self { name: declared.full_name(), file: declared.file.shown.clone(), line }
    }
}

impl PolicyChange {
    pub(super) fn status(&self) -> Status {
        let comparison = match &self.result {
            Ok(comparison) => comparison,
            Err(_) => return Status::NotComparable,
        };
        let is_equal = comparison.is_equal() && comparison.risks.is_empty();
        match (&self.old, &self.new) {
            (None, _) => Status::Added,
            (_, None) => Status::Removed,
            _ if !is_equal => Status::Changed,
            _ if self.is_renamed => Status::Renamed,
            _ => Status::Equal,
        }
    }

    pub(super) fn grants_new_access(&self) -> bool {
        self.result.as_ref().is_ok_and(Comparison::grants_new_access)
    }
}

impl MapChange {
    pub(super) fn status(&self) -> Status {
        match (&self.result, &self.old, &self.new) {
            (Err(_), ..) => Status::NotComparable,
            (Ok(_), None, _) => Status::Added,
            (Ok(_), _, None) => Status::Removed,
            (Ok(moved), ..) if !moved.is_empty() => Status::Changed,
            _ if self.is_renamed => Status::Renamed,
            _ => Status::Equal,
        }
    }

    pub(super) fn grants_new_access(&self) -> bool {
        let moved = self.result.iter().flatten();
        moved.into_iter().any(MovedRequests::grants_new_access)
    }
}

impl MovedRequests {
    pub(super) fn grants_new_access(&self) -> bool {
        match &self.comparison {
            Some(comparison) => comparison.grants_new_access(),
            // A policy that was not found may grant anything.
            None => self.moved.new != RowPolicy::Closed,
        }
    }
}

impl<'s> Changes<'s> {
    pub(super) fn between(sides: &'s Sides) -> Self {
        let (old, new) = (&sides.old.sources, &sides.new.sources);
        let (old_compiled, new_compiled) = (compile_all(&old.policies), compile_all(&new.policies));
        let compiled = (old_compiled.as_slice(), new_compiled.as_slice());
        let found = pairs(
            sides,
            old.policies.iter().map(|policy| &policy.declared),
            new.policies.iter().map(|policy| &policy.declared),
        );
        let found = renamed(found, compiled);
        let has_paths = sides.old.is_path || sides.new.is_path;
        let change = |pair| policy_change(pair, (old, new), compiled, has_paths);
        let mut policies: Vec<PolicyChange> = found.into_iter().map(change).collect();
        policies.sort_by_key(|change| change.status() == Status::Removed);
        let maps = pairs(
            sides,
            old.maps.iter().map(|map| &map.declared),
            new.maps.iter().map(|map| &map.declared),
        );
        let change = |pair| map_change(pair, (old, new), compiled, has_paths);
        let maps = maps.into_iter().map(change).collect();
        let unread = Unread::of(sides);
        Self { old: &sides.old.name, new: &sides.new.name, policies, maps, unread }
    }

    pub(super) fn grant_new_access(&self) -> bool {
        self.policies.iter().any(PolicyChange::grants_new_access)
            || self.maps.iter().any(MapChange::grants_new_access)
    }

    pub(super) fn has_not_comparable(&self) -> bool {
        self.policies.iter().any(|change| change.result.is_err())
            || self.maps.iter().any(|change| change.result.is_err())
    }

    /// How many policies and maps have the same name and meaning.
    pub(super) fn unchanged(&self) -> usize {
        let statuses = self.policies.iter().map(PolicyChange::status);
        let statuses = statuses.chain(self.maps.iter().map(MapChange::status));
        statuses.filter(|&status| status == Status::Equal).count()
    }

    /// Whether all policies and maps mean the same.
    pub(super) fn are_none(&self) -> bool {
        let statuses = self.policies.iter().map(PolicyChange::status);
        let mut statuses = statuses.chain(self.maps.iter().map(MapChange::status));
        statuses.all(|status| matches!(status, Status::Equal | Status::Renamed))
    }
}

fn renamed(found: Vec<Pair>, (old, new): (&[Compiled], &[Compiled])) -> Vec<Pair> {
    let open = found.iter().filter(|(old, new)| old.is_none() || new.is_none()).count();
    if open > MOST_RENAMED {
        return found;
    }
    with_renamed(found, |one, other| {
        let (Some(old), Some(new)) = (old.get(one), new.get(other)) else { return false };
        let compared = compared(old.policy.as_ref(), new.policy.as_ref());
        compared.is_ok_and(|comparison| comparison.is_equal())
    })
}

fn policy_change<'s>(
    (old, new): Pair,
    sources: (&'s Sources, &'s Sources),
    compiled: (&[Compiled], &[Compiled]),
    has_paths: bool,
) -> PolicyChange {
    let declared =
        |sources: &'s Sources, index: Option<usize>| Some(&sources.policies.get(index?)?.declared);
    let (old_declared, new_declared) = (declared(sources.0, old), declared(sources.1, new));
    let is_renamed = is_renamed(old_declared, new_declared, has_paths);
    let old = old.and_then(|index| compiled.0.get(index));
    let new = new.and_then(|index| compiled.1.get(index));
    let result = match (old, new) {
        (None, None) => compare(&Meaning::nothing(), &Meaning::nothing()).map_err(not_comparable),
        (None, Some(new)) => meaning(new.policy.as_ref())
            .and_then(|new| compare(&Meaning::nothing(), &new).map_err(not_comparable)),
        (Some(old), None) => meaning(old.policy.as_ref())
            .and_then(|old| compare(&old, &Meaning::nothing()).map_err(not_comparable)),
        (Some(old), Some(new)) => compared(old.policy.as_ref(), new.policy.as_ref()),
    };
    let is_refused = new.is_some_and(|new| new.table.is_none());
    let place = |declared: Option<&Declared>| declared.map(Place::of);
    PolicyChange {
        old: place(old_declared),
        new: place(new_declared),
        is_renamed,
        result,
        is_refused,
    }
}

/// Whether two counterparts have different names. In files and folders that were given, only the name in the file
/// counts.
fn is_renamed(old: Option<&Declared>, new: Option<&Declared>, has_paths: bool) -> bool {
    match (old, new) {
        (Some(old), Some(new)) if has_paths => old.item != new.item,
        (Some(old), Some(new)) => old.full_name() != new.full_name(),
        _ => false,
    }
}

/// Policies that are written in the same way are not compared at length.
fn compared(old: Option<&ast::Policy>, new: Option<&ast::Policy>) -> Result<Comparison, String> {
    if old.is_some() && old == new {
        // One that cannot be compared is still equal to itself.
        let one = meaning(new).unwrap_or_else(|_| Meaning::nothing());
        return compare(&one, &one).map_err(not_comparable);
    }
    compare(&meaning(old)?, &meaning(new)?).map_err(not_comparable)
}

fn meaning(policy: Option<&ast::Policy>) -> Result<Meaning, String> {
    match policy {
        Some(policy) => Meaning::of(policy).map_err(not_comparable),
        None => Err("the policy cannot be read: see `cargo cors check`".to_owned()),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn not_comparable(error: NotComparable) -> String {
    error.to_string()
}

fn map_change(
    (old, new): Pair,
    sources: (&Sources, &Sources),
    compiled: (&[Compiled], &[Compiled]),
    has_paths: bool,
) -> MapChange {
    let old = old.and_then(|index| sources.0.maps.get(index));
    let new = new.and_then(|index| sources.1.maps.get(index));
    let place = |map: Option<&SourceMap>| map.map(|map| Place::of(&map.declared));
    // A map that was added or removed granted nothing on the other side.
    let nothing = new.or(old).map(|map| all_closed(&map.map));
    let map = |map: Option<&SourceMap>| map.map(|map| map.map.clone()).or_else(|| nothing.clone());
    let result = match (map(old), map(new)) {
        (Some(one), Some(other)) => compare_maps(&one, &other).map_err(not_comparable).map(
            |MapComparison { moved, .. }| {
                let with_meaning = |moved: Moved| {
                    let old = of_row(old, &moved.old_row, &moved.old, compiled.0);
                    let new = of_row(new, &moved.new_row, &moved.new, compiled.1);
                    let comparison = old.zip(new).and_then(|(old, new)| compare(&old, &new).ok());
                    MovedRequests { moved, comparison }
                };
                moved.into_iter().map(with_meaning).collect()
            },
        ),
        _ => Ok(Vec::new()),
    };
    let is_renamed =
        is_renamed(old.map(|map| &map.declared), new.map(|map| &map.declared), has_paths);
    MapChange { old: place(old), new: place(new), is_renamed, result }
}

/// A map with its last row only, which is closed.
fn all_closed(map: &Map) -> Map {
    let mut closed = map.clone();
    closed.rows.retain(|row| row.pattern().is_none());
    for row in &mut closed.rows {
        row.policy.value = RowPolicy::Closed;
    }
    closed
}

/// What the policy of a row means; `None` if it was not found.
fn of_row(
    map: Option<&SourceMap>,
    row: &str,
    policy: &RowPolicy,
    compiled: &[Compiled],
) -> Option<Meaning> {
    if *policy == RowPolicy::Closed {
        return Some(Meaning::nothing());
    }
    let map = map?;
    let at = map.map.rows.iter().position(|it| it.written() == row)?;
    let index = map.policies.get(at).copied().flatten()?;
    meaning(compiled.get(index)?.policy.as_ref()).ok()
}
