//! The measurements, as rows of a table.

use allocation_counter::AllocationInfo;

use crate::clock::{Case, quantile, ratio, take_turns};

/// One scenario: a case for each column.
pub(crate) struct Row {
    pub(crate) name: String,
    /// The part of every case that is not its own cost, if there is one.
    pub(crate) inner: Option<Case>,
    pub(crate) cases: Vec<Case>,
}

/// The measurements of a table.
pub(crate) struct Table {
    pub(crate) title: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// The ratios to show: a title, and the two columns.
    pub(crate) ratios: &'static [(&'static str, usize, usize)],
    pub(crate) rows: Vec<Measured>,
}

/// The measurements of a row.
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) inner: Option<f64>,
    pub(crate) cells: Vec<Cell>,
}

/// The measurement of a case, without the inner service.
pub(crate) struct Cell {
    pub(crate) rounds: Vec<f64>,
    pub(crate) p10: f64,
    pub(crate) allocations: AllocationInfo,
}

impl Cell {
    pub(crate) fn median(&self) -> f64 {
        quantile(&self.rounds, 0.5)
    }
}

/// Measures all rows, taking turns.
pub(crate) fn measure(rows: Vec<Row>, rounds: usize) -> Vec<Measured> {
    let mut cases = Vec::new();
    let shapes: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let shape = (row.name, row.inner.is_some(), row.cases.len());
            cases.extend(row.inner);
            cases.extend(row.cases);
            shape
        })
        .collect();
    let samples = take_turns(&mut cases, rounds);
    let mut measured = samples.iter().zip(&cases);
    let mut results = Vec::new();
    for (name, has_inner, columns) in shapes {
        let inner = if has_inner { measured.next() } else { None };
        let cells = measured.by_ref().take(columns).map(|case| cell(case, inner)).collect();
        let inner = inner.map(|(samples, _)| quantile(samples, 0.5));
        results.push(Measured { name, inner, cells });
    }
    results
}

fn cell((samples, case): (&Vec<f64>, &Case), inner: Option<(&Vec<f64>, &Case)>) -> Cell {
    let Some((inner, inner_case)) = inner else {
        let p10 = quantile(samples, 0.1);
        return Cell { rounds: samples.clone(), p10, allocations: case.allocations };
    };
    let mut allocations = case.allocations;
    let of_inner = inner_case.allocations;
    allocations.count_total = allocations.count_total.saturating_sub(of_inner.count_total);
    allocations.bytes_total = allocations.bytes_total.saturating_sub(of_inner.bytes_total);
    Cell {
        rounds: samples.iter().zip(inner).map(|(case, inner)| case - inner).collect(),
        p10: quantile(samples, 0.1) - quantile(inner, 0.1),
        allocations,
    }
}

impl Table {
    /// The row whose name starts with `name`.
    pub(crate) fn row(&self, name: &str) -> Option<&Measured> {
        self.rows.iter().find(|row| row.name.starts_with(name))
    }

    /// The table in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let has_inner = self.rows.iter().any(|row| row.inner.is_some());
        let inner = has_inner.then_some("inner service");
        let ratios = self.ratios.iter().map(|ratio| ratio.0);
        let titles: Vec<&str> =
            inner.into_iter().chain(self.columns.iter().copied()).chain(ratios).collect();
        let mut text = format!("### {}\n\n{}\n\n", self.title, self.intro);
        text += &format!("| scenario | {} |\n", titles.join(" | "));
        text += &format!("| --- |{}\n", " ---: |".repeat(titles.len()));
        for row in &self.rows {
            let inner = row.inner.map(number);
            let cells = row.cells.iter().map(Cell::markdown);
            let ratios = self.ratios.iter().map(|&(_, of, to)| format!("{:.2}", row.ratio(of, to)));
            let all: Vec<String> = inner.into_iter().chain(cells).chain(ratios).collect();
            text += &format!("| {} | {} |\n", row.name, all.join(" | "));
        }
        text
    }
}

impl Measured {
    /// The ratio of two columns, taken within rounds.
    pub(crate) fn ratio(&self, of: usize, to: usize) -> f64 {
        match (self.cells.get(of), self.cells.get(to)) {
            (Some(of), Some(to)) => ratio(&of.rounds, &to.rounds),
            _ => f64::NAN,
        }
    }
}

impl Cell {
    fn markdown(&self) -> String {
        let mut text = format!("{} / {}", number(self.median()), number(self.p10));
        if self.allocations.count_total > 0 {
            let AllocationInfo { count_total, bytes_total, .. } = self.allocations;
            text += &format!(" · {count_total}a {bytes_total}B");
        }
        text
    }
}

/// Nanoseconds with as many digits as are significant.
pub(crate) fn number(nanoseconds: f64) -> String {
    if nanoseconds.abs() < 20.0 { format!("{nanoseconds:.1}") } else { format!("{nanoseconds:.0}") }
}
