//! The nondeterministic automaton of a regex.
//!
//! # The idea
//!
//! A regex is turned into nodes from its end to its beginning: to build "a, and then the node
//! `next`" nothing else must be known. Choices become forks, which are passed without reading:
//!
//! ```text
//!   x{2,}       [x] -> [x] -> (fork) -> next         x|y     (fork) -> [x] --.
//!                       ^-------'                                '--> [y] ----> next
//!
//!   x{1,3}      [x] -> (fork) -> [x] -> (fork) -> [x] --.
//!                         '----------------'---------------> next
//! ```
//!
//! Greed and groups do not matter: only which strings match is asked, not how.
//!
//! # Cost and source
//!
//! One node for each byte or class, after counted repetitions are written out; both the nodes
//! and the steps to make them are bounded by [`NODE_LIMIT`]. Thompson, "Regular expression
//! search algorithm" (1968).

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind, Repetition};

use super::{ByteSet, TooLarge};

/// How many nodes a regex may have once its counted repetitions are written out.
pub(crate) const NODE_LIMIT: usize = 20_000;

/// The number of a node.
pub(crate) type NodeId = u32;

/// A node of the automaton.
pub(crate) enum Node {
    /// Reads a byte of the set with this number.
    Bytes { set: usize, next: NodeId },
    /// Goes on at both.
    Fork(NodeId, NodeId),
    /// The whole regex has matched.
    Match,
}

/// The nodes of a regex and the byte sets they read.
pub(crate) struct Nfa {
    pub(crate) nodes: Vec<Node>,
    pub(crate) sets: Vec<ByteSet>,
    pub(crate) start: NodeId,
}

impl Nfa {
    /// The automaton of a parsed regex.
    pub(crate) fn new(hir: &Hir) -> Result<Nfa, TooLarge> {
        let mut compiler = Compiler::default();
        let end = compiler.node(Node::Match)?;
        let start = compiler.compile(hir, end)?;
        Ok(Nfa { nodes: compiler.nodes, sets: compiler.sets, start })
    }
}

#[derive(Default)]
struct Compiler {
    nodes: Vec<Node>,
    sets: Vec<ByteSet>,
    numbers: BTreeMap<ByteSet, usize>,
    steps: usize,
}

impl Compiler {
    fn node(&mut self, node: Node) -> Result<NodeId, TooLarge> {
        if self.nodes.len() >= NODE_LIMIT {
            return Err(TooLarge::States { limit: NODE_LIMIT });
        }
        self.nodes.push(node);
        Ok(self.nodes.len() as NodeId - 1)
    }

    fn bytes(&mut self, set: ByteSet, next: NodeId) -> Result<NodeId, TooLarge> {
        let set = match self.numbers.get(&set) {
            Some(&number) => number,
            None => {
                let number = self.sets.len();
                self.numbers.insert(set.clone(), number);
                self.sets.push(set);
                number
            }
        };
        self.node(Node::Bytes { set, next })
    }

    /// The first node of "the regex, and then `next`".
    fn compile(&mut self, hir: &Hir, next: NodeId) -> Result<NodeId, TooLarge> {
        // A repetition of nothing makes no nodes, but must not take forever either.
        self.steps += 1;
        if self.steps > 4 * NODE_LIMIT {
            return Err(TooLarge::States { limit: NODE_LIMIT });
        }
        match hir.kind() {
            // Assertions are refused when the regex is read; here one would match nothing.
            HirKind::Look(_) => self.bytes(ByteSet::new(), next),
            HirKind::Empty => Ok(next),
            HirKind::Literal(literal) => literal
                .0
                .iter()
                .rev()
                .try_fold(next, |next, &byte| self.bytes(ByteSet::of(&[byte]), next)),
            HirKind::Class(class) => self.bytes(byte_set(class), next),
            HirKind::Capture(capture) => self.compile(&capture.sub, next),
            HirKind::Concat(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.compile(part, next))
            }
            HirKind::Alternation(parts) => self.alternation(parts, next),
            HirKind::Repetition(repetition) => self.repetition(repetition, next),
        }
    }

    fn alternation(&mut self, parts: &[Hir], next: NodeId) -> Result<NodeId, TooLarge> {
        let Some((last, others)) = parts.split_last() else {
            return self.bytes(ByteSet::new(), next);
        };
        let last = self.compile(last, next)?;
        others.iter().rev().try_fold(last, |rest, part| {
            let part = self.compile(part, next)?;
            self.node(Node::Fork(part, rest))
        })
    }

    fn repetition(&mut self, repetition: &Repetition, next: NodeId) -> Result<NodeId, TooLarge> {
        let Repetition { min, max, ref sub, .. } = *repetition;
        let mut first = next;
        match max {
            // A fork that leads back to itself through the repeated part.
            None => {
                first = self.node(Node::Fork(next, next))?;
                let again = self.compile(sub, first)?;
                if let Some(fork) = self.nodes.get_mut(first as usize) {
                    *fork = Node::Fork(again, next);
                }
            }
            // Each of the optional ones may be the last; all exits lead to the same place.
            Some(max) => {
                for _ in min..max {
                    let one_more = self.compile(sub, first)?;
                    first = self.node(Node::Fork(one_more, next))?;
                }
            }
        }
        for _ in 0..min {
            first = self.compile(sub, first)?;
        }
        Ok(first)
    }
}

/// The bytes of a class; of characters those that are one byte, for no origin has others.
fn byte_set(class: &Class) -> ByteSet {
    let mut set = ByteSet::new();
    let mut insert = |range: &ClassBytesRange| set.insert_range(range.start(), range.end());
    match class {
        Class::Bytes(class) => class.ranges().iter().for_each(&mut insert),
        Class::Unicode(class) => {
            for range in class.ranges().iter().filter(|range| range.start().is_ascii()) {
                let first = u8::try_from(range.start()).unwrap_or_default();
                let last = u8::try_from(range.end()).unwrap_or(0x7f).min(0x7f);
                insert(&ClassBytesRange::new(first, last));
            }
        }
    }
    set
}
