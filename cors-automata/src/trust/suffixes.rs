//! The Public Suffix List, as a tree of labels.
//!
//! # The idea
//!
//! The list contains the names below which anyone can register a name: `com`, `co.uk`,
//! `github.io`. Its rules are read from the right, so they form a tree, and the deepest rule
//! that a host passes decides:
//!
//! ```text
//!   com                         suffix
//!    +- amazonaws               no rule: amazonaws.com is a domain like others ...
//!        +- s3                  ... but s3.amazonaws.com is a suffix again
//!   jp                          suffix
//!    +- kawasaki                no rule
//!        +- *                   any label: x.kawasaki.jp is a suffix
//!        +- city                exception: city.kawasaki.jp is not, it is a domain
//! ```
//!
//! The text keeps the tree in preorder, and so does the memory: the children of a node follow
//! it, and each node knows where its subtree ends. After each top-level name the text contains the length of
//! its subtree, so that subtrees in which no host ends are not read. Additional rules, for hosts with
//! many customers that are not on the list, are in the same tree: see `shared_hosts.txt`.
//!
//! # Cost and source
//!
//! The top-level names, once in a process, and each subtree when it is first needed.
//! <https://github.com/publicsuffix/list/wiki/Format>

use std::sync::{Mutex, OnceLock, PoisonError};

/// Who runs a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Section {
    /// A registry of domains: labels of letters, digits and inner hyphens.
    Icann,
    /// A company that gives names to its users; some allow underscores.
    Private,
    /// The same, and not on the list: a rule of `shared_hosts.txt`.
    Shared,
}

impl Section {
    /// Whether the names below a suffix are its customers', and not registered with a registry.
    pub(super) fn is_of_customers(self) -> bool {
        self != Section::Icann
    }
}

/// The rule of the list for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuffixRule {
    Suffix(Section),
    Exception,
    /// Nothing: it only leads to other rules.
    None,
}

/// A name of the list.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) label: &'static str,
    pub(super) rule: SuffixRule,
    /// Whether `*.` this name is a suffix.
    pub(super) wildcard: Option<Section>,
    /// How many names its subtree has, itself among them.
    names: usize,
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    /// The number of the top-level name that it ends with.
    top_level: usize,
    /// Its number in that name's subtree, in preorder: 0 is the top-level name itself.
    within: usize,
}

/// The names of the list.
#[derive(Debug)]
pub(super) struct Suffixes {
    /// In the order of their labels.
    top_level: Vec<TopLevel>,
    /// The names directly below those that have many, in the order of their labels, once they were looked up:
    /// a list of ten thousand origins asks for `com` as often.
    indices: Mutex<Vec<(Node, Vec<Node>)>>,
}

/// A top-level name, and what is below it.
#[derive(Debug)]
struct TopLevel {
    name: Name,
    /// The lines of its subtree.
    text: &'static str,
    /// The names of those lines, once they were needed.
    below: OnceLock<Vec<Name>>,
}

/// Below so many names a name is looked for one by one.
const FEW_NAMES: usize = 64;

impl Suffixes {
    /// The list.
    pub(super) fn list() -> &'static Suffixes {
        static LIST: OnceLock<Suffixes> = OnceLock::new();
        LIST.get_or_init(|| Suffixes::read(include_str!("suffixes.txt")))
    }

    fn read(text: &'static str) -> Suffixes {
        let mut top_level = Vec::new();
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let Some(((rule, label), bytes)) =
                line.split_once(' ').and_then(|(name, bytes)| Some((rule(name)?, bytes)))
            else {
                continue;
            };
            let bytes = bytes.parse().unwrap_or(0);
            let (below, after) = rest.split_at_checked(bytes).unwrap_or(("", rest));
            rest = after;
            // A wildcard is the first below its name: `*` comes before every letter and digit.
            let wildcard = match below.as_bytes() {
                [b' ', _, b'*', ..] => {
                    below.lines().next().and_then(|line| match rule_of_line(line) {
                        Some((1, SuffixRule::Suffix(section), "*")) => Some(section),
                        _ => None,
                    })
                }
                _ => None,
            };
            let name = Name { label, rule, wildcard, names: usize::MAX };
            top_level.push(TopLevel { name, text: below, below: OnceLock::new() });
        }
        Suffixes { top_level, indices: Mutex::default() }
    }

    /// The name at a place.
    pub(super) fn name(&self, node: Node) -> Option<&Name> {
        let top_level = self.top_level.get(node.top_level)?;
        match node.within.checked_sub(1) {
            None => Some(&top_level.name),
            Some(index) => top_level.below().get(index),
        }
    }

    /// The places of the names directly below a name; of the top-level names for none.
    pub(super) fn below(&self, node: Option<Node>) -> impl Iterator<Item = Node> + use<'_> {
        let top_level = if node.is_none() { 0..self.top_level.len() } else { 0..0 };
        let top_level = top_level.map(|top_level| Node { top_level, within: 0 });
        let first = node.map(|node| Node { within: node.within + 1, ..node });
        let past = node.map_or(0, |node| self.past(node));
        let is_below = move |node: &Node| node.within < past;
        let next = move |node: &Node| {
            let next = Node { within: self.past(*node), ..*node };
            is_below(&next).then_some(next)
        };
        top_level.chain(std::iter::successors(first.filter(is_below), next))
    }

    /// The place after the last name below one, within its top-level name.
    fn past(&self, node: Node) -> usize {
        match (node.within, self.top_level.get(node.top_level)) {
            (0, Some(top_level)) => top_level.below().len() + 1,
            (within, _) => within + self.name(node).map_or(1, |name| name.names),
        }
    }

    /// The place of the name with this label directly below another.
    pub(super) fn child(&self, node: Option<Node>, label: &str) -> Option<Node> {
        let Some(parent) = node else {
            let top_level =
                self.top_level.binary_search_by(|other| other.name.label.cmp(label)).ok()?;
            return Some(Node { top_level, within: 0 });
        };
        if self.past(parent) - parent.within <= FEW_NAMES {
            let has_label = |name: &Name| name.label == label;
            return self.below(node).find(|&child| self.name(child).is_some_and(has_label));
        }
        let mut indices = self.indices.lock().unwrap_or_else(PoisonError::into_inner);
        let known = indices.iter().position(|&(other, _)| other == parent);
        let known = known.unwrap_or_else(|| {
            indices.push((parent, self.below(node).collect()));
            indices.len() - 1
        });
        // The list is in the order of the labels.
        let (_, below) = indices.get(known)?;
        let order = |&child: &Node| self.name(child).map(|name| name.label).cmp(&Some(label));
        below.get(below.binary_search_by(order).ok()?).copied()
    }
}

