//! The tree of a regex.
//!
//! It is simplified while it is built, by laws that keep what it matches and that there is one way to match it:
//!
//! ```text
//!   x x*  =  x* x  =  x+        x | xy  =  x y?         ax | bx  =  (?:a|b) x
//!   x+ |   =  x*                [a] | [b] = [ab]        (y?)*    =  y*
//! ```

use std::fmt;

use super::class::Class;

/// A regex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Node {
    /// The empty string.
    Empty,
    /// One byte of a class.
    Class(Class),
    /// One after the other: at least two, none of them empty or a sequence.
    Sequence(Vec<Node>),
    /// One of these: at least two, none of them empty or an alternation, at most one of them a class.
    Alternation(Vec<Node>),
    /// `x?`
    Optional(Box<Node>),
    /// `x*`
    Star(Box<Node>),
    /// `x+`
    Plus(Box<Node>),
}

impl Node {
    /// This, then another one.
    pub(super) fn then(self, other: Node) -> Node {
        let mut items = self.into_items();
        for item in other.into_items() {
            push(&mut items, item);
        }
        sequence(items)
    }

    /// This or another one.
    pub(super) fn or(self, other: Node) -> Node {
        match (self, other) {
            (Node::Empty, Node::Empty) => Node::Empty,
            (Node::Empty, other) | (other, Node::Empty) => other.optional(),
            (Node::Optional(one), Node::Optional(other)) => one.or(*other).optional(),
            (Node::Optional(one), other) | (other, Node::Optional(one)) => one.or(other).optional(),
            (one, other) => {
                let mut terms = one.into_terms();
                for term in other.into_terms() {
                    add(&mut terms, term);
                }
                alternation(terms)
            }
        }
    }

    /// This any number of times.
    pub(super) fn star(self) -> Node {
        match self {
            Node::Empty => Node::Empty,
            Node::Optional(inner) | Node::Star(inner) | Node::Plus(inner) => Node::Star(inner),
            other => Node::Star(Box::new(other)),
        }
    }

    fn optional(self) -> Node {
        match self {
            Node::Plus(inner) => Node::Star(inner),
            Node::Empty | Node::Optional(_) | Node::Star(_) => self,
            other => Node::Optional(Box::new(other)),
        }
    }

    /// The same for the strings read backwards.
    pub(super) fn reversed(self) -> Node {
        match self {
            Node::Empty | Node::Class(_) => self,
            Node::Sequence(items) => {
                Node::Sequence(items.into_iter().rev().map(Node::reversed).collect())
            }
            Node::Alternation(terms) => {
                Node::Alternation(terms.into_iter().map(Node::reversed).collect())
            }
            Node::Optional(inner) => Node::Optional(Box::new(inner.reversed())),
            Node::Star(inner) => Node::Star(Box::new(inner.reversed())),
            Node::Plus(inner) => Node::Plus(Box::new(inner.reversed())),
        }
    }

    /// The items of a sequence; the node alone if it is not one.
    pub(super) fn into_items(self) -> Vec<Node> {
        match self {
            Node::Empty => Vec::new(),
            Node::Sequence(items) => items,
            other => vec![other],
        }
    }

