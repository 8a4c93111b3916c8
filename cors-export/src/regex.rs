//! From an automaton to a regex that an engine of any of the targets reads in the same way.
//!
//! # The idea
//!
//! *State elimination*: write a regex on each edge of the automaton, then remove its states one by one. What led
//! through a state becomes an edge around it:
//!
//! ```text
//!            r
//!           ╭─╮
//!   p ──a──> q ──b──> s         becomes         p ──a r* b──> s
//! ```
//!
//! | module | contents |
//! | --- | --- |
//! | `class` | a set of ASCII bytes, written as one character or as `[a-z0-9_-]` |
//! | `node` | the tree of a regex, which is simplified while it is built |
//! | `graph` | the automaton, and the same read backwards |
//! | `eliminate` | the elimination, in an order that keeps regexes short |
//! | `split` | several regexes below a limit instead of one |
//!
//! Origins differ at their end, `.example.com`, and the part before it is repeated, so the automaton that reads
//! them backwards is usually much smaller. Both are eliminated, and the shorter regex is kept:
//!
//! ```text
//!   https://*.example.com     ^https://(?:[a-z0-9_-]+\.)+example\.com$
//! ```
//!
//! # No string takes an engine long
//!
//! An automaton that is deterministic, forwards or backwards, reads a string in one way only, and so does a regex
//! made of it. A search that backtracks can therefore be at each position of the regex only once for each position
//! of the string: the time is at most the product of their lengths.
//!
//! # The dialect
//!
//! Literals, escaped by a backslash; classes of ASCII characters; `(?:…)`, `|`, `?`, `*` and `+`; `^` and `$` around
//! the whole. PCRE, RE2, Go and Rust read these alike in a string without line ends, which no header value has.
//!
//! # Cost and source
//!
//! Cubic in the states, times the length of the regexes, which is bounded by [`MAX_LEN`]. J. Brzozowski,
//! E. McCluskey, "Signal flow graph techniques for sequential circuit state diagrams" (1963); the order: M. Delgado,
//! J. Morais, "Approximation to the smallest regular expression for a given regular language" (2004).

mod class;
mod eliminate;
mod graph;
mod node;
mod split;

use cors_compiler::language::Language;

use graph::ByteGraph;
use node::Node;

/// The length at which a regex is given up, in bytes.
pub const MAX_LEN: usize = 256 * 1024;

/// Why a language has no regex here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexError {
    /// A string of the language has a byte beyond ASCII.
    NotAscii,
    /// The language is empty.
    Empty,
    /// The regex would be longer than the limit, and cannot be split.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

/// Regexes, each shorter than `limit` bytes with its `^` and `$`, that match exactly the strings of `language`
/// together.
///
/// ```
/// use cors_compiler::language::Automata;
/// use cors_export::regex::regexes;
///
/// let language = Automata::unlimited().regex(r"https://(?:[a-z]+\.)+example\.com").unwrap();
/// assert_eq!(regexes(&language, 4096).unwrap(), [r"^https://(?:[a-z]+\.)+example\.com$"]);
/// ```
///
/// # Errors
///
/// A string of the language is not ASCII, there is none, or the regex would be too long.
pub fn regexes(language: &Language, limit: usize) -> Result<Vec<String>, RegexError> {
    let graph = ByteGraph::of(&language.graph())?;
    let backwards = graph.reversed().and_then(|graph| eliminate::eliminate(&graph, MAX_LEN));
    let shortest = backwards.as_ref().map_or(MAX_LEN, Node::len);
    let forwards = eliminate::eliminate(&graph, shortest).filter(|node| node.len() < shortest);
    let node = forwards.or(backwards.map(Node::reversed));
    let node = node.ok_or(RegexError::TooLong { limit: MAX_LEN })?;
    let error = RegexError::TooLong { limit };
    // The anchors, and the group that an alternation needs between them.
    let around = "^(?:)$".len();
    let parts = split::split(node, limit.saturating_sub(around)).ok_or(error)?;
    Ok(parts.iter().map(anchored).collect())
}

