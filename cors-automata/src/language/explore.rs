//! From a machine that can step to an automaton that is written down.
//!
//! # The idea
//!
//! Many constructions describe their automaton by its step: a product steps two automata at
//! once, a set construction steps many, an address grammar counts groups. None of them needs
//! all the states it could describe, only those that some string leads to. So one loop serves
//! them all: begin with the start state, step it by every class, give a number to each state
//! not met before, and go on until no unnumbered state is left.
//!
//! ```text
//!   to do:   [start]  ->  [b, c]  ->  [c, d]  ->  ...  ->  []
//!   table:   start:b c    b:d d       c:dead b             complete
//! ```
//!
//! # Cost
//!
//! One step and one look-up for each reachable state and class. Neighbouring classes mostly
//! lead to the same state, so the state last met is compared first.

use std::hash::Hash;

use super::minimize::Raw;
use super::numbering::Numbering;
use super::{Automata, ByteClasses, DEAD, Language, StateId, TooLarge};

/// A deterministic automaton given by its step.
pub trait Machine {
    /// What the machine remembers of the bytes read.
    type State: Hash + Eq + Clone;

    /// The state before the first byte.
    fn start(&mut self) -> Self::State;

    /// The state after one more byte of the class, or none if nothing can be accepted any more.
    fn step(&mut self, state: &Self::State, class: usize) -> Result<Option<Self::State>, TooLarge>;

    /// Whether what has been read is accepted.
    fn accepts(&mut self, state: &Self::State) -> bool;
}

/// The states that some string leads to.
pub(super) struct Explored<S> {
    /// Row by row, the dead state first.
    pub(super) table: Vec<StateId>,
    /// The states behind the dead one, in the order of their numbers; the first is the start.
    pub(super) found: Vec<S>,
}

impl Automata {
    /// The language of a machine, made of at most `limit` states. Each entry of the table is a step.
    pub fn explore<M: Machine>(
        &self,
        machine: &mut M,
        classes: ByteClasses,
        limit: usize,
    ) -> Result<Language, TooLarge> {
        let Explored { table, found } = self.reachable(machine, classes.len(), limit)?;
        let mut accepting = vec![false];
        accepting.extend(found.iter().map(|state| machine.accepts(state)));
        Ok(Raw { classes, table, accepting, start: 1 }.minimize())
    }

    /// The states of a machine over so many classes, at most `limit` of them.
    pub(super) fn reachable<M: Machine>(
        &self,
        machine: &mut M,
        classes: usize,
        limit: usize,
    ) -> Result<Explored<M::State>, TooLarge> {
        let mut found = Numbering::new();
        let dead_row = vec![DEAD; classes];
        let mut table = dead_row.clone();
        found.number(machine.start());
        let mut next = 0;
        while let Some(state) = found.get(next).cloned() {
            next += 1;
            self.budget().spend(classes)?;
            let row = table.len();
            table.extend_from_slice(&dead_row);
            let mut last = DEAD;
            for class in 0..classes {
                let Some(target) = machine.step(&state, class)? else { continue };
                if last == DEAD || found.get(last as usize - 1) != Some(&target) {
                    last = found.number(target) as StateId + 1;
                    if found.len() > limit {
                        return Err(TooLarge::States { limit });
                    }
                }
                table[row + class] = last;
            }
        }
        Ok(Explored { table, found: found.into_values() })
    }
}
