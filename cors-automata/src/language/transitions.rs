//! The transitions of an automaton, found by the state that they lead to.
//!
//! # The idea
//!
//! A table answers where a transition leads. Minimization, counting, shortest strings, common suffixes
//! and reading backwards ask the reverse. So the transitions are listed once, sorted by the state
//! they lead to and then by class, with an index of where each state's begin:
//!
//! ```text
//!   transition   0     1     2     3            leads to 2   3       4
//!   tail, class  1,a   2,a   2,b   3,b          index    0   1   2   3   (past 4: 4)
//! ```
//!
//! Transitions to the dead state are left out, which is most of the table of an origin language.
//!
//! # Cost
//!
//! One look at every entry of the table: a counting sort.

use super::{DEAD, StateId};

/// The transitions that do not lead to the dead state.
#[derive(Debug)]
pub struct Transitions {
    /// The state that each one leaves.
    tail: Vec<StateId>,
    class: Vec<usize>,
    /// Where the transitions into each state begin; one more at the end.
    first: Vec<usize>,
}

impl Transitions {
    /// Those of a table with so many classes, between states that `is_kept` accepts.
    pub fn of(table: &[StateId], classes: usize, is_kept: &dyn Fn(StateId) -> bool) -> Transitions {
        let states = table.len() / classes.max(1);
        let kept: Vec<bool> =
            (0..states as StateId).map(|state| state != DEAD && is_kept(state)).collect();
        let kept = kept.as_slice();
        let mut first = vec![0; states + 1];
        // By index, for a macro is not optimised, and it looks at many entries here.
        let into = first.as_mut_slice();
        let mut state = 0;
        while state < states {
            let row = &table[state * classes..(state + 1) * classes];
            let mut column = 0;
            while kept[state] && column < classes {
                let head = row[column] as usize;
                if kept[head] {
                    into[head + 1] += 1;
                }
                column += 1;
            }
            state += 1;
        }
        for state in 0..states {
            into[state + 1] += into[state];
        }
        let count = into[states];
        let mut free = into.to_vec();
        let free = free.as_mut_slice();
        let (mut tail, mut class) = (vec![DEAD; count], vec![0; count]);
        let (tails, column_of) = (tail.as_mut_slice(), class.as_mut_slice());
        // Class by class, so that those into one state are sorted by class.
        let mut column = 0;
        while column < classes {
            let (mut state, mut entry) = (0, column);
            while state < states {
                let head = table[entry] as usize;
                if kept[head] && kept[state] {
                    tails[free[head]] = state as StateId;
                    column_of[free[head]] = column;
                    free[head] += 1;
                }
                state += 1;
                entry += classes;
            }
            column += 1;
        }
        Transitions { tail, class, first }
    }

    /// How many there are; they are numbered from 0.
    pub(crate) fn len(&self) -> usize {
        self.tail.len()
    }

    /// The state that a transition leaves.
    pub fn tail(&self, transition: usize) -> StateId {
        self.tail[transition]
    }

    /// The class by which it is taken.
    pub fn class(&self, transition: usize) -> usize {
        self.class[transition]
    }

    /// The numbers of the transitions into a state.
    pub fn numbers_entering(&self, state: StateId) -> std::ops::Range<usize> {
        self.first[state as usize]..self.first[state as usize + 1]
    }

    /// The transitions into a state: from which, by which class. Sorted by class.
    pub fn entering(&self, state: StateId) -> impl Iterator<Item = (StateId, usize)> + '_ {
        self.numbers_entering(state).map(|number| (self.tail[number], self.class[number]))
    }

    /// The states that one byte of the class leads to `state`.
    pub fn before(&self, state: StateId, class: usize) -> &[StateId] {
        let numbers = self.numbers_entering(state);
        let classes = &self.class[numbers.clone()];
        let start = numbers.start + classes.partition_point(|&other| other < class);
        let end = numbers.start + classes.partition_point(|&other| other <= class);
        &self.tail[start..end]
    }

    /// The states from which one that `accepting` marks can be reached.
    pub fn co_reachable(&self, accepting: &[bool]) -> Vec<bool> {
        let mut useful = accepting.to_vec();
        let mut to_do: Vec<StateId> =
            (0..accepting.len() as StateId).filter(|&state| accepting[state as usize]).collect();
        while let Some(state) = to_do.pop() {
            for &tail in &self.tail[self.numbers_entering(state)] {
                if !std::mem::replace(&mut useful[tail as usize], true) {
                    to_do.push(tail);
                }
            }
        }
        useful
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transitions_are_found_by_state_and_class() {
        // 1 -a-> 2, 2 -a-> 2, 2 -b-> 3, 1 -b-> 3
        let table = [0, 0, 2, 3, 2, 3, 0, 0];
        let transitions = Transitions::of(&table, 2, &|_| true);
        assert_eq!(transitions.len(), 4);
        assert_eq!(transitions.entering(2).collect::<Vec<_>>(), [(1, 0), (2, 0)]);
        assert_eq!(transitions.before(3, 1), [1, 2]);
        assert_eq!(transitions.before(3, 0), [0; 0]);
        assert_eq!(transitions.entering(1).count(), 0);
        let accepting = [false, false, true, false];
        assert_eq!(transitions.co_reachable(&accepting), [false, true, true, false]);
        let kept = Transitions::of(&table, 2, &|state| state != 3);
        assert_eq!(kept.len(), 2);
    }
}
