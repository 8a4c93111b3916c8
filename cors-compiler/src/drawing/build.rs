//! From an automaton to a graph.

use std::collections::BTreeMap;

use super::texts::{self, Texts};
use super::{Drawing, Edge, Label, Node};
use crate::language::{DEAD, Language, StateId};

/// The graph of a language.
pub(super) fn graph(language: &Language) -> Drawing {
    let rows = Rows::of(language);
    let texts = texts::behind_loops(&rows);
    let mut number = BTreeMap::from([(language.start(), 0)]);
    let mut order = vec![language.start()];
    let mut edges = Vec::new();
    let mut next = 0;
    while let Some(&state) = order.get(next) {
        let mut of_state = out(&rows, &texts, state);
        of_state.sort();
        for (label, target) in of_state {
            let (label, target) = rows.followed(label, target, &texts);
            let to = *number.entry(target).or_insert_with(|| {
                order.push(target);
                order.len() - 1
            });
            edges.push(Edge { from: next, to, label });
        }
        next += 1;
    }
    edges.sort_by_key(|edge| (edge.from, edge.to));
    let nodes = order.into_iter().map(|state| Node { accepts: language.accepts(state) }).collect();
    Drawing { nodes, edges }
}

/// The edges of a state.
fn out(rows: &Rows<'_>, texts: &Texts, state: StateId) -> Vec<(Label, StateId)> {
    // What it reads as the loop does is drawn there.
    let implied = texts.implied_by(state);
    let mut by_target: BTreeMap<StateId, Vec<u8>> = BTreeMap::new();
    let mut edges = Vec::new();
    for &byte in &rows.bytes {
        let target = rows.next(state, byte);
        if target == DEAD || implied.is_some_and(|other| rows.next(other, byte) == target) {
            continue;
        }
        match texts.starting(state, byte) {
            Some((text, end)) => {
                edges.push((Label::Text(text.to_owned()), end));
                // The loop reads this byte, too.
                by_target.entry(state).or_default().push(byte);
            }
            None => by_target.entry(target).or_default().push(byte),
        }
    }
    let labelled = by_target.into_iter().map(|(target, bytes)| (Label::of(&bytes), target));
    edges.extend(labelled);
    edges
}

/// The transitions of an automaton, over the bytes that have any.
pub(super) struct Rows<'l> {
    pub(super) language: &'l Language,
    pub(super) bytes: Vec<u8>,
    /// How many states lead to each.
    entering: Vec<usize>,
}

impl<'l> Rows<'l> {
    fn of(language: &'l Language) -> Self {
        let states = 1..language.states() as StateId;
        let is_used = |byte: &u8| states.clone().any(|state| language.next(state, *byte) != DEAD);
        let bytes: Vec<u8> = (0..=u8::MAX).filter(is_used).collect();
        let mut entering = vec![0; language.states()];
        for state in states.clone() {
            let mut targets: Vec<StateId> =
                bytes.iter().map(|&byte| language.next(state, byte)).collect();
            targets.sort_unstable();
            targets.dedup();
            for target in targets {
                entering[target as usize] += 1;
            }
        }
        Self { language, bytes, entering }
    }

    pub(super) fn states(&self) -> impl Iterator<Item = StateId> + use<> {
        1..self.language.states() as StateId
    }

    pub(super) fn next(&self, state: StateId, byte: u8) -> StateId {
        self.language.next(state, byte)
    }

    /// The only byte that leads on, and where.
    fn only(&self, state: StateId) -> Option<(u8, StateId)> {
        let mut ways = self.bytes.iter().map(|&byte| (byte, self.next(state, byte)));
        let mut ways = ways.by_ref().filter(|&(_, target)| target != DEAD);
        let way = ways.next()?;
        ways.next().is_none().then_some(way)
    }

    /// A text, continued through the states that nothing else enters, and that only one byte leaves.
    fn followed(&self, label: Label, mut target: StateId, texts: &Texts) -> (Label, StateId) {
        let Label::Text(mut text) = label else { return (label, target) };
        while !self.language.accepts(target)
            && target != self.language.start()
            && self.entering.get(target as usize) == Some(&1)
            && texts.implied_by(target).is_none()
        {
            let Some((byte, next)) = self.only(target).filter(|&(_, next)| next != target) else {
                break;
            };
            text.push(char::from(byte));
            target = next;
        }
        (Label::Text(text), target)
    }
}

