//! Pictures for Mermaid.
//!
//! Mermaid draws the label of an edge from a state to itself on top of that of the next edge, so such a label is in the
//! state instead, behind an arrow.

use std::fmt::Write as _;

use super::picture::{Picture, joined};

/// The picture as a flowchart.
pub(super) fn written(picture: &Picture) -> String {
    let mut text = String::from("flowchart LR\n");
    // From left to right, Mermaid draws what comes first at the bottom.
    for (index, part) in picture.parts.iter().enumerate().rev() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  subgraph p{index}[{}]", quoted(&part.title));
        let _ = writeln!(text, "    direction LR");
        let edges = joined(&part.graph);
        for (node, state) in part.graph.nodes.iter().enumerate() {
            let again = edges.iter().find(|(from, to, _)| (*from, *to) == (node, node));
            let label = again.map(|(.., labels)| quoted(&format!("↺ {}", labels.join("\n"))));
            let shape = match (state.accepts, label) {
                (true, label) => format!("((({})))", label.as_deref().unwrap_or("\" \"")),
                (false, Some(label)) => format!("([{label}])"),
                (false, None) => "((\" \"))".to_owned(),
            };
            let _ = writeln!(text, "    s{index}_{node}{shape}");
        }
        for (from, to, labels) in edges.iter().filter(|(from, to, _)| from != to) {
            let label = quoted(&labels.join("\n"));
            let _ = writeln!(text, "    s{index}_{from} -- {label} --> s{index}_{to}");
        }
        text.push_str("  end\n");
        if part.is_denied {
            let _ = writeln!(text, "  style p{index} stroke:#b3261e");
        }
    }
    text
}

/// A text in quotes. Characters that Mermaid or HTML would read are entities.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("<br/>"),
            '"' | '#' | '&' | ';' | '<' | '>' | '`' | '\\' | '*' | '_' => {
                let _ = write!(quoted, "#{};", u32::from(c));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
