//! Pictures for Graphviz.

use std::fmt::Write as _;

use super::picture::{Picture, joined};

/// The picture as a program for `dot`.
pub(super) fn written(picture: &Picture) -> String {
    let mut text = String::from(
        "digraph policy {\n  rankdir=LR;\n  node [shape=circle, label=\"\", width=0.25];\n  edge \
         [fontname=\"monospace\", fontsize=11];\n  graph [fontname=\"monospace\", fontsize=12, \
         labeljust=l];\n",
    );
    // From left to right, Graphviz draws what comes first at the bottom.
    for (index, part) in picture.parts.iter().enumerate().rev() {
        let colour = if part.is_denied { "\"#b3261e\"" } else { "\"#d0d7de\"" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  subgraph cluster_{index} {{");
        let _ = writeln!(text, "    label={}; color={colour};", quoted(&part.title));
        let _ = writeln!(text, "    start_{index} [shape=point, width=0.08];");
        let _ = writeln!(text, "    start_{index} -> s{index}_0;");
        for (node, state) in part.graph.nodes.iter().enumerate() {
            let shape = if state.accepts { " [shape=doublecircle]" } else { "" };
            let _ = writeln!(text, "    s{index}_{node}{shape};");
        }
        for (from, to, labels) in joined(&part.graph) {
            let label = quoted(&labels.join("\n"));
            let _ = writeln!(text, "    s{index}_{from} -> s{index}_{to} [label={label}];");
        }
        text.push_str("  }\n");
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}