impl Label {
    /// One byte as a text, more as a class.
    fn of(bytes: &[u8]) -> Self {
        if let [byte] = bytes {
            return Self::Text(char::from(*byte).to_string());
        }
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for &byte in bytes {
            match ranges.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(byte) => *last = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        // Letters, then digits, then the others; two neighbours are not a range.
        let kind = |byte: u8| match byte {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            _ => 3,
        };
        let mut ranges: Vec<(u8, u8)> = ranges
            .into_iter()
            .flat_map(|(first, last)| match last - first {
                1 => vec![(first, first), (last, last)],
                _ => vec![(first, last)],
            })
            .collect();
        ranges.sort_by_key(|&(first, _)| (kind(first), first));
        let chars = |(first, last)| (char::from(first), char::from(last));
        Self::Class(ranges.into_iter().map(chars).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::drawing::{Drawing, Label};
    use crate::language::Automata;

    /// The edges of a graph as text; `*` marks a state that accepts.
    fn drawn(regex: &str) -> Vec<String> {
        let automata = Automata::unlimited();
        let language = automata.among_origins(&automata.regex(regex).unwrap()).unwrap();
        let graph = Drawing::of(&language, &automata).unwrap();
        let node =
            |index: usize| format!("{index}{}", if graph.nodes[index].accepts { "*" } else { "" });
        let edges = graph.edges.iter();
        edges.map(|it| format!("{} {} {}", node(it.from), it.label, node(it.to))).collect()
    }

    #[test]
    fn texts_are_one_edge() {
        assert_eq!(drawn(r"https://a\.example"), ["0 https://a.example 1*"]);
        assert_eq!(
            drawn(r"https://(eu|us)-[0-9]\.example"),
            ["0 https:// 1", "1 eu 2", "1 us 2", "2 - 3", "3 0-9 4", "4 .example 5*"]
        );
        assert_eq!(
            drawn(r"https?://[a-z]{1,2}\.example(:8443)?"),
            [
                "0 http 1",
                "1 : 2",
                "1 s: 2",
                "2 // 3",
                "3 a-z 4",
                "4 . 5",
                "4 a-z 6",
                "5 example 7*",
                "6 . 5",
                "7* :8443 8*"
            ]
        );
    }

    /// The states for a part of `.example.com` are not drawn.
    #[test]
    fn a_text_behind_a_loop_is_one_edge() {
        assert_eq!(
            drawn(r"https://[^.].*\.example\.com"),
            ["0 https:// 1", "1 a-z 0-9 - _ 2", "2 a-z 0-9 - . _ 2", "2 .example.com 3*",]
        );
    }

    /// Whether a graph, read as a nondeterministic automaton, accepts a text.
    fn accepts(graph: &Drawing, text: &[u8]) -> bool {
        // For each place of the text, the nodes there.
        let mut reached = vec![vec![false; graph.nodes.len()]; text.len() + 1];
        reached[0][0] = true;
        for at in 0..text.len() {
            for edge in &graph.edges {
                let length = match &edge.label {
                    Label::Text(label) if text[at..].starts_with(label.as_bytes()) => label.len(),
                    Label::Class(ranges) => {
                        let next = char::from(text[at]);
                        usize::from(ranges.iter().any(|&(a, z)| (a..=z).contains(&next)))
                    }
                    Label::Text(_) => 0,
                };
                if length > 0 && reached[at][edge.from] {
                    reached[at + length][edge.to] = true;
                }
            }
        }
        graph.nodes.iter().zip(&reached[text.len()]).any(|(node, &reached)| node.accepts && reached)
    }

    /// The picture shows what the automaton accepts: for its strings, and for each string that is one byte away.
    #[test]
    fn graphs_accept_what_their_automata_accept() {
        let automata = Automata::unlimited();
        let origins =
            |regex: &str| automata.among_origins(&automata.regex(regex).unwrap()).unwrap();
        let (mut accepted, mut refused, mut texts) = (0, 0, 0);
        for (allowed, denied) in [
            (r"https://[^.].*\.example\.com", ""),
            (r"https://[^.].*\.example\.com", r"https://[^.].*\.evil\.example\.com"),
            (r"https://([^.].*\.)?example\.com(:8443)?", ""),
            (r"https://[^.].*\.(example\.com|example\.org|e\.x)", ""),
            (r"https://[^.].*\.co\.co", ""),
            (r"https://[^.].*\.a\.a\.b", r"https://a\.a\.a\.b"),
            (r"https://.*aab", ""),
            (r"https://.*a.b", ""),
            (r"https?://(eu|us)-[0-9]{1,3}\.example\.org", r"https://eu-1\.example\.org"),
            (r"https://[a-z0-9-]+\.example\.app|https://[^.].*\.example\.com", ""),
        ] {
            let mut language = origins(allowed);
            if !denied.is_empty() {
                language = automata.difference(&language, &origins(denied)).unwrap();
            }
            let graph = Drawing::of(&language, &automata).unwrap();
            texts += graph.edges.iter().filter(|edge| edge.label.to_string().len() > 6).count();
            for string in language.shortest().take(1000).step_by(41) {
                for at in 0..string.len() {
                    for byte in *b"a.e-8:" {
                        let mut changed = string.clone();
                        changed[at] = byte;
                        let text = String::from_utf8(changed).unwrap();
                        if text.bytes().any(|byte| b"!$&'()*+,;=`{}~\"%".contains(&byte)) {
                            continue;
                        }
                        let expected = language.contains(text.as_bytes());
                        assert_eq!(
                            accepts(&graph, text.as_bytes()),
                            expected,
                            "{allowed} {denied} {text}"
                        );
                        *if expected { &mut accepted } else { &mut refused } += 1;
                    }
                }
            }
        }
        assert!(accepted > 500 && refused > 500 && texts > 10, "{accepted} {refused} {texts}");
    }
}
