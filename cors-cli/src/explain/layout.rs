//! Where the parts of a graph are drawn.
//!
//! # The idea
//!
//! A simple layered layout, after Sugiyama. Without the edges that close a cycle, the column of a state is the length of
//! the longest way to it, so that all other edges go to the right. In a column, states are ordered by the mean height of
//! those before them, so that few edges cross. What goes back is drawn below, and loops above.
//!
//! ```text
//!   column    0          1        2              3
//!             ( ) ─────> ( ) ───> ( ) ─────────> ((4))
//!                  https://  a-z   └─┘ loops above
//! ```
//!
//! # Cost and source
//!
//! Linear in the edges, and a sort for each column. Sugiyama, Tagawa and Toda, "Methods for visual understanding of
//! hierarchical system structures" (1981).

use cors_compiler::drawing::Drawing;

use super::picture::joined;

/// The radius of a state.
pub(super) const RADIUS: f64 = 9.0;
/// The width of a character of a label.
const CHARACTER: f64 = 7.3;
/// The height of a line of a label.
const LINE: f64 = 15.0;
/// The distance between the rows of a column.
const ROW: f64 = 58.0;
/// The space around a label, for the arrow.
const AROUND: f64 = 46.0;

/// A graph with its places.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The centres of the states.
    pub(super) nodes: Vec<(f64, f64)>,
    pub(super) edges: Vec<Curve>,
}

/// An edge: a cubic curve, and its label.
#[derive(Debug)]
pub(super) struct Curve {
    /// From, two control points, to.
    pub(super) points: [(f64, f64); 4],
    /// Whether it goes back, which is drawn lightly.
    pub(super) is_back: bool,
    /// The lines of the label.
    pub(super) lines: Vec<String>,
    /// The middle of the label's last line.
    pub(super) label: (f64, f64),
}

/// The places of a graph.
pub(super) fn layout(graph: &Drawing) -> Layout {
    let edges = joined(graph);
    let columns = columns(graph.nodes.len(), &edges);
    let x = positions(&columns, &edges);
    let y = rows(&columns, &edges);
    let nodes: Vec<(f64, f64)> = columns
        .iter()
        .zip(&y)
        .map(|(&column, &y)| (x.get(column).copied().unwrap_or_default(), y))
        .collect();
    let mut layout = Layout { nodes, ..Layout::default() };
    let at = |node: usize| layout.nodes.get(node).copied().unwrap_or_default();
    let column = |node: usize| columns.get(node).copied().unwrap_or_default();
    layout.edges = edges
        .into_iter()
        .map(|(from, to, lines)| {
            let span = column(to) as f64 - column(from) as f64;
            curve(at(from), at(to), span, from == to, lines)
        })
        .collect();
    layout.fit();
    layout
}

type Joined = (usize, usize, Vec<String>);

/// The column of each state: the length of the longest way there, without edges that go back.
fn columns(count: usize, edges: &[Joined]) -> Vec<usize> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to, _) in edges {
        if let Some(after) = after.get_mut(*from).filter(|_| from != to) {
            after.push(*to);
        }
    }
    let order = without_cycles(&mut after);
    let mut columns = vec![0_usize; count];
    for node in order.into_iter().rev() {
        let next = columns.get(node).map_or(0, |column| column.saturating_add(1));
        for &to in after.get(node).into_iter().flatten() {
            if let Some(column) = columns.get_mut(to) {
                *column = next.max(*column);
            }
        }
    }
    columns
}

