//! An automaton over ASCII, and the one that reads the same strings backwards.
//!
//! The backward automaton is found by the construction of subsets, from the edges read in reverse. Of a minimal
//! automaton it gives a minimal one (J. Brzozowski, 1962).

use std::collections::BTreeMap;

use cors_compiler::language::Graph;

use super::RegexError;
use super::class::Class;

/// How many states the backward automaton may have.
const MAX_STATES: usize = 2000;

/// An automaton over ASCII.
#[derive(Debug)]
pub(super) struct ByteGraph {
    /// For each state, the classes that lead to other states.
    pub(super) edges: Vec<Vec<(Class, usize)>>,
    pub(super) start: usize,
    pub(super) accepting: Vec<bool>,
}

impl ByteGraph {
    pub(super) fn of(graph: &Graph) -> Result<Self, RegexError> {
        let accepting: Vec<bool> = graph.states.iter().map(|state| state.is_accepting).collect();
        if !accepting.contains(&true) {
            return Err(RegexError::Empty);
        }
        let edges = graph.states.iter().map(|state| {
            let edge = |edge: &cors_compiler::language::Edge| {
                Class::of(&edge.bytes).map(|class| (class, edge.to)).ok_or(RegexError::NotAscii)
            };
            state.edges.iter().map(edge).collect()
        });
        Ok(Self { edges: edges.collect::<Result<_, _>>()?, start: 0, accepting })
    }

    /// The automaton of the strings read backwards; `None` if it has too many states.
    pub(super) fn reversed(&self) -> Option<Self> {
        let mut entering: Vec<Vec<(Class, usize)>> = vec![Vec::new(); self.edges.len()];
        for (from, edges) in self.edges.iter().enumerate() {
            for &(class, to) in edges {
                entering.get_mut(to)?.push((class, from));
            }
        }
        let first: Vec<usize> =
            (0..).zip(&self.accepting).filter_map(|(at, &it)| it.then_some(at)).collect();
        let mut number = BTreeMap::from([(first.clone(), 0_usize)]);
        let mut sets = vec![first];
        let mut edges = Vec::new();
        while let Some(set) = sets.get(edges.len()).cloned() {
            let mut by_target: BTreeMap<usize, Class> = BTreeMap::new();
            for byte in 0..128_u8 {
                let mut before: Vec<usize> = set
                    .iter()
                    .flat_map(|&state| entering.get(state).map_or(&[][..], Vec::as_slice))
                    .filter(|(class, _)| class.contains(byte))
                    .map(|&(_, from)| from)
                    .collect();
                before.sort_unstable();
                before.dedup();
                if before.is_empty() {
                    continue;
                }
                let target = *number.entry(before).or_insert_with_key(|before| {
                    sets.push(before.clone());
                    sets.len().saturating_sub(1)
                });
                let class = Class::of(&[byte])?;
                by_target.entry(target).and_modify(|old| *old = old.union(class)).or_insert(class);
            }
            if sets.len() > MAX_STATES {
                return None;
            }
            edges.push(by_target.into_iter().map(|(to, class)| (class, to)).collect());
        }
        let accepting = sets.iter().map(|set| set.contains(&self.start)).collect();
        Some(Self { edges, start: 0, accepting })
    }
}
