//! From rows to the table of a map.
//!
//! ```text
//! rows ──> one scope per host ──> automaton, labelled by rows ──> by policies ──> table
//! ```
//!
//! Rows with the same host share a scope: their paths are one automaton before hosts come in. A map
//! without hosts has one scope, whose host is not read.

use cors_tables::policy_map::{CLOSED, MapRow, MapTable};
use cors_tables::stored::{ByteMap, Bytes, List, Text};

use super::ast::{Map, Policy, Requests};
use super::check::ordinary_paths;
use super::host;
use super::pattern::RowPattern;
use crate::language::{Automata, FirstMatch, Language, Numbering, Scoped, StateId, TooLarge};

/// How many entries the table may have, two bytes each: a megabyte.
const MOST_ENTRIES: usize = 1 << 19;

/// A row whose pattern could be read.
#[derive(Debug, Clone)]
pub(super) struct Readable {
    /// Its place in the map.
    pub(super) index: usize,
    pub(super) pattern: RowPattern,
}

impl Readable {
    /// Whether the row names a host.
    fn reads_host(&self) -> bool {
        self.pattern.host.is_some()
    }
}

/// A map on its way to a table.
pub(super) struct Compiling<'a> {
    pub(super) map: &'a Map,
    pub(super) automata: &'a Automata,
    /// The rows before `_`.
    pub(super) rows: Vec<Readable>,
    /// Which of them is the first, by its label.
    by_row: FirstMatch,
    /// What was written.
    written: List<MapRow>,
    /// The number of the policy of each row before `_`.
    policies: Vec<u16>,
    otherwise: u16,
}

impl<'a> Compiling<'a> {
    pub(super) fn new(
        map: &'a Map,
        rows: Vec<Readable>,
        automata: &'a Automata,
    ) -> Result<Self, TooLarge> {
        let numbers = numbers(map);
        let number = |policy: &Policy| {
            numbers
                .find(policy.written())
                .and_then(|number| u16::try_from(number).ok())
                .unwrap_or(CLOSED)
        };
        let all = map.rows.iter().find(|row| row.requests.value == Requests::All);
        let of_row = |row: &Readable| map.rows.get(row.index).map(|row| number(&row.policy.value));
        let written = map.rows.iter().map(|row| MapRow {
            pattern: Text::from(row.written().to_owned()),
            name: Text::from(row.policy.value.written().to_owned()),
            policy: number(&row.policy.value),
        });
        Ok(Self {
            map,
            automata,
            by_row: first_match(&rows, rows.iter().any(Readable::reads_host), automata)?,
            written: List::from(written.collect::<Vec<_>>()),
            policies: rows.iter().map(|row| of_row(row).unwrap_or(CLOSED)).collect(),
            otherwise: all.map_or(CLOSED, |row| number(&row.policy.value)),
            rows,
        })
    }