/// The same in one regex, for strings that differ at their start, whose automaton would be large if it were read backwards.
pub(crate) fn regex_of_starts(language: &Language) -> Result<String, RegexError> {
    let graph = ByteGraph::of(&language.graph())?;
    let node = eliminate::eliminate(&graph, MAX_LEN);
    node.map(|node| anchored(&node)).ok_or(RegexError::TooLong { limit: MAX_LEN })
}

fn anchored(node: &Node) -> String {
    match node {
        Node::Alternation(_) => format!("^(?:{node})$"),
        _ => format!("^{node}$"),
    }
}

/// The regex of one string.
#[must_use]
pub fn literal(string: &str) -> String {
    let escaped: String =
        string.chars().flat_map(|char| class::escape(char).chain([char])).collect();
    format!("^{escaped}$")
}

/// Regexes of a list of strings, each shorter than `limit` bytes if no string is longer.
pub(crate) fn literals(strings: &[String], limit: usize) -> Vec<String> {
    let mut lists: Vec<String> = Vec::new();
    for string in strings {
        let literal: String =
            string.chars().flat_map(|char| class::escape(char).chain([char])).collect();
        match lists.last_mut() {
            Some(list) if list.len().saturating_add(literal.len()) < limit.saturating_sub(10) => {
                list.push('|');
                list.push_str(&literal);
            }
            _ => lists.push(literal),
        }
    }
    lists.iter().map(|list| format!("^(?:{list})$")).collect()
}

#[cfg(test)]
mod tests {
    use cors_compiler::language::Automata;

    use super::*;

    fn unanchored(regex: &str) -> &str {
        regex.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).unwrap()
    }

    fn of(regex: &str) -> String {
        let language = Automata::unlimited().regex(regex).unwrap();
        let [one] = <[String; 1]>::try_from(regexes(&language, MAX_LEN).unwrap()).unwrap();
        let read = Automata::unlimited().regex(unanchored(&one)).unwrap();
        assert_eq!(read, language, "{one}");
        one
    }

    #[test]
    fn as_an_expert_would_write_them() {
        for regex in [
            r"^https://(?:[a-z0-9_-]+\.)+example\.com$",
            r"^https://(?:[a-z0-9_-]+\.)*example\.com$",
            r"^https://pr-[0-9]+\.preview\.example\.net$",
            r"^https?://localhost$",
            r"^https://[a-z0-9_-]+\.example\.(?:com|net)$",
        ] {
            assert_eq!(of(unanchored(regex)), regex);
        }
    }

    #[test]
    fn every_kind_of_automaton() {
        for (regex, want) in [
            ("", "^$"),
            ("a|b|", "^[ab]?$"),
            ("(?:ab)*", "^(?:ab)*$"),
            ("ab|cd", "^(?:ab|cd)$"),
            (r"[\[\]\^\\-]", r"^[[\]\\^-]$"),
            ("(?s-u)a.?b", ""),
        ] {
            if want.is_empty() {
                let language = Automata::unlimited().regex(regex).unwrap();
                assert_eq!(regexes(&language, MAX_LEN), Err(RegexError::NotAscii));
            } else {
                let _ = of(regex);
            }
        }
        assert_eq!(regexes(&Language::empty(), 100), Err(RegexError::Empty));
    }

    #[test]
    fn a_denial_stays_short() {
        let automata = Automata::unlimited();
        let allowed = automata.regex(r"https://(?:[a-z0-9_-]+\.)+example\.com").unwrap();
        let denied =
            automata.regex(r"https://(?:[a-z0-9_-]+\.)+usercontent\.example\.com").unwrap();
        let language = automata.difference(&allowed, &denied).unwrap();
        let [one] = <[String; 1]>::try_from(regexes(&language, MAX_LEN).unwrap()).unwrap();
        assert_eq!(automata.regex(unanchored(&one)).unwrap(), language);
        assert!(one.len() < 500, "{} bytes: {one}", one.len());
    }

    #[test]
    fn a_list_is_split_below_a_limit() {
        let strings =
            ["https://a.example", "https://b.example", "https://c.example"].map(String::from);
        let regexes = literals(&strings, 52);
        assert_eq!(
            regexes,
            [r"^(?:https://a\.example|https://b\.example)$", r"^(?:https://c\.example)$"]
        );
        assert!(regexes.iter().all(|regex| regex.len() < 52));
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal("http://[::1]:80"), r"^http://\[::1\]:80$");
    }
}
