//! What is drawn: a graph for each pattern, or one for all.

use cors_compiler::ast;
use cors_compiler::compare::Meaning;
use cors_compiler::drawing::{Drawing, Edge, PatternList, of_patterns};
use cors_compiler::language::Automata;

use crate::failure::Message;

/// How many steps the graph of a whole policy may take.
const STEPS: usize = 20_000_000;

/// The graphs of a policy.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) parts: Vec<Part>,
}

/// A graph with its title.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) title: String,
    /// Whether its origins are denied.
    pub(super) is_denied: bool,
    pub(super) graph: Drawing,
}

impl Picture {
    /// The graphs of a policy's patterns, or one graph of all that it allows.
    pub(super) fn of(policy: &ast::Policy, is_whole: bool) -> Result<Self, Message> {
        let too_large = |error| Message::new(format!("the policy cannot be drawn: {error}"));
        let patterns = of_patterns(policy).map_err(too_large)?;
        if patterns.is_empty() {
            let message = "the policy has no patterns to draw: it allows any origin, or none";
            return Err(Message::new(message));
        }
        if is_whole {
            let meaning = Meaning::of(policy)
                .map_err(|error| Message::new(format!("the policy cannot be drawn: {error}")))?;
            let graph =
                Drawing::of(meaning.origins(), &Automata::within(STEPS)).map_err(too_large)?;
            let title = "all allowed origins".to_owned();
            return Ok(Self { parts: vec![Part { title, is_denied: false, graph }] });
        }
        let part = |pattern: cors_compiler::drawing::PatternDrawing| Part {
            title: match pattern.list {
                PatternList::Allowed => pattern.pattern,
                PatternList::Runtime => format!("at run time: {}", pattern.pattern),
                PatternList::Denied => format!("denied: {}", pattern.pattern),
            },
            is_denied: pattern.list == PatternList::Denied,
            graph: pattern.graph,
        };
        Ok(Self { parts: patterns.into_iter().map(part).collect() })
    }

    /// How many states there are.
    pub(super) fn nodes(&self) -> usize {
        self.parts.iter().map(|part| part.graph.nodes.len()).sum()
    }

    /// How many edges there are; those between the same states are one.
    pub(super) fn edges(&self) -> usize {
        self.parts.iter().map(|part| joined(&part.graph).len()).sum()
    }
}

/// The edges of a graph, those between the same states together, with their labels in a line each.
pub(super) fn joined(graph: &Drawing) -> Vec<(usize, usize, Vec<String>)> {
    let mut joined: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for Edge { from, to, label, .. } in &graph.edges {
        match joined.last_mut() {
            Some((other_from, other_to, labels)) if (*other_from, *other_to) == (*from, *to) => {
                labels.push(label.to_string());
            }
            _ => joined.push((*from, *to, vec![label.to_string()])),
        }
    }
    joined
}