    /// The label of the row at a place among those before `_`.
    pub(super) fn label(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The place of the row with this label; `None` for that of `_`.
    pub(super) fn position(label: u32) -> Option<usize> {
        usize::try_from(label.checked_sub(1)?).ok()
    }

    /// Whether a row names a host.
    pub(super) fn reads_host(&self) -> bool {
        self.rows.iter().any(Readable::reads_host)
    }

    /// The labels of the rows that some ordinary request reaches.
    pub(super) fn reached(&self) -> Result<Vec<u32>, TooLarge> {
        let requests = ordinary_requests(self.reads_host(), self.automata)?;
        self.automata.labels_of(&self.by_row, &requests)
    }

    /// The first row for each path under a host that no row names.
    pub(super) fn general(&self) -> Result<FirstMatch, TooLarge> {
        let general = self.rows.iter().enumerate().filter(|(_, row)| row.pattern.host.is_none());
        let labelled: Vec<_> =
            general.map(|(at, row)| (&row.pattern.paths, Self::label(at))).collect();
        self.automata.first_match(&labelled)
    }

    /// The table.
    pub(super) fn table(&self) -> Result<MapTable, TooLarge> {
        // Label 0 is that of requests without a row: policies follow it, each by its number.
        let label = |row: u32| {
            let policy = Self::position(row).and_then(|at| self.policies.get(at));
            match policy {
                Some(&policy) if policy != self.otherwise => u32::from(policy).saturating_add(1),
                Some(_) | None => 0,
            }
        };
        let by_policy = self.by_row.clone().with_labels(label);
        self.laid_out(&by_policy)
    }

    fn laid_out(&self, automaton: &FirstMatch) -> Result<MapTable, TooLarge> {
        let classes = automaton.classes().len();
        let all = 0..StateId::try_from(automaton.states()).unwrap_or(StateId::MAX);
        let (finals, others): (Vec<_>, Vec<_>) = all.partition(|&state| automaton.is_final(state));
        let order: Vec<StateId> = others.iter().chain(&finals).copied().collect();
        let width = classes.saturating_add(1);
        let Layout { shift, units } = Layout::of(width, order.len())?;
        let mut unit_of = vec![0_u16; order.len()];
        let unit = |index: usize| {
            u16::try_from(index.saturating_mul(units)).map_err(|_| Layout::too_large(width))
        };
        for (index, &state) in order.iter().enumerate() {
            if let Some(entry) = unit_of.get_mut(state as usize) {
                *entry = unit(index)?;
            }
        }
        let next = |state: StateId| unit_of.get(state as usize).copied().unwrap_or_default();
        let padding = (units << shift).saturating_sub(width);
        let mut table = Vec::with_capacity(order.len().saturating_mul(units << shift));
        for &state in &order {
            let row = (0..classes).map(|class| next(automaton.next_by_class(state, class)));
            let policy = match automaton.label(state).checked_sub(1) {
                Some(policy) => u16::try_from(policy).unwrap_or(CLOSED),
                None => self.otherwise,
            };
            let padding = std::iter::repeat_n(0_u16, padding);
            for entry in row.chain([policy]).chain(padding) {
                table.extend_from_slice(&entry.to_le_bytes());
            }
        }
        // There are at most 256 classes.
        let class_of = std::array::from_fn(|byte| automaton.classes().of(byte as u8) as u8);
        Ok(MapTable {
            rows: self.written.clone(),
            otherwise: self.otherwise,
            reads_host: self.reads_host(),
            class_of: ByteMap::Owned(Box::new(class_of)),
            classes: u16::try_from(classes).map_err(|_| Layout::too_large(width))?,
            shift,
            table: Bytes::from(table),
            start: next(automaton.start()),
            first_final: unit(others.len())?,
        })
    }
}

/// How rows of the table are numbered.
struct Layout {
    /// A row begins at its number, shifted by so many bits.
    shift: u8,
    /// How many numbers a row takes.
    units: usize,
}

impl Layout {
    /// The smallest shift with which all numbers fit into two bytes.
    fn of(width: usize, states: usize) -> Result<Self, TooLarge> {
        for shift in 0..8_u8 {
            let units = width.div_ceil(1 << shift);
            let numbers = units.saturating_mul(states.saturating_add(1));
            if (units << shift).saturating_mul(states) > MOST_ENTRIES {
                break;
            }
            if numbers <= usize::from(u16::MAX) {
                return Ok(Self { shift, units });
            }
        }
        Err(Self::too_large(width))
    }

    fn too_large(width: usize) -> TooLarge {
        TooLarge::States { limit: MOST_ENTRIES.checked_div(width).unwrap_or_default() }
    }
}

/// The number of each policy, in the order of the rows; `closed` has its own.
fn numbers(map: &Map) -> Numbering<&str> {
    let mut numbers = Numbering::new();
    numbers.number(Policy::Closed.written());
    for row in &map.rows {
        numbers.number(row.policy.value.written());
    }
    numbers
}

/// The names of the policies, in the order of their numbers, without `closed`.
#[cfg(feature = "tokens")]
pub(crate) fn names(map: &Map) -> Vec<&str> {
    numbers(map).into_values().into_iter().skip(1).collect()
}

/// The requests that are made, but for unusual spellings: their paths, behind their hosts if these are read.
pub(crate) fn ordinary_requests(
    reads_host: bool,
    automata: &Automata,
) -> Result<Language, TooLarge> {
    match reads_host {
        true => automata.concat(&of_regex(host::ANY), &ordinary_paths()),
        false => Ok(ordinary_paths()),
    }
}

/// The automaton of rows, each with its label. It reads hosts if a row does, or if they are to be read.
pub(super) fn first_match(
    rows: &[Readable],
    reads_host: bool,
    automata: &Automata,
) -> Result<FirstMatch, TooLarge> {
    // The hosts of each scope, and its paths with their labels.
    let mut scopes: Vec<(Language, Vec<(&Language, u32)>)> = Vec::new();
    let mut hosts = Numbering::new();
    for (at, row) in rows.iter().enumerate() {
        let host = row.pattern.host.as_ref();
        let scope = hosts.number(host.map(|(text, _)| text.as_str()));
        if scope == scopes.len() {
            let hosts = host.map_or_else(|| of_regex("[^/]*"), |(_, hosts)| hosts.clone());
            scopes.push((hosts, Vec::new()));
        }
        if let Some((_, paths)) = scopes.get_mut(scope) {
            paths.push((&row.pattern.paths, Compiling::label(at)));
        }
    }
    if !reads_host {
        let paths = scopes.pop().map(|(_, paths)| paths).unwrap_or_default();
        return automata.first_match(&paths);
    }
    let mut scoped = Vec::new();
    for (scope, paths) in scopes {
        scoped.push(Scoped { scope, languages: automata.first_match(&paths)? });
    }
    automata.first_match_in_scopes(&scoped)
}

fn of_regex(regex: &str) -> Language {
    Automata::unlimited().regex(regex).unwrap_or_else(|_| Language::empty())
}
