//! Pictures as SVG, with a layout of its own.

use std::fmt::Write as _;

use super::layout::{Curve, Layout, RADIUS, layout};
use super::picture::Picture;

/// The space around the picture, and between its parts.
const MARGIN: f64 = 16.0;
/// The height of a title.
const TITLE: f64 = 24.0;

const STYLE: &str = "\
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328 }
.title { font-weight: 600; font-size: 13px }
.denied { fill: #b3261e }
.label { text-anchor: middle; paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
.note { fill: #59636e }
path { fill: none; stroke: #1f2328; stroke-width: 1.3 }
path.back { stroke: #9aa4af }
circle { fill: #ffffff; stroke: #1f2328; stroke-width: 1.5 }
circle.inner { fill: #d8ecdc }
.denied circle.inner { fill: #f9dedc }
line { stroke: #d0d7de }
";

const NOTES: [&str; 2] = [
    "An origin matches if a path leads to a double circle. Loops and texts are read at the same time.",
    "Characters that only unusual hosts have are not drawn.",
];

/// The picture.
pub(super) fn written(picture: &Picture) -> String {
    let layouts: Vec<Layout> = picture.parts.iter().map(|part| layout(&part.graph)).collect();
    let titles = picture.parts.iter().map(|part| part.title.chars().count() as f64 * 8.2);
    let notes = NOTES.iter().map(|note| note.chars().count() as f64 * 7.3);
    let width = layouts.iter().map(|it| it.width).chain(titles).chain(notes);
    let width = width.fold(0.0, f64::max) + 2.0 * MARGIN;
    let mut body = String::new();
    let mut y = MARGIN;
    for (part, layout) in picture.parts.iter().zip(&layouts) {
        let class = if part.is_denied { " class=\"denied\"" } else { "" };
        let title = if part.is_denied { "title denied" } else { "title" };
        // Writing to a string cannot fail.
        let _ = writeln!(body, "<g{class} transform=\"translate({MARGIN:.0} {y:.0})\">");
        let _ = writeln!(body, "<text class=\"{title}\" y=\"13\">{}</text>", escaped(&part.title));
        let _ = writeln!(body, "<g transform=\"translate(0 {TITLE:.0})\">");
        write_graph(layout, &part.graph.nodes, &mut body);
        body.push_str("</g>\n</g>\n");
        y += TITLE + layout.height + MARGIN;
        let _ = writeln!(
            body,
            "<line x1=\"{MARGIN:.0}\" x2=\"{:.0}\" y1=\"{y:.0}\" y2=\"{y:.0}\"/>",
            width - MARGIN
        );
        y += MARGIN;
    }
    for note in NOTES {
        let _ = writeln!(
            body,
            "<text class=\"note\" x=\"{MARGIN:.0}\" y=\"{:.0}\">{}</text>",
            y + 10.0,
            escaped(note)
        );
        y += 18.0;
    }
    let height = y + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<style>\n{STYLE}</style>\n<defs>\
         <marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"5\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 Z\" style=\"fill: #1f2328; \
         stroke: none\"/></marker></defs>\n<rect width=\"100%\" height=\"100%\" \
         fill=\"#ffffff\"/>\n{body}</svg>\n"
    )
}

fn write_graph(layout: &Layout, nodes: &[cors_compiler::drawing::Node], body: &mut String) {
    for Curve { points, is_back, .. } in &layout.edges {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = points;
        let class = if *is_back { " class=\"back\"" } else { "" };
        let _ = writeln!(
            body,
            "<path{class} marker-end=\"url(#arrow)\" d=\"M{x0:.1} {y0:.1} C{x1:.1} {y1:.1} \
             {x2:.1} {y2:.1} {x3:.1} {y3:.1}\"/>"
        );
    }
    for (index, (&(x, y), node)) in layout.nodes.iter().zip(nodes).enumerate() {
        if index == 0 {
            let (from, to) = (x - 26.0, x - RADIUS - 4.0);
            let _ = writeln!(
                body,
                "<path marker-end=\"url(#arrow)\" d=\"M{from:.1} {y:.1} L{to:.1} {y:.1}\"/>"
            );
        }
        let _ = writeln!(body, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RADIUS:.1}\"/>");
        if node.accepts {
            let inner = RADIUS - 3.0;
            let _ = writeln!(
                body,
                "<circle class=\"inner\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{inner:.1}\"/>"
            );
        }
    }
    for Curve { lines, label: (x, y), .. } in &layout.edges {
        for (index, line) in lines.iter().rev().enumerate() {
            let y = y - 15.0 * index as f64;
            let _ = writeln!(
                body,
                "<text class=\"label\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
                escaped(line)
            );
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