/// Takes out the edges that close a cycle. The result has each state after all those that it leads to.
fn without_cycles(after: &mut [Vec<usize>]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        Not,
        Open,
        Done,
    }
    let mut visits = vec![Visit::Not; after.len()];
    let mut order = Vec::with_capacity(after.len());
    // The states on the way from the start, each with how many of its edges were followed.
    let mut way: Vec<(usize, usize)> = Vec::new();
    if let Some(visit) = visits.first_mut() {
        *visit = Visit::Open;
        way.push((0, 0));
    }
    while let Some((node, followed)) = way.last_mut() {
        let next = after.get(*node).and_then(|after| after.get(*followed)).copied();
        let Some(next) = next else {
            order.push(*node);
            if let Some(visit) = visits.get_mut(*node) {
                *visit = Visit::Done;
            }
            way.pop();
            continue;
        };
        match visits.get_mut(next) {
            Some(visit) if *visit == Visit::Open => {
                if let Some(after) = after.get_mut(*node) {
                    after.retain(|&to| to != next);
                }
            }
            Some(visit) => {
                *followed = followed.saturating_add(1);
                if *visit == Visit::Not {
                    *visit = Visit::Open;
                    way.push((next, 0));
                }
            }
            None => *followed = followed.saturating_add(1),
        }
    }
    order
}

/// The place of each column: its labels fit between the states.
fn positions(columns: &[usize], edges: &[Joined]) -> Vec<f64> {
    let count = columns.iter().max().map_or(0, |last| last.saturating_add(1));
    let mut before = vec![AROUND; count];
    let mut loops = vec![0.0_f64; count];
    let column = |node: usize| columns.get(node).copied().unwrap_or_default();
    for (from, to, lines) in edges {
        let width = width_of(lines);
        let (first, last) = (column(*from), column(*to));
        if from == to {
            if let Some(of_column) = loops.get_mut(first) {
                *of_column = of_column.max(width);
            }
        } else if let Some(space) = before.get_mut(last.max(first)) {
            let span = last.abs_diff(first).max(1) as f64;
            *space = space.max((width + AROUND) / span);
        }
    }
    let mut x = Vec::with_capacity(count);
    let mut place = 30.0 + loops.first().copied().unwrap_or_default() / 2.0;
    for (index, space) in before.iter().enumerate() {
        if index > 0 {
            let of_loop = |at: usize| loops.get(at).copied().unwrap_or_default();
            let loops = (of_loop(index) + of_loop(index.saturating_sub(1))) / 2.0 + 12.0;
            place += (space + 2.0 * RADIUS).max(loops);
        }
        x.push(place);
    }
    x
}

fn width_of(lines: &[String]) -> f64 {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    longest as f64 * CHARACTER
}

/// The heights of the states, column by column; around zero.
fn rows(columns: &[usize], edges: &[Joined]) -> Vec<f64> {
    let mut y = vec![0.0_f64; columns.len()];
    let count = columns.iter().max().map_or(0, |last| last.saturating_add(1));
    for column in 0..count {
        let members = columns.iter().enumerate().filter(|&(_, &it)| it == column);
        let mut members: Vec<(f64, usize)> = members
            .map(|(node, _)| {
                let before: Vec<f64> = edges
                    .iter()
                    .filter(|(from, to, _)| {
                        *to == node && columns.get(*from).is_some_and(|&before| before < column)
                    })
                    .filter_map(|(from, ..)| y.get(*from).copied())
                    .collect();
                let mean = match before.len() {
                    0 => 0.0,
                    count => before.iter().sum::<f64>() / count as f64,
                };
                (mean, node)
            })
            .collect();
        members.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let middle = (members.len() as f64 - 1.0) / 2.0;
        // A column with one state is as high as those before it.
        let only = if let [(mean, _)] = members.as_slice() { *mean } else { 0.0 };
        for (index, &(_, node)) in members.iter().enumerate() {
            if let Some(y) = y.get_mut(node) {
                *y = only + (index as f64 - middle) * ROW;
            }
        }
    }
    y
}

