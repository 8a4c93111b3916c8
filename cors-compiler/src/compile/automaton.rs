//! Laying out the automaton of all patterns with placeholders and all regexes.
//!
//! The languages are joined, which minimises them, and their states numbered anew: the dead
//! state, the start, the others, and the accepting ones last.

use cors_core::origin_set::Automaton;

use crate::language::{DEAD, Language, StateId, TooLarge};
use crate::model::RegularPattern;

/// How many entries the table of one automaton may have: a state is the place of its row, in two
/// bytes.
const MAX_ENTRIES: usize = 1 << 16;

/// An [`Automaton`] that owns its table.
#[derive(Debug, Clone)]
pub(super) struct OwnedAutomaton {
    written: String,
    class_of: Box<[u8; 256]>,
    classes: u16,
    table: Vec<u8>,
    first_accepting: u16,
    shortest: u16,
}

impl OwnedAutomaton {
    /// The automaton of the patterns; `None` for none.
    pub(super) fn new(patterns: &[&RegularPattern]) -> Result<Option<Self>, TooLarge> {
        let Some((first, others)) = patterns.split_first() else { return Ok(None) };
        let mut language = first.language().clone();
        for pattern in others {
            language = language.union(pattern.language())?;
        }
        let written: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        Self::lay_out(&language, written.join("\n")).map(Some)
    }

    fn lay_out(language: &Language, written: String) -> Result<Self, TooLarge> {
        let order = order(language);
        let classes = language.byte_classes();
        let too_large = || TooLarge { limit: MAX_ENTRIES.checked_div(classes).unwrap_or_default() };
        if order.len().saturating_mul(classes) > MAX_ENTRIES {
            return Err(too_large());
        }
        let row =
            |index: usize| u16::try_from(index.saturating_mul(classes)).map_err(|_| too_large());
        let mut row_of = vec![0_u16; order.len()];
        for (index, &state) in order.iter().enumerate() {
            *row_of.get_mut(state as usize).ok_or_else(too_large)? = row(index)?;
        }
        let mut table = Vec::with_capacity(order.len().saturating_mul(classes));
        for &state in &order {
            for class in 0..classes {
                let next = language.next_by_class(state, class);
                let next = row_of.get(next as usize).copied().unwrap_or_default();
                table.extend_from_slice(&next.to_le_bytes());
            }
        }
        let class_of = std::array::from_fn(|byte| {
            // There are at most 256 classes and bytes.
            language.classes().of(byte as u8) as u8
        });
        let accepting = order.iter().filter(|&&state| language.accepts(state)).count();
        let first_accepting = order.len().saturating_sub(accepting);
        let shortest = language.shortest().next().map_or(0, |shortest| shortest.len());
        Ok(Self {
            written,
            class_of: Box::new(class_of),
            classes: u16::try_from(classes).map_err(|_| too_large())?,
            table,
            first_accepting: row(first_accepting)?,
            shortest: u16::try_from(shortest).unwrap_or(u16::MAX),
        })
    }

    pub(super) fn borrow(&self) -> Automaton<'_> {
        Automaton {
            written: &self.written,
            class_of: &self.class_of,
            classes: self.classes,
            table: &self.table,
            first_accepting: self.first_accepting,
            shortest: self.shortest,
        }
    }
}

/// The states in their new order. No origin is empty, so the start does not accept.
fn order(language: &Language) -> Vec<StateId> {
    let all = 0..StateId::try_from(language.states()).unwrap_or(StateId::MAX);
    let is_other = |&state: &StateId| state != DEAD && state != language.start();
    let (accepting, others): (Vec<_>, Vec<_>) =
        all.filter(is_other).partition(|&state| language.accepts(state));
    [DEAD, language.start()].into_iter().chain(others).chain(accepting).collect()
}
