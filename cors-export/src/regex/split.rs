//! Several regexes below a limit instead of one: the longest alternation is split, and what is around it is copied.
//!
//! ```text
//!   ^https://(?:a|b|c|d)\.example\.com$        ^https://[ab]\.example\.com$
//!                                              ^https://[cd]\.example\.com$
//! ```

use super::node::{Node, alternation, sequence};

/// Regexes of at most `limit` bytes that match together what `node` does; `None` if it has a part that is longer and
/// is not an alternation.
pub(super) fn split(node: Node, limit: usize) -> Option<Vec<Node>> {
    if node.len() <= limit {
        return Some(vec![node]);
    }
    match node {
        Node::Alternation(terms) => {
            let mut groups: Vec<Vec<Node>> = Vec::new();
            let mut len = usize::MAX;
            for term in terms {
                for part in split(term, limit)? {
                    let more = part.len().saturating_add("|".len());
                    len = len.saturating_add(more);
                    match groups.last_mut() {
                        Some(group) if len <= limit => group.push(part),
                        _ => {
                            groups.push(vec![part]);
                            len = more;
                        }
                    }
                }
            }
            Some(groups.into_iter().map(alternation).collect())
        }
        Node::Optional(inner) => {
            let mut parts = split(*inner, limit)?;
            parts.push(Node::Empty);
            Some(parts)
        }
        Node::Sequence(items) => {
            let is_split = |item: &Node| matches!(item, Node::Alternation(_) | Node::Optional(_));
            let (at, longest) = (0..)
                .zip(&items)
                .filter(|(_, item)| is_split(item))
                .max_by_key(|(_, item)| item.len())?;
            let group = "(?:)".len();
            let around = items.iter().map(Node::len).sum::<usize>();
            let around = around.saturating_sub(longest.len()).saturating_add(group);
            let parts = split(longest.clone(), limit.checked_sub(around)?)?;
            let with = |part: Node| {
                let mut items = items.clone();
                items.splice(at..=at, part.into_items());
                sequence(items)
            };
            Some(parts.into_iter().map(with).collect())
        }
        Node::Empty | Node::Class(_) | Node::Star(_) | Node::Plus(_) => None,
    }
}
