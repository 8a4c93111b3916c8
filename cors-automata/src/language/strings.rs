//! A finite list of strings.
//!
//! # The idea
//!
//! Sorted, the strings form a tree of common prefixes, and reading them in order completes its
//! branches one after the other. A completed branch is compared with those completed before:
//! if one has the same children and the same ending, it is used instead. So common endings are
//! shared the moment they are complete, and the whole tree is never held:
//!
//! ```text
//!   api.example.com                a - p - i --.
//!   www.example.com     becomes                 >- . - e - x - ... - m*
//!                                  w - w - w --'
//! ```
//!
//! # Cost and source
//!
//! Linear in the bytes of the list, but for one look-up a state. Daciuk, Mihov, Watson and
//! Watson, "Incremental construction of minimal acyclic finite-state automata" (2000).

use super::minimize::Raw;
use super::numbering::Numbering;
use super::{ByteClasses, DEAD, Language, StateId};

impl Language {
    /// The language of one string.
    pub fn literal(string: &[u8]) -> Language {
        Language::from_strings(&[string])
    }

    /// The language of exactly these strings; order and repetition do not matter.
    pub fn from_strings<S: AsRef<[u8]>>(strings: &[S]) -> Language {
        let mut sorted: Vec<&[u8]> = strings.iter().map(AsRef::as_ref).collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self::from_sorted(&sorted)
    }

    fn from_sorted(sorted: &[&[u8]]) -> Language {
        if sorted.is_empty() {
            return Language::empty();
        }
        let mut list = List { nodes: Numbering::new() };
        // The nodes along the string last added, which may still get children.
        let mut open = vec![Node::default()];
        let mut last: &[u8] = b"";
        for &string in sorted {
            let common = last.iter().zip(string).take_while(|(a, b)| a == b).count();
            list.complete(&mut open, last, common);
            open.resize_with(string.len() + 1, Node::default);
            if let Some(end) = open.last_mut() {
                end.accepting = true;
            }
            last = string;
        }
        list.complete(&mut open, last, 0);
        let start = open.pop().map_or(DEAD, |root| list.number(root));
        list.language(start)
    }
}

/// A node whose children are complete or on the open path.
#[derive(Default, PartialEq, Eq, Hash)]
struct Node {
    accepting: bool,
    /// By ascending byte, since the strings come sorted.
    children: Vec<(u8, StateId)>,
}

/// The completed nodes, each once; behind the dead state, so numbered from 1.
struct List {
    nodes: Numbering<Node>,
}

impl List {
    /// Completes the nodes of the open path beyond the given depth.
    fn complete(&mut self, open: &mut Vec<Node>, path: &[u8], depth: usize) {
        while open.len() > depth + 1 {
            let Some(node) = open.pop() else { return };
            let number = self.number(node);
            let byte = path.get(open.len().wrapping_sub(1));
            if let (Some(parent), Some(&byte)) = (open.last_mut(), byte) {
                parent.children.push((byte, number));
            }
        }
    }

    fn number(&mut self, node: Node) -> StateId {
        self.nodes.number(node) as StateId + 1
    }

    fn language(self, start: StateId) -> Language {
        let mut classes = ByteClasses::one();
        let mut used = [false; 256];
        for node in self.nodes.values() {
            for &(byte, _) in &node.children {
                used[byte as usize] = true;
            }
        }
        let used: Vec<u8> = (0..=255u8).filter(|&byte| used[byte as usize]).collect();
        classes.single_out(&used);
        let width = classes.len();
        let states = self.nodes.len() + 1;
        let mut table = vec![DEAD; states * width];
        let mut accepting = vec![false; states];
        for (number, node) in (1..).zip(self.nodes.values()) {
            accepting[number] = node.accepting;
            for &(byte, child) in &node.children {
                table[number * width + classes.of(byte)] = child;
            }
        }
        // Merged as they were completed, the nodes are minimal already.
        Raw { classes, table, accepting, start }.already_minimal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn exactly_the_strings_of_the_list() {
        let list = ["www.a.com", "api.a.com", "", "api.a.co", "www.a.com"];
        let language = Language::from_strings(&list);
        for string in list {
            assert!(language.contains(string.as_bytes()), "{string}");
        }
        for string in ["w", "www.a.co", "api.a.", "api.a.comm", "x"] {
            assert!(!language.contains(string.as_bytes()), "{string}");
        }
        assert!(Language::from_strings::<&str>(&[]).is_empty());
        assert!(Language::literal(b"").contains(b""));
    }

    #[test]
    fn endings_are_shared() {
        let names: Vec<String> = (0..1000).map(|n| format!("t{n:03}.example.com")).collect();
        let language = Language::from_strings(&names);
        // Dead, "t", three digits, ".example.com", and the end.
        assert_eq!(language.states(), 18);
        assert_eq!(language, Automata::unlimited().regex(r"t[0-9]{3}\.example\.com").unwrap());
    }
}
