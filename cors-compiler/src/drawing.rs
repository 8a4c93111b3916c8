//! The automata of a policy as graphs, for pictures.
//!
//! # The idea
//!
//! A minimal automaton reads one byte at a time, which is too much for a picture. Three things make it readable:
//!
//! * The dead state is not drawn: where no edge fits, the origin does not match.
//! * Bytes that lead to the same state are one edge, with ranges as its label.
//! * Edges in a row become one edge with a text. This works for a text behind a loop, too:
//!   an automaton that searches for `.example.com` has a state for each of its letters, and from each of them an edge
//!   back to the loop. Drawn is only the loop and the text, as in a nondeterministic automaton: what is read may be part
//!   of both.
//!
//! ```text
//!   ( ) ──https://──> ( ) ──a-z 0-9──> ( ) ──.example.com──> ((4))
//!                                      └─┘ a-z 0-9 .
//! ```
//!
//! Browsers can send hosts with percent signs and punctuation, which only attackers and mistakes have; a picture
//! leaves them out ([`Drawing::of`]).
//!
//! # Cost
//!
//! States times the 256 bytes, for each text its length.

mod build;
mod texts;

use std::fmt;

use crate::ast;
use crate::finding::Findings;
use crate::language::{Automata, Language, TooLarge};
use crate::location::Located;
use crate::lower;
use crate::model::{AllowOrigins, Pattern};

/// An automaton to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Drawing {
    /// The states, in breadth-first order; the first is the start.
    pub nodes: Vec<Node>,
    /// The transitions, by their first state, then by their second.
    pub edges: Vec<Edge>,
}

/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Node {
    /// Whether an origin that ends here matches.
    pub accepts: bool,
}

/// Transitions between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Edge {
    /// The index of the first state.
    pub from: usize,
    /// The index of the second state.
    pub to: usize,
    /// What is read.
    pub label: Label,
}

/// What an edge reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Label {
    /// This text.
    Text(String),
    /// One of these characters: ranges, both ends included.
    Class(Vec<(char, char)>),
}

/// A text as it is, a class as ranges: `a-z 0-9 -`.
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Class(ranges) => {
                for (index, (first, last)) in ranges.iter().enumerate() {
                    let space = if index == 0 { "" } else { " " };
                    match first == last {
                        true => write!(f, "{space}{first}")?,
                        false => write!(f, "{space}{first}-{last}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// The graph of a pattern of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PatternDrawing {
    /// The pattern as it is written.
    pub pattern: String,
    /// Its key.
    pub list: PatternList,
    /// Its automaton.
    pub graph: Drawing,
}

/// A list of patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum PatternList {
    /// `allow_origins`
    Allowed,
    /// `runtime_origins`
    Runtime,
    /// `deny_origins`
    Denied,
}

/// How many steps the graphs of one policy may take.
const STEPS: usize = 20_000_000;

impl Drawing {
    /// The graph of a language: of its strings of letters, digits and the characters of ordinary origins.
    ///
    /// # Errors
    ///
    /// The automaton would be too large.
    ///
    /// ```
    /// use cors_compiler::drawing::Drawing;
    /// use cors_compiler::language::Automata;
    ///
    /// let automata = Automata::unlimited();
    /// let graph = Drawing::of(&automata.regex(r"https://pr-[0-9]+\.example").unwrap(), &automata).unwrap();
    /// let labels: Vec<String> = graph.edges.iter().map(|edge| edge.label.to_string()).collect();
    /// assert_eq!(labels, ["https://pr-", "0-9", "0-9", ".example"]);
    /// ```
    pub fn of(language: &Language, automata: &Automata) -> Result<Self, TooLarge> {
        let ordinary = automata.intersection(language, &ordinary())?;
        // An alphabet of other strings only is drawn as it is.
        let drawn = if ordinary.is_empty() { language } else { &ordinary };
        Ok(build::graph(drawn))
    }
}

/// The characters of ordinary origins.
fn ordinary() -> Language {
    Language::own(r"[A-Za-z0-9.:/_\[\]-]*")
}

/// The graphs of the patterns of a policy, in the order in which they are written; of one that breaks rules too.
///
/// # Errors
///
/// The automata would be too large.
pub fn of_patterns(policy: &ast::Policy) -> Result<Vec<PatternDrawing>, TooLarge> {
    let (model, _) = lower::lower(policy, &mut Findings::default());
    let automata = Automata::within(STEPS);
    let allowed = match model.allow_origins {
        AllowOrigins::These(patterns) => patterns,
        AllowOrigins::Any(_) | AllowOrigins::Nobody => Vec::new(),
    };
    let lists = [
        (PatternList::Allowed, allowed),
        (PatternList::Runtime, model.runtime_origins),
        (PatternList::Denied, model.deny_origins),
    ];
    let mut graphs = Vec::new();
    for (list, patterns) in lists {
        for Located { value: pattern, .. } in patterns {
            let language = match pattern {
                Pattern::Null => Language::literal(b"null"),
                _ => pattern.language(&automata)?,
            };
            let graph = Drawing::of(&language, &automata)?;
            graphs.push(PatternDrawing { pattern: pattern.to_string(), list, graph });
        }
    }
    Ok(graphs)
}
