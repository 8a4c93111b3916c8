//! From many possible nodes to one state.
//!
//! # The idea
//!
//! regex-automata turns a regex into Thompson's nondeterministic automaton: nodes that read a byte,
//! and nodes that lead on without reading. While it reads, several nodes may be the right one. Take the
//! set of all of them as one state: the next set is what its nodes lead to by the byte read, and
//! everything that can be reached from there without reading.
//!
//! ```text
//!   (a|b)*abb      {0 1} --a--> {0 1 2} --b--> {0 1 3} --b--> {0 1 match}
//! ```
//!
//! A set holds only the nodes that read, and the match: the others have been passed already.
//!
//! # Cost and source
//!
//! In the worst case 2ⁿ sets for n nodes: `(a|b)*a(a|b){20}` needs a million. So both the sets
//! and the nodes looked at are counted, and the construction gives up in time. Thompson, "Regular
//! expression search algorithm" (1968); Rabin and Scott, "Finite automata and their decision
//! problems" (1959).

use regex_automata::nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID as NodeId;
use regex_syntax::hir::Hir;

use super::numbering::Numbering;
use super::{Automata, Budget, ByteClasses, Language, Machine, STATE_LIMIT, TooLarge};

/// How many members of sets may be looked at in all. An honest origin pattern takes some ten
/// thousand.
pub(crate) const WORK_LIMIT: usize = 4_000_000;

/// How many bytes the nodes of a regex may take, once its counted repetitions are written out: about
/// 20,000 nodes. An honest origin pattern has some dozens.
const NODE_BYTES: usize = 20_000 * size_of::<State>();

impl Automata {
    /// The strings that the regex matches from their first to their last byte.
    pub(super) fn of_hir(&self, hir: &Hir) -> Result<Language, TooLarge> {
        let config = Config::new()
            .utf8(false)
            .which_captures(WhichCaptures::None)
            .nfa_size_limit(Some(NODE_BYTES));
        let too_large = |_| TooLarge::States { limit: STATE_LIMIT };
        let nfa = Compiler::new().configure(config).build_from_hir(hir).map_err(too_large)?;
        let (classes, next) = self.alphabet(&nfa)?;
        let mut subsets = Subsets {
            nfa: &nfa,
            width: classes.len(),
            next,
            met: vec![0; nfa.states().len()],
            round: 0,
            to_do: Vec::new(),
            looks: 0,
            budget: self.budget(),
        };
        self.explore(&mut subsets, classes, STATE_LIMIT)
    }

    /// The byte classes that no node distinguishes, and where each node leads by them:
    /// `next[node * classes + class]`.
    ///
    /// The classes of regex-automata are ranges: it has three where no node reads `.`, `/` and `:` but
    /// some reads digits. Those that all nodes treat alike are put together.
    fn alphabet(&self, nfa: &NFA) -> Result<(ByteClasses, Vec<Option<NodeId>>), TooLarge> {
        let ranges = nfa.byte_classes();
        let representatives: Vec<u8> = ranges
            .representatives(..)
            .filter_map(regex_automata::util::alphabet::Unit::as_u8)
            .collect();
        self.budget().spend(nfa.states().len() * representatives.len())?;
        let mut columns: Numbering<Vec<Option<NodeId>>> = Numbering::new();
        let class_of_range: Vec<usize> = representatives
            .iter()
            .map(|&byte| {
                columns.number(nfa.states().iter().map(|node| after(node, byte)).collect())
            })
            .collect();
        let classes = ByteClasses::new(columns.len(), |byte| {
            class_of_range.get(usize::from(ranges.get(byte))).copied().unwrap_or(0)
        });
        let next = (0..nfa.states().len())
            .flat_map(|node| columns.values().iter().map(move |column| column[node]))
            .collect();
        Ok((classes, next))
    }
}

/// The node after one that reads this byte.
fn after(node: &State, byte: u8) -> Option<NodeId> {
    match node {
        State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
        State::Sparse(transitions) => transitions.matches_byte(byte),
        State::Dense(transitions) => transitions.matches_byte(byte),
        // Assertions are refused when the regex is read.
        State::Look { .. }
        | State::Union { .. }
        | State::BinaryUnion { .. }
        | State::Capture { .. }
        | State::Fail
        | State::Match { .. } => None,
    }
}

struct Subsets<'a> {
    nfa: &'a NFA,
    /// How many classes there are.
    width: usize,
    next: Vec<Option<NodeId>>,
    /// The round in which a node was last met.
    met: Vec<u32>,
    round: u32,
    to_do: Vec<NodeId>,
    /// How many members of sets have been looked at.
    looks: usize,
    budget: &'a Budget,
}

impl Subsets<'_> {
    /// The nodes that read or match, reached from those to do without reading; ascending.
    fn closure(&mut self) -> Vec<NodeId> {
        self.round = self.round.wrapping_add(1);
        let mut closure = Vec::new();
        while let Some(node) = self.to_do.pop() {
            self.looks += 1;
            let met = &mut self.met[node.as_usize()];
            if *met == self.round {
                continue;
            }
            *met = self.round;
            match self.nfa.state(node) {
                State::Union { alternates } => self.to_do.extend(alternates.iter().rev()),
                &State::BinaryUnion { alt1, alt2 } => self.to_do.extend([alt2, alt1]),
                &State::Capture { next, .. } => self.to_do.push(next),
                State::Look { .. } | State::Fail => {}
                State::ByteRange { .. }
                | State::Sparse(_)
                | State::Dense(_)
                | State::Match { .. } => closure.push(node),
            }
        }
        closure.sort_unstable();
        closure
    }
}

impl Machine for Subsets<'_> {
    type State = Vec<NodeId>;

    fn start(&mut self) -> Vec<NodeId> {
        self.to_do.push(self.nfa.start_anchored());
        self.closure()
    }

    fn step(&mut self, state: &Vec<NodeId>, class: usize) -> Result<Option<Vec<NodeId>>, TooLarge> {
        let before = self.looks;
        for &node in state {
            if let Some(&Some(next)) = self.next.get(node.as_usize() * self.width + class) {
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
        self.budget.spend(self.looks - before)?;
        Ok(Some(closure))
    }

    fn accepts(&mut self, state: &Vec<NodeId>) -> bool {
        state.iter().any(|&node| matches!(self.nfa.state(node), State::Match { .. }))
    }
}
