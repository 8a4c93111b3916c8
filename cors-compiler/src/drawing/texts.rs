//! Texts behind a loop.
//!
//! # The idea
//!
//! An automaton that looks for a text in what a loop reads is a chain: after some letters of the text it goes on with
//! the next one, and for any other byte it does what its fallback does: the state for the longest end of what was read
//! with which the text begins, or the loop itself.
//!
//! ```text
//!        ┌─┐ other
//!        (L) ──"."──> (1) ──"c"──> (2) ──"o"──> ...
//!                      └─ other: as L └─ other: as L
//! ```
//!
//! If that holds for each state of the chain, the automaton is the nondeterministic one that reads the loop and the
//! text at the same time, and so the picture doesn't need the states of the chain, except for the last. That one
//! has the edges of its fallback, and may have more.
//!
//! # Source
//!
//! Knuth, Morris and Pratt, *Fast pattern matching in strings*, 1977, backwards.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Rows;
use crate::language::{DEAD, StateId};

/// The texts that are found.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// By the state of the loop and the first byte: the text and its last state.
    texts: BTreeMap<(StateId, u8), (String, StateId)>,
    /// For each last state of a text, a state whose edges it has as well.
    fallbacks: BTreeMap<StateId, StateId>,
}

impl Texts {
    /// The text behind a loop that starts with a byte.
    pub(super) fn starting(&self, state: StateId, byte: u8) -> Option<(&str, StateId)> {
        self.texts.get(&(state, byte)).map(|(text, end)| (text.as_str(), *end))
    }

    /// The state whose edges this last state of a text has, too; they are drawn at the loop.
    pub(super) fn implied_by(&self, state: StateId) -> Option<StateId> {
        self.fallbacks.get(&state).copied()
    }
}

/// Finds the texts behind each loop.
pub(super) fn behind_loops(rows: &Rows<'_>) -> Texts {
    let mut texts = Texts::default();
    for base in rows.states() {
        let loops = rows.bytes.iter().filter(|&&byte| rows.next(base, byte) == base).count();
        // A loop over a few characters is drawn as it is.
        if loops < 3 {
            continue;
        }
        let found: Vec<_> = rows.bytes.iter().filter_map(|&byte| chain(rows, base, byte)).collect();
        let inner: BTreeSet<StateId> =
            found.iter().flat_map(|chain| chain.inner.iter().copied()).collect();
        // Nothing else may enter the states that are not drawn.
        let chains: BTreeSet<StateId> = found
            .iter()
            .flat_map(|chain| chain.inner.iter().chain([&chain.end]).copied())
            .collect();
        let is_entered = rows.states().any(|state| {
            state != base
                && !chains.contains(&state)
                && rows.bytes.iter().any(|&byte| inner.contains(&rows.next(state, byte)))
        });
        if is_entered || found.iter().any(|chain| inner.contains(&chain.end)) {
            continue;
        }
        for chain in found {
            texts.fallbacks.insert(chain.end, chain.fallback);
            texts.texts.insert((base, chain.first), (chain.text, chain.end));
        }
    }
    texts
}

/// A text behind a loop.
struct Chain {
    first: u8,
    text: String,
    /// Its states, without the last.
    inner: Vec<StateId>,
    end: StateId,
    /// The state that the last one falls back to.
    fallback: StateId,
}

/// The longest text behind a loop that starts with this byte.
fn chain(rows: &Rows<'_>, base: StateId, first: u8) -> Option<Chain> {
    let mut state = rows.next(base, first);
    if state == DEAD || state == base {
        return None;
    }
    let mut text = char::from(first).to_string();
    // The states so far, from the loop on. After a mismatch the search goes on as in `fallback`: the state for the
    // longest end of the text so far with which it also begins.
    let (mut states, mut fallback) = (vec![base], base);
    loop {
        let mut others =
            rows.bytes.iter().filter(|&&byte| rows.next(state, byte) != rows.next(fallback, byte));
        let next = others.next().filter(|_| others.next().is_none()).copied();
        let is_inner = rows.language.accepts(state) == rows.language.accepts(fallback);
        let Some(byte) = next.filter(|_| is_inner) else { break };
        let (target, of_fallback) = (rows.next(state, byte), rows.next(fallback, byte));
        let is_in_order = states.contains(&of_fallback) || of_fallback == state;
        if target == DEAD || target == state || states.contains(&target) || !is_in_order {
            break;
        }
        states.push(state);
        text.push(char::from(byte));
        (state, fallback) = (target, of_fallback);
    }
    // The last state does what the loop does, and more.
    let does_more = rows.language.accepts(state) || !rows.language.accepts(fallback);
    let is_wider = rows.bytes.iter().all(|&byte| {
        let of_fallback = rows.next(fallback, byte);
        of_fallback == DEAD || of_fallback == rows.next(state, byte)
    });
    let inner = states.split_off(1);
    (!inner.is_empty() && is_wider && does_more).then_some(Chain {
        first,
        text,
        inner,
        end: state,
        fallback,
    })
}
