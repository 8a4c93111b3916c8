//! The automaton of a language, for programs that draw it or translate it.
//!
//! ```text
//!   0 --h--> 1 --t--> 2 …          state 0 is the start; the dead state is left out
//! ```
//!
//! # Cost
//!
//! One look at every entry of the table.

use super::{DEAD, Language, StateId};

/// The states of a minimal automaton, from the start on; state 0 is the start.
///
/// Every state can be reached, and from every state but that of the empty language a string can be completed.
///
/// ```
/// use cors_automata::language::Language;
///
/// let graph = Language::from_strings(&["ab", "ac"]).graph();
/// assert_eq!(graph.states.len(), 3);
/// assert_eq!(graph.states[1].edges[0].bytes, b"bc");
/// assert!(graph.states[2].is_accepting);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The states.
    pub states: Vec<State>,
}

/// A state of a [`Graph`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Whether a string that ends here is in the language.
    pub is_accepting: bool,
    /// Where each byte leads; bytes that lead nowhere are left out. Sorted by the first byte.
    pub edges: Vec<Edge>,
}

/// The bytes that lead from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The bytes, ascending.
    pub bytes: Vec<u8>,
    /// The state that they lead to.
    pub to: usize,
}

impl Language {
    /// The automaton.
    #[must_use]
    pub fn graph(&self) -> Graph {
        if self.is_empty() {
            return Graph { states: vec![State { is_accepting: false, edges: Vec::new() }] };
        }
        // The dead state is number 0, and the states after it are numbered from the start on.
        let states = 1..self.states() as StateId;
        Graph { states: states.map(|state| self.state(state)).collect() }
    }

    fn state(&self, state: StateId) -> State {
        let mut edges: Vec<Edge> = Vec::new();
        for byte in 0..=u8::MAX {
            let next = self.next(state, byte);
            if next == DEAD {
                continue;
            }
            let to = next as usize - 1;
            match edges.iter_mut().find(|edge| edge.to == to) {
                Some(edge) => edge.bytes.push(byte),
                None => edges.push(Edge { bytes: vec![byte], to }),
            }
        }
        State { is_accepting: self.accepts(state), edges }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn the_start_is_state_0() {
        let graph = Automata::unlimited().regex("a[0-9]*|b").unwrap().graph();
        let [start, digits, end] = graph.states.as_slice() else { panic!("{graph:?}") };
        assert!(!start.is_accepting && digits.is_accepting && end.is_accepting);
        let edge = |bytes: &[u8], to| Edge { bytes: bytes.to_vec(), to };
        assert_eq!(start.edges, [edge(b"a", 1), edge(b"b", 2)]);
        assert_eq!(digits.edges, [edge(b"0123456789", 1)]);
        assert_eq!(end.edges, []);
    }

    #[test]
    fn the_empty_language_has_a_start_without_edges() {
        let graph = Language::empty().graph();
        assert_eq!(graph.states, [State { is_accepting: false, edges: Vec::new() }]);
    }
}
