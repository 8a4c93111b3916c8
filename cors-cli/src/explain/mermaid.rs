//! Pictures for Mermaid.

use std::fmt::Write as _;

use super::picture::{Picture, joined};

/// The picture as a flowchart.
pub(super) fn written(picture: &Picture) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, part) in picture.parts.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  subgraph p{index}[{}]", quoted(&part.title));
        let _ = writeln!(text, "    direction LR");
        for (node, state) in part.graph.nodes.iter().enumerate() {
            let shape = if state.accepts { "(((\" \")))" } else { "((\" \"))" };
            let _ = writeln!(text, "    s{index}_{node}{shape}");
        }
        for (from, to, labels) in joined(&part.graph) {
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
