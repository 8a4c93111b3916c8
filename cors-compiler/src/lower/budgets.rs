//! What reading a policy may still cost, so that any text is read within seconds.

use crate::language::{Automata, Budget};

/// How many states the automata of all patterns of a policy may have: a hundred honest patterns
/// have that many. Each pattern is compared with each, so the time grows with the square.
pub(super) const MAX_STATES: usize = 5_000;

/// What reading a policy may still cost.
pub(super) struct Budgets {
    /// To read the patterns, including those that match nothing.
    pub(super) patterns: Automata,
    /// To find out what was meant by texts that are not patterns: hundreds of them.
    pub(super) repairs: Automata,
    /// To find parts of patterns that match nothing: some tenths of a second.
    pub(super) dead_parts: Automata,
    /// To find the rules and patterns that were meant by mistyped ones: some hundred names.
    pub(super) suggestions: Budget,
    /// How many states the automata of the patterns may have from here on.
    pub(super) states_left: usize,
    /// How many patterns of the list that is being read have an automaton.
    pub(super) regular: usize,
}

impl Budgets {
    pub(super) fn new() -> Self {
        Self {
            patterns: Automata::within(10_000_000),
            repairs: Automata::within(2_000_000),
            dead_parts: Automata::within(300_000),
            suggestions: Budget::of(1_000_000),
            states_left: MAX_STATES,
            regular: 0,
        }
    }
}
