//! State elimination: see [`super`].
//!
//! The next state to go is the one whose removal adds the fewest bytes: its edges in and out are each copied as
//! often as there are edges on the other side. Chains go first, and become literals. No order is best for every
//! automaton, so there is another one: states with an edge to themselves go first, which makes a label of a host
//! `[a-z]+` before it makes labels `(?:[a-z]+\.)+`.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::ByteGraph;
use super::node::Node;

/// How many states an automaton may have.
const MAX_STATES: usize = 2000;

/// A regex on an edge, and its length.
#[derive(Debug, Clone)]
struct Label {
    node: Node,
    len: usize,
}

impl Label {
    fn new(node: Node) -> Self {
        Self { len: node.len(), node }
    }
}

/// The automaton while states are eliminated, with a state before the start and one after all accepting states.
struct Rest {
    out: Vec<BTreeMap<usize, Label>>,
    into: Vec<BTreeSet<usize>>,
    /// How long a label may become.
    limit: usize,
}

/// Which states go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Those whose removal adds the fewest bytes.
    Cheapest,
    /// Those of chains, then those with an edge to themselves, then the others; the cheapest of each first.
    Loops,
}

/// The shorter regex of an automaton in either order; `None` if both are longer than `limit` on the way.
pub(super) fn eliminate(graph: &ByteGraph, limit: usize) -> Option<Node> {
    let loops = in_order(graph, Order::Loops, limit);
    let limit = loops.as_ref().map_or(limit, Node::len);
    in_order(graph, Order::Cheapest, limit).filter(|node| node.len() < limit).or(loops)
}

fn in_order(graph: &ByteGraph, order: Order, limit: usize) -> Option<Node> {
    let states = graph.edges.len();
    if states > MAX_STATES {
        return None;
    }
    let (source, sink) = (states, states.checked_add(1)?);
    let mut rest = Rest {
        out: vec![BTreeMap::new(); sink.checked_add(1)?],
        into: vec![BTreeSet::new(); sink.checked_add(1)?],
        limit,
    };
    rest.add(source, graph.start, Node::Empty)?;
    for (from, edges) in graph.edges.iter().enumerate() {
        for &(class, to) in edges.iter().filter(|(class, _)| !class.is_empty()) {
            rest.add(from, to, Node::Class(class))?;
        }
        if graph.accepting.get(from) == Some(&true) {
            rest.add(from, sink, Node::Empty)?;
        }
    }
    let mut remaining: Vec<usize> = (0..states).collect();
    while let Some(at) = (0..remaining.len())
        .min_by_key(|&at| remaining.get(at).map(|&state| rest.key(state, order)))
    {
        rest.remove(remaining.remove(at))?;
    }
    rest.out.get_mut(source)?.remove(&sink).map(|label| label.node)
}

impl Rest {
    fn add(&mut self, from: usize, to: usize, node: Node) -> Option<()> {
        let edges = self.out.get_mut(from)?;
        let label = Label::new(match edges.remove(&to) {
            Some(old) => old.node.or(node),
            None => node,
        });
        if label.len > self.limit {
            return None;
        }
        edges.insert(to, label);
        self.into.get_mut(to)?.insert(from);
        Some(())
    }

    /// The state with the lowest one is the next to go.
    fn key(&self, state: usize, order: Order) -> (u8, usize) {
        let (out, into) = (self.out.get(state), self.into.get(state));
        let (Some(out), Some(into)) = (out, into) else { return (u8::MAX, usize::MAX) };
        let is_chain = out.len() == 1 && into.len() == 1;
        let class = match order {
            Order::Cheapest => 0,
            Order::Loops if is_chain => 0,
            Order::Loops if out.contains_key(&state) => 1,
            Order::Loops => 2,
        };
        (class, self.weight(state))
    }

    /// How many bytes the removal of a state adds.
    fn weight(&self, state: usize) -> usize {
        let (Some(out), Some(into)) = (self.out.get(state), self.into.get(state)) else {
            return usize::MAX;
        };
        let is_other = |other: &usize| *other != state;
        let entering = into.iter().copied().filter(is_other);
        let leaving = out.iter().filter(|(to, _)| is_other(to));
        let (ins, outs) = (entering.clone().count(), leaving.clone().count());
        let label = |from: usize| self.out.get(from).and_then(|out| out.get(&state));
        let entering = entering.filter_map(label).map(|label| label.len);
        let repeated = |count: usize, len: usize| count.saturating_sub(1).saturating_mul(len);
        let added = [
            repeated(outs, entering.sum()),
            repeated(ins, leaving.map(|(_, label)| label.len).sum()),
            repeated(ins.saturating_mul(outs), out.get(&state).map_or(0, |own| own.len)),
        ];
        added.into_iter().fold(0, usize::saturating_add)
    }

    fn remove(&mut self, state: usize) -> Option<()> {
        let mut leaving = std::mem::take(self.out.get_mut(state)?);
        let own = leaving.remove(&state).map_or(Node::Empty, |label| label.node.star());
        let entering = std::mem::take(self.into.get_mut(state)?);
        for to in leaving.keys() {
            self.into.get_mut(*to)?.remove(&state);
        }
        for from in entering.into_iter().filter(|&from| from != state) {
            let Some(label) = self.out.get_mut(from)?.remove(&state) else { continue };
            let before = label.node.then(own.clone());
            for (&to, after) in &leaving {
                self.add(from, to, before.clone().then(after.node.clone()))?;
            }
        }
        Some(())
    }
}
