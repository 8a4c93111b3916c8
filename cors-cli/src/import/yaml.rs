//! Documents of YAML, of which JSON is a part, with the places of what is in them.
//!
//! An alias is the value of its anchor, at the anchor's place. The fields of a merge key (`<<: *base`) are those of the mapping,
//! unless it has them itself: <https://yaml.org/type/merge.html>. How large and how deep a document is with its aliases is
//! limited, so that a short file cannot expand to a huge one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::scan::Unread;

/// How deep values may be nested.
const MAX_DEPTH: usize = 200;

/// How many values a document may have.
const MAX_SIZE: usize = 1_000_000;

const TOO_DEEP: &str = "it is nested too deeply";
const TOO_LARGE: &str = "with its aliases it has more than a million values";

/// A value, and where it is written.
#[derive(Debug)]
pub(super) struct Node {
    /// The text of a scalar, with its quotes; the items of a list; the first key of a mapping.
    pub(super) range: Range<usize>,
    pub(super) value: Value,
    depth: usize,
    size: usize,
}

#[derive(Debug)]
pub(super) enum Value {
    /// A scalar; `is_plain` if it has no quotes.
    Text {
        text: String,
        is_plain: bool,
    },
    /// A value with a tag such as `!Ref`, by which a program computes another one.
    Computed,
    List(Vec<Rc<Node>>),
    /// Keys and values, in their order.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// The documents of a text.
pub(super) fn documents(text: &str) -> Result<Vec<Rc<Node>>, Unread> {
    // The parser counts characters.
    let mut starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
    starts.push(text.len());
    let byte = |character: usize| starts.get(character).copied().unwrap_or(text.len());
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let start = byte(error.marker().index());
            Unread { range: start..start, reason: "it is not valid YAML" }
        })?;
        builder.add(event, byte(span.start.index())..byte(span.end.index()))?;
    }
    Ok(builder.documents)
}

/// Visits each value of all documents, the outer ones first.
pub(super) fn each(text: &str, visit: &mut dyn FnMut(&Rc<Node>)) -> Result<(), Unread> {
    fn each(node: &Rc<Node>, visit: &mut dyn FnMut(&Rc<Node>)) {
        visit(node);
        node.children().for_each(|child| each(child, visit));
    }
    documents(text)?.iter().for_each(|document| each(document, visit));
    Ok(())
}

/// A list or a mapping that has not ended.
struct Open {
    range: Range<usize>,
    anchor: usize,
    is_map: bool,
    /// Of a mapping, keys and values in turn.
    inner: Vec<Rc<Node>>,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Rc<Node>>,
    open: Vec<Open>,
    /// What anchors are for.
    anchors: HashMap<usize, Rc<Node>>,
}

impl Builder {
    fn add(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Unread> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                let value = match tag {
                    Some(tag) if tag.handle == "!" && !tag.suffix.is_empty() => Value::Computed,
                    _ => Value::Text { text: text.into_owned(), is_plain },
                };
                self.push(Rc::new(Node { range, value, depth: 0, size: 1 }), anchor)
            }
            Event::SequenceStart(anchor, _) => self.start(range, anchor, false),
            Event::MappingStart(anchor, _) => self.start(range, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => {
                    let anchor = open.anchor;
                    self.push(Rc::new(node(open)?), anchor)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => self.push(Rc::clone(node), 0),
                None => Err(Unread { range, reason: "an alias in the value of its own anchor" }),
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn start(&mut self, range: Range<usize>, anchor: usize, is_map: bool) -> Result<(), Unread> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Unread { range, reason: TOO_DEEP });
        }
        self.open.push(Open { range, anchor, is_map, inner: Vec::new() });
        Ok(())
    }

    fn push(&mut self, node: Rc<Node>, anchor: usize) -> Result<(), Unread> {
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            Some(open) => open.inner.push(node),
            None => self.documents.push(node),
        }
        Ok(())
    }
}

/// The list or the mapping.
fn node(open: Open) -> Result<Node, Unread> {
    let Open { range, is_map, inner, .. } = open;
    let depth = inner.iter().map(|node| node.depth).max().unwrap_or_default().saturating_add(1);
    let size = inner.iter().fold(1, |sum: usize, node| sum.saturating_add(node.size));
    let range = match inner.as_slice() {
        [] => range,
        [first, ..] if is_map => first.range.clone(),
        [first, .., last] => first.range.start..last.range.end.max(first.range.end),
        [only] => only.range.clone(),
    };
    if depth > MAX_DEPTH {
        return Err(Unread { range, reason: TOO_DEEP });
    }
    if size > MAX_SIZE {
        return Err(Unread { range, reason: TOO_LARGE });
    }
    if !is_map {
        return Ok(Node { range, value: Value::List(inner), depth, size });
    }
    let mut entries = Vec::new();
    let mut merged = Vec::new();
    let mut names = HashSet::new();
    let mut inner = inner.into_iter();
    while let (Some(key), Some(value)) = (inner.next(), inner.next()) {
        if key.text().is_some_and(|name| !names.insert(name.to_owned())) {
            return Err(Unread { range: key.range.clone(), reason: "this key is written twice" });
        }
        if !key.is_merge() {
            entries.push((key, value));
            continue;
        }
        let from = if value.is_map() { std::slice::from_ref(&value) } else { value.items() };
        if from.is_empty() || !from.iter().all(|node| node.is_map()) {
            let reason = "expected a mapping, or a list of them, behind `<<`";
            return Err(Unread { range: value.range.clone(), reason });
        }
        merged.extend(from.iter().flat_map(|node| node.entries()).cloned());
    }
    // Of several mappings, the first one that has a field counts.
    for (key, value) in merged {
        if key.text().is_none_or(|name| names.insert(name.to_owned())) {
            entries.push((key, value));
        }
    }
    Ok(Node { range, value: Value::Map(entries), depth, size })
}