impl TopLevel {
    /// The names of the subtree, in preorder, without the top-level name itself.
    fn below(&self) -> &[Name] {
        self.below.get_or_init(|| {
            let mut names: Vec<Name> = Vec::new();
            // The places of the names to the right of the next one.
            let mut open: Vec<usize> = Vec::new();
            for line in self.text.split('\n') {
                let Some((depth, rule, label)) = rule_of_line(line) else { continue };
                close(&mut names, &mut open, depth - 1);
                if label != "*" {
                    open.push(names.len());
                    names.push(Name { label, rule, wildcard: None, names: 0 });
                } else if let (Some(parent), SuffixRule::Suffix(section)) =
                    (open.last().and_then(|&node| names.get_mut(node)), rule)
                {
                    parent.wildcard = Some(section);
                }
            }
            close(&mut names, &mut open, 0);
            names
        })
    }
}

/// How many labels are to the right of the name, the rule of the list for it, and its own label.
fn rule_of_line(line: &'static str) -> Option<(usize, SuffixRule, &'static str)> {
    // By bytes: a macro is not optimised, and searching for characters costs it several times as much.
    let mut depth = 0;
    while line.as_bytes().get(depth) == Some(&b' ') {
        depth += 1;
    }
    rule(line.get(depth..)?).map(|(rule, label)| (depth, rule, label))
}

fn rule(name: &'static str) -> Option<(SuffixRule, &'static str)> {
    let rule = match name.as_bytes().first()? {
        b'=' => SuffixRule::Suffix(Section::Icann),
        b'~' => SuffixRule::Suffix(Section::Private),
        b'+' => SuffixRule::Suffix(Section::Shared),
        b'!' => SuffixRule::Exception,
        b':' => SuffixRule::None,
        _ => return None,
    };
    Some((rule, name.get(1..)?))
}

/// Ends the names that are deeper than the next one.
fn close(names: &mut [Name], open: &mut Vec<usize>, depth: usize) {
    let past = names.len();
    while open.len() > depth {
        let Some(node) = open.pop() else { return };
        if let Some(name) = names.get_mut(node) {
            name.names = past - node;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::registrable::is_registrable;
    use super::*;

    /// The rules of `shared_hosts.txt` with their sources.
    fn shared_hosts() -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = include_str!("shared_hosts.txt").lines();
        let rules = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        rules.map(|line| line.split_once(' ').unwrap())
    }

    /// Each is in the tree, as an additional rule, and has a source.
    #[test]
    fn shared_hosts_are_in_the_tree() {
        let list = Suffixes::list();
        for (rule, source) in shared_hosts() {
            assert!(source.starts_with("https://"), "{rule}");
            let host = rule.strip_prefix("*.").unwrap_or(rule);
            let node = host.rsplit('.').fold(None, |node, label| list.child(node, label));
            let name = list.name(node.unwrap()).unwrap();
            match rule.starts_with("*.") {
                true => assert_eq!(name.wildcard, Some(Section::Shared), "{rule}"),
                false => assert_eq!(name.rule, SuffixRule::Suffix(Section::Shared), "{rule}"),
            }
        }
    }

    #[test]
    fn the_list_is_whole() {
        let list = Suffixes::list();
        assert!(list.top_level.len() > 1400);
        assert!(list.top_level.is_sorted_by_key(|top_level| top_level.name.label));
        let text = include_str!("suffixes.txt");
        let (mut rules, mut lines, mut visited) = (0, 0, 0);
        for top_level in &list.top_level {
            let names = || std::iter::once(&top_level.name).chain(top_level.below());
            let wildcards = names().filter(|name| name.wildcard.is_some()).count();
            rules += names().filter(|name| name.rule != SuffixRule::None).count() + wildcards;
            lines += names().count() + wildcards;
            assert!(names().all(|name| is_registrable(name.label, Section::Icann)));
        }
        let shared = shared_hosts().count();
        assert!(text.contains(&format!("; {} rules.", rules - shared)), "{rules}");
        assert!(text.contains(&format!("# With {shared} additional rules")), "{shared}");
        assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), lines);
        // By the way of those who ask.
        let mut open: Vec<Node> = list.below(None).collect();
        while let Some(node) = open.pop() {
            visited += 1 + usize::from(list.name(node).unwrap().wildcard.is_some());
            open.extend(list.below(Some(node)));
        }
        assert_eq!(visited, lines);
    }
}