    fn items(&self) -> &[Node] {
        match self {
            Node::Empty => &[],
            Node::Sequence(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    fn into_terms(self) -> Vec<Node> {
        match self {
            Node::Alternation(terms) => terms,
            other => vec![other],
        }
    }

    /// The number of bytes when written.
    pub(super) fn len(&self) -> usize {
        let group = "(?:)".len();
        let sum = |nodes: &[Node], len: fn(&Node) -> usize| {
            nodes.iter().map(len).fold(0, usize::saturating_add)
        };
        match self {
            Node::Empty => 0,
            Node::Class(class) => class.len(),
            Node::Sequence(items) => sum(items, |item| match item {
                Node::Alternation(_) => item.len().saturating_add("(?:)".len()),
                _ => item.len(),
            }),
            Node::Alternation(terms) => {
                sum(terms, Node::len).saturating_add(terms.len()).saturating_sub(1)
            }
            Node::Optional(inner) | Node::Star(inner) | Node::Plus(inner) => match **inner {
                Node::Class(class) => class.len().saturating_add(1),
                _ => inner.len().saturating_add(group).saturating_add(1),
            },
        }
    }
}

/// These items in order, of which none is a sequence.
pub(super) fn sequence(mut items: Vec<Node>) -> Node {
    match items.len() {
        0 => Node::Empty,
        1 => items.pop().unwrap_or(Node::Empty),
        _ => Node::Sequence(items),
    }
}

/// One of these terms, of which none is an alternation.
pub(super) fn alternation(mut terms: Vec<Node>) -> Node {
    match terms.len() {
        0 => Node::Empty,
        1 => terms.pop().unwrap_or(Node::Empty),
        _ => Node::Alternation(terms),
    }
}

/// Appends an item. A repetition that its surroundings continue becomes `+`: `x (yx)* y` is `(xy)+`, where one of
/// the two may be empty.
fn push(items: &mut Vec<Node>, item: Node) {
    items.push(item);
    while let Some((from, plus)) = items.iter().enumerate().rev().find_map(|(at, node)| {
        let Node::Star(inner) = node else { return None };
        let (before, after) = (items.get(..at)?, items.get(at.checked_add(1)?..)?);
        let (y, x) = inner.items().split_at_checked(after.len())?;
        if y != after || !before.ends_with(x) {
            return None;
        }
        let repeated = sequence(x.iter().chain(y).cloned().collect());
        Some((before.len().checked_sub(x.len())?, Node::Plus(Box::new(repeated))))
    }) {
        items.truncate(from);
        items.push(plus);
    }
}

/// Adds a term, with what it has in common with another one taken out.
fn add(terms: &mut Vec<Node>, term: Node) {
    if terms.contains(&term) {
        return;
    }
    if let Node::Class(class) = term
        && let Some(Node::Class(other)) =
            terms.iter_mut().find(|other| matches!(other, Node::Class(_)))
    {
        *other = other.union(class);
        return;
    }
    let shared = |other: &Node| {
        let (suffix, prefix) = (suffix(other, &term), prefix(other, &term));
        suffix.max(prefix)
    };
    let best = (0..terms.len()).max_by_key(|&at| terms.get(at).map_or(0, shared));
    let Some(at) = best.filter(|&at| terms.get(at).is_some_and(|other| shared(other) > 0)) else {
        terms.push(term);
        return;
    };
    let joined = join(terms.remove(at), term);
    // It may be optional or an alternation now, or share something with another term.
    match joined {
        Node::Alternation(more) => more.into_iter().for_each(|term| add(terms, term)),
        joined => add(terms, joined),
    }
}

/// How many items two nodes have in common at their end.
fn suffix(one: &Node, other: &Node) -> usize {
    let pairs = one.items().iter().rev().zip(other.items().iter().rev());
    pairs.take_while(|(one, other)| one == other).count()
}

/// How many items two nodes have in common at their start.
fn prefix(one: &Node, other: &Node) -> usize {
    let pairs = one.items().iter().zip(other.items());
    pairs.take_while(|(one, other)| one == other).count()
}

/// `ax | bx` as `(?:a|b) x`, where `x` is what they have in common at their start or at their end.
fn join(one: Node, other: Node) -> Node {
    let (at_start, at_end) = (prefix(&one, &other), suffix(&one, &other));
    let (mut one, mut other) = (one.into_items(), other.into_items());
    if at_end >= at_start {
        let end = one.split_off(one.len().saturating_sub(at_end));
        other.truncate(other.len().saturating_sub(at_end));
        sequence(one).or(sequence(other)).then(sequence(end))
    } else {
        let one_end = one.split_off(at_start);
        let other_end = other.split_off(at_start);
        sequence(one).then(sequence(one_end).or(sequence(other_end)))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Empty => Ok(()),
            Node::Class(class) => class.fmt(f),
            Node::Sequence(items) => items.iter().try_for_each(|item| match item {
                Node::Alternation(_) => write!(f, "(?:{item})"),
                _ => item.fmt(f),
            }),
            Node::Alternation(terms) => {
                for (at, term) in terms.iter().enumerate() {
                    if at > 0 {
                        f.write_str("|")?;
                    }
                    term.fmt(f)?;
                }
                Ok(())
            }
            Node::Optional(inner) => repeated(f, inner, '?'),
            Node::Star(inner) => repeated(f, inner, '*'),
            Node::Plus(inner) => repeated(f, inner, '+'),
        }
    }
}

fn repeated(f: &mut fmt::Formatter<'_>, inner: &Node, sign: char) -> fmt::Result {
    match inner {
        Node::Class(class) => write!(f, "{class}{sign}"),
        _ => write!(f, "(?:{inner}){sign}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(bytes: &[u8]) -> Node {
        Node::Class(Class::of(bytes).unwrap())
    }

    #[test]
    fn the_laws() {
        let [a, b, dot] = [b"a", b"b", b"."].map(|byte| class(byte));
        let repeated = || a.clone().then(dot.clone()).star();
        let rotated = dot.clone().then(a.clone()).star();
        for (node, text) in [
            (a.clone().then(a.clone().star()), "a+"),
            (a.clone().star().then(a.clone()), "a+"),
            (a.clone().then(rotated).then(dot.clone()), r"(?:a\.)+"),
            (repeated().then(a.clone()), r"(?:a\.)*a"),
            (a.clone().or(a.clone().then(b.clone())), "ab?"),
            (a.clone().then(b.clone()).or(dot.clone().then(b.clone())), "[a.]b"),
            (a.clone().then(a.clone().star()).or(Node::Empty), "a*"),
            (a.clone().or(b.clone()).or(Node::Empty).star(), "[ab]*"),
        ] {
            assert_eq!(node.to_string(), text);
            assert_eq!(node.len(), text.len(), "{text}");
        }
    }
}
