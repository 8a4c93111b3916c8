//! The picture: a bar for each library and scenario.

use crate::table::{Cell, Table, number};
use crate::targets::Target;

/// The scenarios in the picture, by the beginning of their names, and their titles.
const SHOWN: [(&str, &str); 6] = [
    ("S1 ", "no Origin"),
    ("S2 ", "allowed origin"),
    ("S3 ", "refused origin"),
    ("S4 ", "preflight"),
    ("S6 tenant 100, last", "100 origins"),
    ("S7 subdomain, hit", "subdomain"),
];

/// The bars of a scenario: their name, their class, and their column in the tower table.
const BARS: [(&str, &str, usize); 3] =
    [("this library", "ours", 0), ("by hand", "hand", 1), ("tower-http, as served", "peer", 4)];

const WIDTH: f64 = 760.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 64.0;
const BAR: f64 = 12.0;
const GROUP: f64 = 54.0;

const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.value { font-size: 11px }
.title { font-size: 15px; font-weight: 600 }
.ours { fill: #0b7a75 } .hand { fill: #8c959f } .peer { fill: #c4682d }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .ours { fill: #2fb5ae } .hand { fill: #7d8590 } .peer { fill: #e08a4f }
}
</style>";

/// The picture of the tower table, in SVG; empty if that table was not measured.
pub(crate) fn render(results: &[(Table, Vec<Target>)]) -> String {
    let table = results.iter().map(|(table, _)| table).find(|table| table.title.contains("tower"));
    let height = TOP + GROUP * SHOWN.len() as f64 + 24.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"Nanoseconds that CORS adds to a request\">\n{STYLE}\n\
         <text class=\"title\" x=\"8\" y=\"20\">Nanoseconds that CORS adds to a request \
         (median; shorter is better)</text>\n",
    );
    text += &legend();
    if let Some(table) = table {
        text += &bars(table);
    }
    text + "</svg>\n"
}

fn legend() -> String {
    let entry = |(index, (name, class, _)): (usize, &(&str, &str, usize))| {
        let x = LEFT + 150.0 * index as f64;
        format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"34\" width=\"12\" height=\"12\"/>\
             <text x=\"{}\" y=\"45\">{name}</text>\n",
            x + 18.0,
        )
    };
    BARS.iter().enumerate().map(entry).collect()
}

fn bars(table: &Table) -> String {
    let median = |name: &str, column: usize| {
        table.row(name).and_then(|row| row.cells.get(column)).map_or(0.0, Cell::median)
    };
    let all = SHOWN.iter().flat_map(|(name, _)| BARS.iter().map(|bar| median(name, bar.2)));
    let longest = all.fold(1.0, f64::max);
    let mut text = String::new();
    for (index, (name, title)) in SHOWN.iter().enumerate() {
        let top = TOP + GROUP * index as f64;
        text += &format!("<text x=\"8\" y=\"{}\">{title}</text>\n", top + BAR * 2.0);
        for (line, (_, class, column)) in BARS.iter().enumerate() {
            let value = median(name, *column);
            let length = (value / longest).max(0.0) * (WIDTH - LEFT - RIGHT);
            let y = top + (BAR + 2.0) * line as f64;
            text += &format!(
                "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y:.0}\" width=\"{length:.1}\" \
                 height=\"{BAR}\"/><text class=\"value\" x=\"{:.1}\" y=\"{:.0}\">{}</text>\n",
                LEFT + length + 6.0,
                y + BAR - 2.0,
                number(value),
            );
        }
    }
    text + &off_the_scale(table)
}

/// The figures that are too large for a bar.
fn off_the_scale(table: &Table) -> String {
    let Some(row) = table.row("S6 tenant 10000, last") else { return String::new() };
    let values = BARS.iter().filter_map(|(name, _, column)| {
        row.cells.get(*column).map(|cell| format!("{name} {}", number(cell.median())))
    });
    let y = TOP + GROUP * SHOWN.len() as f64 + 8.0;
    let values: Vec<String> = values.collect();
    format!(
        "<text x=\"8\" y=\"{y}\">10 000 origins</text>\n\
             <text class=\"value\" x=\"{LEFT}\" y=\"{y}\">{}</text>\n",
        values.join(", ")
    )
}