impl Node {
    /// The text of a scalar; none of `null`.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The boolean; YAML 1.1 has more words for it.
    pub(super) fn boolean(&self) -> Option<bool> {
        let Value::Text { text, is_plain: true } = &self.value else { return None };
        match text.as_str() {
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
            _ => None,
        }
    }

    fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Whether a key is the one of YAML 1.1 that merges another mapping.
    fn is_merge(&self) -> bool {
        matches!(&self.value, Value::Text { text, is_plain: true } if text == "<<")
    }

    fn is_null(&self) -> bool {
        let Value::Text { text, is_plain: true } = &self.value else { return false };
        matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// The items of a list, or nothing if the value is not a list.
    pub(super) fn items(&self) -> &[Rc<Self>] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The keys and values of a mapping; none of another value.
    pub(super) fn entries(&self) -> &[(Rc<Self>, Rc<Self>)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a field, unless it is `null`.
    pub(super) fn get(&self, name: &str) -> Option<&Rc<Self>> {
        let mut entries = self.entries().iter();
        let (_, value) = entries.find(|(key, _)| key.text() == Some(name))?;
        Some(value).filter(|value| !value.is_null())
    }

    /// The values below it.
    pub(super) fn children(&self) -> impl Iterator<Item = &Rc<Self>> {
        self.items().iter().chain(self.entries().iter().map(|(_, value)| value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> (usize, &'static str) {
        documents(text).map(|_| ()).map_err(|it| (it.range.start, it.reason)).unwrap_err()
    }

    #[test]
    fn values_are_at_their_places() {
        for text in [
            "# ö\r\na: \"1\"\r\nb: [ x, 'y z' ]\r\n---\r\nc: &d\r\n  e: f\r\ng: *d\r\n",
            "{\"ö\": 0, \"a\": \"1\", \"b\": [\n\t\"x\",\"y z\"]}",
        ] {
            let all = documents(text).unwrap();
            let written = |node: &Node| text.get(node.range.clone()).unwrap().to_owned();
            let first = &all[0];
            assert_eq!(written(first.get("a").unwrap()), "\"1\"");
            let list = first.get("b").unwrap();
            assert!(written(list).starts_with(|first| "x\"".contains(first)), "{}", written(list));
            assert!(written(&list.items()[1]).contains("y z"), "{text}");
            assert_eq!(list.items()[1].text(), Some("y z"));
            if let Some(second) = all.get(1) {
                let alias = second.get("g").and_then(|node| node.get("e")).unwrap();
                assert_eq!((alias.text(), written(alias).as_str()), (Some("f"), "f"));
            }
        }
    }

    #[test]
    fn scalars_have_types() {
        let all = documents("[true, 'true', yes, ~, 'null', '']").unwrap();
        let items = all[0].items();
        let booleans: Vec<Option<bool>> = items.iter().map(|one| one.boolean()).collect();
        assert_eq!(booleans, [Some(true), None, Some(true), None, None, None]);
        let texts: Vec<Option<&str>> = items.iter().skip(3).map(|one| one.text()).collect();
        assert_eq!(texts, [None, Some("null"), Some("")]);
    }

    #[test]
    fn merged_fields_are_those_of_the_mapping() {
        let text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n\
                    one: {<<: *a, x: 0}\nboth: {<<: [*b, *a]}\nquoted: {'<<': 1}\n";
        let all = documents(text).unwrap();
        let fields = |name: &str| -> String {
            let node = all[0].get(name).unwrap();
            let field = |(key, value): &(Rc<Node>, Rc<Node>)| {
                format!("{}={} ", key.text().unwrap(), value.text().unwrap())
            };
            node.entries().iter().map(field).collect()
        };
        assert_eq!(fields("one"), "x=0 y=2 ");
        assert_eq!(fields("both"), "y=3 z=4 x=1 ");
        assert_eq!(fields("quoted"), "<<=1 ");
    }

    #[test]
    fn computed_values_are_no_text() {
        let all = documents("[!Ref Name, !!str text, ! text]").unwrap();
        let texts: Vec<Option<&str>> = all[0].items().iter().map(|one| one.text()).collect();
        assert_eq!(texts, [None, Some("text"), Some("text")]);
    }

    #[test]
    fn what_is_not_read_is_an_error_at_its_place() {
        assert_eq!(reason("a: 1\nb: ]\n").1, "it is not valid YAML");
        assert_eq!(reason("a: 1\na: 2\n"), (5, "this key is written twice"));
        assert_eq!(reason("<<: 1\n").1, "expected a mapping, or a list of them, behind `<<`");
        assert_eq!(reason("&a [*a]\n"), (4, "an alias in the value of its own anchor"));
        assert_eq!(reason(&"- ".repeat(100_000)).1, TOO_DEEP);
        // Each line has the one before it ten times, or once.
        let lines = |inner: &dyn Fn(usize) -> String, count: usize| -> String {
            (1..count).map(|at| format!("- &a{at} {}\n", inner(at - 1))).collect()
        };
        let wide = lines(&|before| format!("[{}]", vec![format!("*a{before}"); 10].join(", ")), 9);
        assert_eq!(reason(&format!("- &a0 x\n{wide}")).1, TOO_LARGE);
        let deep = lines(&|before| format!("[*a{before}]"), 1_000);
        assert_eq!(reason(&format!("- &a0 x\n{deep}")).1, TOO_DEEP);
    }
}
