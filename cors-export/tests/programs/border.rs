//! Origins near the border of what a policy allows.
//!
//! For each state of the automaton, the shortest string that leads there, each kind of next byte, and the shortest way
//! to the end: half of them are allowed, and the others differ from an allowed one in a byte. Then random edits of these,
//! repeated parts, and origins around and far above the longest that is examined.

use std::collections::{BTreeSet, VecDeque};

use cors_compiler::language::{Graph, Language};

/// How many origins there are for a policy that is about origins.
pub const COUNT: usize = 4000;

/// How many there are for other policies.
pub const FEW: usize = 100;

/// The characters that replace others.
const ALPHABET: &[u8] = b"ab-z019._:/[]%!AZ@,?#\\*";

/// The origins, in a fixed order.
pub fn origins(count: usize, allowed: &str, language: Option<&Language>) -> Vec<String> {
    let Some(language) = language else { return vec!["https://example.com".to_owned()] };
    let graph = language.graph();
    let mut origins = walks(&graph);
    let mut random = Random(7);
    let seeds: Vec<String> = origins.iter().cloned().collect();
    if seeds.is_empty() {
        return vec!["https://example.com".to_owned()];
    }
    while origins.len() < count {
        let seed = seeds[random.below(seeds.len())].clone();
        origins.insert(edited(seed, &mut random));
    }
    let mut origins: Vec<String> =
        origins.into_iter().filter(|origin| can_be_sent(origin)).collect();
    origins.extend(long(allowed));
    origins
}

/// Whether the characters of the host are those that exported patterns support, and none of its labels is empty.
pub fn is_usual(origin: &str) -> bool {
    let Some((_, rest)) = origin.split_once("://") else { return true };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if is_port(port) => host,
        _ => rest,
    };
    if host.starts_with('[') {
        return true;
    }
    host.split('.').all(|label| {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(is_usual)
    })
}

/// Through each state, by each byte, to the end.
fn walks(graph: &Graph) -> BTreeSet<String> {
    let to = from_start(graph);
    let end = to_end(graph);
    let mut origins = BTreeSet::new();
    // Of a large list, a part.
    let step = (graph.states.len() / 500).max(1);
    for at in (0..graph.states.len()).step_by(step) {
        let state = &graph.states[at];
        for edge in &state.edges {
            for byte in [edge.bytes.first(), edge.bytes.last()].into_iter().flatten() {
                origins.insert(string(&[&to[at], &[*byte], &end[edge.to]]));
            }
        }
        for wrong in [b'a', b'.', b'0', b'-', b'Z'] {
            origins.insert(string(&[&to[at], &[wrong], &end[at]]));
        }
        origins.insert(string(&[&to[at]]));
        origins.insert(string(&[&to[at], b".evil.example"]));
    }
    origins
}

fn string(parts: &[&[u8]]) -> String {
    parts.concat().into_iter().map(char::from).collect()
}

/// The shortest string to each state.
fn from_start(graph: &Graph) -> Vec<Vec<u8>> {
    let mut found: Vec<Option<Vec<u8>>> = vec![None; graph.states.len()];
    found[0] = Some(Vec::new());
    let mut to_do = VecDeque::from([0]);
    while let Some(at) = to_do.pop_front() {
        for edge in &graph.states[at].edges {
            if found[edge.to].is_none() {
                let mut string = found[at].clone().unwrap();
                string.push(edge.bytes[0]);
                found[edge.to] = Some(string);
                to_do.push_back(edge.to);
            }
        }
    }
    found.into_iter().map(Option::unwrap).collect()
}

/// The shortest string from each state to the end.
fn to_end(graph: &Graph) -> Vec<Vec<u8>> {
    let mut found: Vec<Option<Vec<u8>>> =
        graph.states.iter().map(|state| state.is_accepting.then(Vec::new)).collect();
    loop {
        let mut next = found.clone();
        for (at, state) in graph.states.iter().enumerate() {
            for edge in &state.edges {
                if next[at].is_none()
                    && let Some(rest) = &found[edge.to]
                {
                    next[at] = Some([&[*edge.bytes.last().unwrap()], rest.as_slice()].concat());
                }
            }
        }
        if next == found {
            return found.into_iter().map(Option::unwrap_or_default).collect();
        }
        found = next;
    }
}

fn edited(origin: String, random: &mut Random) -> String {
    let mut bytes = origin.into_bytes();
    for _ in 0..=random.below(2) {
        let at = random.below(bytes.len() + 1);
        let byte = ALPHABET[random.below(ALPHABET.len())];
        match random.below(4) {
            0 if at < bytes.len() => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => {
                let end = (at + random.below(12)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes.into_iter().map(char::from).collect()
}

/// Whether it is the value of a header as it is, without white space at its ends.
fn can_be_sent(origin: &str) -> bool {
    !origin.is_empty() && origin.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Around the longest origin that is examined, and far above it.
fn long(allowed: &str) -> Vec<String> {
    let Some((scheme, host)) = allowed.split_once("://") else { return Vec::new() };
    let mut origins = Vec::new();
    for length in [253, 326, 327, 328, 400, 1000, 1900, 3000, 5000, 7000, 14_000] {
        let labels = |label: &str, length: usize| label.repeat(length / label.len() + 1);
        for label in ["a.", "0.", "abcdefgh.", "a", "0", "example.com.", "usercontent."] {
            let missing = usize::saturating_sub(length, allowed.len());
            let labels = labels(label, missing);
            let labels = &labels[labels.len() - missing..];
            origins.push(format!("{scheme}://{labels}{host}"));
        }
    }
    origins
}

/// A linear congruential generator, so that each run tests the same origins.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}
