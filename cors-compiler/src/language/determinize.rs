//! From many possible nodes to one state.
//!
//! # The idea
//!
//! While a regex reads, several of its nodes may be the right one. Take the set of all of them
//! as one state: the next set is what its nodes lead to by the byte read, and everything that
//! forks lead to from there.
//!
//! ```text
//!   (a|b)*abb      {0 1} --a--> {0 1 2} --b--> {0 1 3} --b--> {0 1 match}
//! ```
//!
//! A set holds only the nodes that read, and the match: forks have been passed already.
//!
//! # Cost and source
//!
//! In the worst case 2ⁿ sets for n nodes: `(a|b)*a(a|b){20}` needs a million. So both the sets
//! and the nodes looked at are counted, and the construction gives up in time. Rabin and Scott,
//! "Finite automata and their decision problems" (1959).

use super::nfa::{Nfa, Node, NodeId};
use super::{ByteClasses, Language, Machine, STATE_LIMIT, TooLarge, Work, explore};

/// How many members of sets may be looked at in all. An honest origin pattern takes some ten
/// thousand.
pub(crate) const WORK_LIMIT: usize = 4_000_000;

impl Nfa {
    /// The language of the automaton.
    pub(crate) fn determinize(&self, work: &Work) -> Result<Language, TooLarge> {
        work.spend(self.nodes.len() + 256 * self.sets.len())?;
        let mut classes = ByteClasses::one();
        for set in &self.sets {
            classes.refine(set);
        }
        let members = classes.members();
        // For every class, which of the byte sets hold it.
        let holds = members
            .iter()
            .map(|members| {
                self.sets
                    .iter()
                    .map(|set| members.first().is_some_and(|&byte| set.contains(byte)))
                    .collect()
            })
            .collect();
        let mut subsets = Subsets {
            nfa: self,
            holds,
            met: vec![0; self.nodes.len()],
            round: 0,
            to_do: Vec::new(),
            looks: 0,
            work,
        };
        explore(&mut subsets, classes, STATE_LIMIT, work)
    }
}

struct Subsets<'a> {
    nfa: &'a Nfa,
    /// `holds[class][set]`
    holds: Vec<Vec<bool>>,
    /// The round in which a node was last met.
    met: Vec<u32>,
    round: u32,
    to_do: Vec<NodeId>,
    /// How many members of sets have been looked at.
    looks: usize,
    work: &'a Work,
}

impl Subsets<'_> {
    /// The nodes that read or match, reached from those to do without reading; ascending.
    fn closure(&mut self) -> Vec<NodeId> {
        self.round = self.round.wrapping_add(1);
        let mut closure = Vec::new();
        while let Some(node) = self.to_do.pop() {
            self.looks += 1;
            let met = &mut self.met[node as usize];
            if *met == self.round {
                continue;
            }
            *met = self.round;
            match self.nfa.nodes[node as usize] {
                Node::Fork(a, b) => self.to_do.extend([b, a]),
                Node::Bytes { .. } | Node::Match => closure.push(node),
            }
        }
        closure.sort_unstable();
        closure
    }
}

impl Machine for Subsets<'_> {
    type State = Vec<NodeId>;

    fn start(&mut self) -> Vec<NodeId> {
        self.to_do.push(self.nfa.start);
        self.closure()
    }

    fn step(&mut self, state: &Vec<NodeId>, class: usize) -> Result<Option<Vec<NodeId>>, TooLarge> {
        let before = self.looks;
        let holds = &self.holds[class];
        for &node in state {
            if let Node::Bytes { set, next } = self.nfa.nodes[node as usize]
                && holds[set]
            {
                self.to_do.push(next);
            }
        }
        self.looks += state.len();
        if self.looks > WORK_LIMIT {
            return Err(TooLarge::States { limit: STATE_LIMIT });
        }
        if self.to_do.is_empty() {
            return Ok(None);
        }
        let closure = self.closure();
        self.work.spend(self.looks - before)?;
        Ok(Some(closure))
    }

    fn accepts(&mut self, state: &Vec<NodeId>) -> bool {
        // The match is the first node that is made.
        state.first() == Some(&0)
    }
}
