//! From rows to the table of a map.
//!
//! ```text
//! rows ──> one scope per host ──> automaton, labelled by rows ──> by policies ──> table
//! ```
//!
//! Rows with the same host share a scope: their paths are one automaton before hosts come in. A map
//! without hosts has one scope, whose host is not read. Which states have runs is decided in `runs.rs`.

use cors_tables::policy_map::{self, CLOSED, MapRow, MapTable};
use cors_tables::stored::{ByteMap, Bytes, List, Text};

use super::ast::{Map, Policy};
use super::rows::{Readable, Rows};
use super::runs::runs;
use crate::language::{FirstMatch, Numbering, StateId, TooLarge};

/// How many entries the table may have, two bytes each: a megabyte.
const MOST_ENTRIES: usize = 1 << 19;

/// A map on its way to a table.
pub(super) struct Compiling<'a> {
    pub(super) rows: Rows<'a>,
    /// Which of them is the first, by its label.
    by_row: FirstMatch,
    /// What was written.
    written: List<MapRow>,
    /// The number of the policy of each row before `_`.
    policies: Vec<u16>,
    otherwise: u16,
}

impl<'a> Compiling<'a> {
    pub(super) fn new(rows: Rows<'a>) -> Result<Self, TooLarge> {
        let map = rows.map;
        let numbers = numbers(map);
        let number = |policy: &Policy| {
            numbers
                .find(policy.written())
                .and_then(|number| u16::try_from(number).ok())
                .unwrap_or(CLOSED)
        };
        let of_row = |row: &Readable| map.rows.get(row.index).map(|row| number(&row.policy.value));
        let written = map.rows.iter().map(|row| MapRow {
            pattern: Text::from(row.written().to_owned()),
            name: Text::from(row.policy.value.written().to_owned()),
            policy: number(&row.policy.value),
        });
        Ok(Self {
            by_row: rows.first_match(rows.reads_host())?,
            written: List::from(written.collect::<Vec<_>>()),
            policies: rows.readable.iter().map(|row| of_row(row).unwrap_or(CLOSED)).collect(),
            otherwise: rows.otherwise().map_or(CLOSED, |row| number(&row.policy.value)),
            rows,
        })
    }

    /// The labels of the rows that some ordinary request reaches.
    pub(super) fn reached(&self) -> Result<Vec<u32>, TooLarge> {
        let requests = self.rows.ordinary_requests(self.rows.reads_host())?;
        self.rows.automata.labels_of(&self.by_row, &requests)
    }

    /// The table.
    pub(super) fn table(&self) -> Result<MapTable, TooLarge> {
        // Label 0 is that of requests without a row: policies follow it, each by its number.
        let label = |row: u32| {
            let policy = Rows::position(row).and_then(|at| self.policies.get(at));
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
        let runs = runs(automaton, self.rows.reads_host());
        let all = 0..StateId::try_from(automaton.states()).unwrap_or(StateId::MAX);
        let (finals, others): (Vec<_>, Vec<_>) = all.partition(|&state| automaton.is_final(state));
        let (with_runs, without): (Vec<StateId>, Vec<StateId>) =
            others.into_iter().partition(|state| runs.contains_key(state));
        let order = [without.as_slice(), &with_runs, &finals].concat();
        // A column for each class, one for the policy, and one for the run.
        let width = classes.saturating_add(2);
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
            // States with a run are numbered after all others that are not final, in the order of their runs.
            let run = with_runs.binary_search(&state).unwrap_or_default();
            let run = u16::try_from(run).map_err(|_| Layout::too_large(width))?;
            let padding = std::iter::repeat_n(0_u16, padding);
            for entry in row.chain([policy, run]).chain(padding) {
                table.extend_from_slice(&entry.to_le_bytes());
            }
        }
        let runs = with_runs.iter().filter_map(|state| runs.get(state));
        let runs: Vec<u8> = runs
            .flat_map(|run| policy_map::Run { text: &run.text, next: next(run.next) }.to_bytes())
            .collect();
        // There are at most 256 classes.
        let class_of = std::array::from_fn(|byte| automaton.classes().of(byte as u8) as u8);
        Ok(MapTable {
            rows: self.written.clone(),
            otherwise: self.otherwise,
            reads_host: self.rows.reads_host(),
            class_of: ByteMap::Owned(Box::new(class_of)),
            classes: u16::try_from(classes).map_err(|_| Layout::too_large(width))?,
            shift,
            table: Bytes::from(table),
            runs: Bytes::from(runs),
            start: next(automaton.start()),
            first_run: unit(without.len())?,
            first_final: unit(without.len().saturating_add(with_runs.len()))?,
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
