//! The configuration as XML: `CORSConfiguration`.

use std::ops::Range;

use roxmltree::{Document, Node};

use super::{Rule, Written};
use crate::scan::Unread;

/// The rules in a text.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Unread> {
    let document =
        Document::parse(text).map_err(|_| Unread { range: 0..0, reason: "it is not valid XML" })?;
    let root = document.root_element();
    if root.tag_name().name() != "CORSConfiguration" {
        let reason = "expected the element `CORSConfiguration`";
        return Err(Unread { range: root.range(), reason });
    }
    children(root, "CORSRule").map(rule).collect()
}

fn rule(node: Node<'_, '_>) -> Result<Rule, Unread> {
    let texts = |name: &'static str| children(node, name).map(text).collect();
    let seconds = children(node, "MaxAgeSeconds").next().map(|node| {
        let Written { value, range } = text(node);
        match value.trim().parse() {
            Ok(value) => Ok(Written { value, range }),
            Err(_) => Err(Unread { range, reason: "expected a number of seconds" }),
        }
    });
    Ok(Rule {
        range: start_of(node),
        origins: texts("AllowedOrigin"),
        unread: Vec::new(),
        methods: texts("AllowedMethod"),
        headers: texts("AllowedHeader"),
        exposed: texts("ExposeHeader"),
        max_age: seconds.transpose()?,
    })
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// The text of an element, and where it is.
fn text(node: Node<'_, '_>) -> Written<String> {
    let range = node.first_child().map_or_else(|| node.range(), |inner| inner.range());
    Written { value: node.text().unwrap_or_default().trim().to_owned(), range }
}

/// The start tag's name, so that a report does not show all of the element.
fn start_of(node: Node<'_, '_>) -> Range<usize> {
    let start = node.range().start;
    let name = node.tag_name().name().len();
    start..start.saturating_add(name).saturating_add(1)
}
