//! Laying out an automaton.
//!
//! What all its strings begin and end with is cut off. If the rest is any string over a set of
//! bytes, a set of bytes is all that is left of it; else its states are numbered anew, the dead
//! state first and the accepting ones last.

use cors_tables::origin_set::{Automaton, MAX_ORIGIN_LEN, Middle, Walk};
use cors_tables::stored::{ByteMap, Bytes, Text};

use crate::language::{Affixes, ByteSet, DEAD, Language, StateId, TooLarge};

/// How many entries the table of one automaton may have: a state is the place of its row, in two
/// bytes.
const MAX_ENTRIES: usize = 1 << 16;

/// The automaton of `language`, whose patterns are `written`, a line each.
pub(super) fn automaton_of(language: &Language, written: String) -> Result<Automaton, TooLarge> {
    let Affixes { prefix, middle, suffix } = language.affixes();
    let around = prefix.len().saturating_add(suffix.len());
    let longest = middle.longest_length().map(|longest| longest.saturating_add(around));
    Ok(Automaton {
        written: Text::from(written),
        shortest: length(middle.shortest_length().saturating_add(around)),
        longest: length(longest.map_or(MAX_ORIGIN_LEN, |longest| longest.min(MAX_ORIGIN_LEN))),
        middle: match middle.repeated_bytes() {
            Some(bytes) => Middle::Bytes(ByteMap::Owned(Box::new(others(&bytes)))),
            None => Middle::Walk(walk_of(&middle)?),
        },
        prefix: Text::from(prefix),
        suffix: Text::from(suffix),
    })
}

/// More than two bytes count is longer than any origin.
fn length(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// Zero for each byte of a set, and one for all others.
fn others(bytes: &ByteSet) -> [u8; 256] {
    // 256 places, so each is a byte.
    std::array::from_fn(|byte| u8::from(!bytes.contains(byte as u8)))
}

fn walk_of(language: &Language) -> Result<Walk, TooLarge> {
    let order = order(language);
    let classes = language.byte_classes();
    let too_large =
        || TooLarge::States { limit: MAX_ENTRIES.checked_div(classes).unwrap_or_default() };
    if order.len().saturating_mul(classes) > MAX_ENTRIES {
        return Err(too_large());
    }
    let row = |index: usize| u16::try_from(index.saturating_mul(classes)).map_err(|_| too_large());
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
    Ok(Walk {
        class_of: ByteMap::Owned(Box::new(class_of)),
        classes: u16::try_from(classes).map_err(|_| too_large())?,
        table: Bytes::from(table),
        start: row_of.get(language.start() as usize).copied().ok_or_else(too_large)?,
        first_accepting: row(first_accepting)?,
    })
}

/// The states in their new order.
fn order(language: &Language) -> Vec<StateId> {
    let all = 0..StateId::try_from(language.states()).unwrap_or(StateId::MAX);
    let (accepting, others): (Vec<_>, Vec<_>) =
        all.filter(|&state| state != DEAD).partition(|&state| language.accepts(state));
    [DEAD].into_iter().chain(others).chain(accepting).collect()
}