/// The curve of an edge that goes so many columns to the right.
fn curve(from: (f64, f64), to: (f64, f64), span: f64, is_loop: bool, lines: Vec<String>) -> Curve {
    let is_back = span <= 0.0 && !is_loop;
    let points = if is_loop {
        let (x, y) = from;
        [
            (x - 5.0, y - RADIUS),
            (x - 24.0, y - 42.0),
            (x + 24.0, y - 42.0),
            (x + 5.0, y - RADIUS - 3.0),
        ]
    } else if is_back {
        let depth = from.1.max(to.1) + RADIUS + 26.0 + 9.0 * span.abs();
        [
            (from.0 - 3.0, from.1 + RADIUS),
            (from.0 - 3.0, depth),
            (to.0 + 3.0, depth),
            (to.0 + 3.0, to.1 + RADIUS + 3.0),
        ]
    } else if span > 1.0 {
        let height = from.1.min(to.1) - RADIUS - 14.0 - 24.0 * span;
        let third = (to.0 - from.0) / 4.0;
        [
            (from.0 + 4.0, from.1 - RADIUS),
            (from.0 + third, height),
            (to.0 - third, height),
            (to.0 - 4.0, to.1 - RADIUS - 3.0),
        ]
    } else {
        let (start, end) = (from.0 + RADIUS, to.0 - RADIUS - 4.0);
        let middle = (start + end) / 2.0;
        [(start, from.1), (middle, from.1), (middle, to.1), (end, to.1)]
    };
    let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = points;
    let middle = ((x0 + 3.0 * x1 + 3.0 * x2 + x3) / 8.0, (y0 + 3.0 * y1 + 3.0 * y2 + y3) / 8.0);
    let below = if is_back { LINE * lines.len() as f64 } else { -6.0 };
    Curve { points, is_back, lines, label: (middle.0, middle.1 + below) }
}

impl Layout {
    /// Moves all of it, so that it starts at zero, and finds out its size.
    fn fit(&mut self) {
        let (mut top, mut bottom, mut right, mut left) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        for &(x, y) in &self.nodes {
            (top, bottom) = (top.min(y - RADIUS - 4.0), bottom.max(y + RADIUS + 4.0));
            right = right.max(x + RADIUS + 6.0);
        }
        for edge in &self.edges {
            let half = width_of(&edge.lines) / 2.0;
            let lines = edge.lines.len() as f64;
            (top, bottom) = (top.min(edge.label.1 - lines * LINE), bottom.max(edge.label.1 + 4.0));
            (left, right) = (left.min(edge.label.0 - half), right.max(edge.label.0 + half));
            // The middle of a curve is nearer than its control points.
            let middle = edge.points.iter().map(|point| point.1).sum::<f64>() / 4.0;
            (top, bottom) = (top.min(middle), bottom.max(middle));
        }
        for node in &mut self.nodes {
            *node = (node.0 - left, node.1 - top);
        }
        for edge in &mut self.edges {
            edge.label = (edge.label.0 - left, edge.label.1 - top);
            for point in &mut edge.points {
                *point = (point.0 - left, point.1 - top);
            }
        }
        self.width = right - left;
        self.height = bottom - top;
    }
}

#[cfg(test)]
mod tests {
    use cors_compiler::language::Automata;

    use super::*;

    /// States and labels are inside of the picture, and no two states are on each other.
    #[test]
    fn nothing_is_outside_or_covered() {
        let automata = Automata::unlimited();
        for regex in [
            "https://a",
            "https?://(eu|us|asia)-[0-9]{1,3}\\.edge\\.example\\.org(:[0-9]+)?",
            "https://[^.].*\\.example\\.com",
            "(a|b)*abb|c",
        ] {
            let graph = Drawing::of(&automata.regex(regex).unwrap(), &automata).unwrap();
            let layout = layout(&graph);
            for (index, &(x, y)) in layout.nodes.iter().enumerate() {
                assert!(
                    x >= RADIUS && x <= layout.width && y >= RADIUS && y <= layout.height,
                    "{regex}"
                );
                let others = layout.nodes.iter().skip(index + 1);
                assert!(
                    others.into_iter().all(|other| (other.0 - x).hypot(other.1 - y) > 3.0 * RADIUS)
                );
            }
            for edge in &layout.edges {
                let half = width_of(&edge.lines) / 2.0;
                assert!(edge.label.0 - half >= -0.1 && edge.label.0 + half <= layout.width + 0.1);
                assert!(edge.label.1 > 0.0 && edge.label.1 <= layout.height, "{regex}");
            }
        }
    }
}
