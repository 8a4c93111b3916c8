//! Findings to a report in the form that users of rustc know.
//!
//! ```text
//! error: an origin has no trailing slash
//!  --> cors.toml:1:38
//!   |
//! 1 | allow_origins = ["https://example.com/"]
//!   |                                      ^
//!   = note: a browser sends nothing after the host and port of a page, …
//!   = help: write "https://example.com"
//!   = note: rule `origin_path`, https://docs.rs/…
//! ```
//!
//! A report contains no control characters except its line ends, regardless of the text.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use super::locations::Locations;
use crate::ast::Notation;
use crate::finding::render::{MOST, Rendered, Sorted, render, surplus};
use crate::finding::{Finding, Findings};
use crate::rules::Rule;
use crate::shown::shown;
use crate::written::{self, Excerpt};

/// What is wrong with a policy, errors first.
///
/// [`Display`](fmt::Display) prints it for a person; [`findings`](Self::findings) gives each
/// one for a program. `Debug` prints the findings without the text that they are about.
#[derive(Clone)]
pub struct Report {
    file: Option<String>,
    name: Option<String>,
    locations: Box<Locations>,
    found: Sorted,
}

impl Report {
    /// The report of what was found in the text that these are the places of.
    #[must_use]
    pub fn new(findings: Findings, locations: Locations) -> Self {
        Self { file: None, name: None, locations: Box::new(locations), found: findings.into() }
    }

    /// The same report, which names the file that the text came from.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { file: Some(name.into()), ..self }
    }

    /// The same report, with the name of the policy.
    pub(super) fn of_policy(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }

    /// The same report, for a policy that is in these tables of the text.
    pub(super) fn in_tables(mut self, tables: Vec<Vec<String>>) -> Self {
        self.locations.set_tables(tables);
        self
    }

    /// The name of the policy, if it has one that is valid.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.errors.is_empty() && self.found.warnings.is_empty()
    }

    /// The places of the text that it is about, for edits.
    #[must_use]
    pub fn locations(&self) -> &Locations {
        &self.locations
    }

    /// All that was found: errors, then warnings, each in the order of the text.
    ///
    /// ```
    /// use cors_compiler::toml;
    ///
    /// let report = toml::compile("allow_origins = 1\nmax_age = \"2 hours\"").unwrap_err();
    /// let found: Vec<_> =
    ///     report.findings().map(|found| (found.line(), found.rule().name)).collect();
    /// assert_eq!(found, [(1, "wrong_value"), (2, "max_age")]);
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = ReportedFinding<'_>> {
        let findings = self.found.errors.iter().chain(&self.found.warnings);
        findings.map(|finding| ReportedFinding { report: self, finding })
    }
}

#[cfg(feature = "tokens")]
impl Report {
    /// What was found, for a front end that prints each finding by itself.
    pub(crate) fn sorted(&self) -> &Sorted {
        &self.found
    }

    /// A finding as [`Display`](fmt::Display) prints it, without the word `error` or `warning`.
    pub(crate) fn text_of(&self, finding: &Finding) -> String {
        Text(ReportedFinding { report: self, finding }).to_string()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (kind, findings) in [("error", &self.found.errors), ("warning", &self.found.warnings)] {
            for finding in findings.iter().take(MOST) {
                write!(f, "{separator}{}", ReportedFinding { report: self, finding })?;
                separator = "\n\n";
            }
            if let Some(more) = surplus(kind, findings) {
                write!(f, "{separator}{more}")?;
            }
        }
        Ok(())
    }
}

impl Error for Report {}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.findings()).finish()
    }
}

/// One thing that is wrong with a policy, and where.
#[derive(Clone, Copy)]
pub struct ReportedFinding<'r> {
    report: &'r Report,
    finding: &'r Finding,
}

impl<'r> ReportedFinding<'r> {
    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.finding.rule
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> String {
        self.finding.message.rendered(Notation::Toml)
    }

    /// The finding for other programs.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn record(&self) -> crate::finding::record::Record {
        let locations = &*self.report.locations;
        crate::finding::record::Record::new(self.finding, locations, |fix| locations.edits(fix))
    }

    /// What to do, in a line each; each is another way.
    #[must_use]
    pub fn helps(&self) -> Vec<String> {
        self.finding.helps.iter().map(|help| help.words.rendered(Notation::Toml)).collect()
    }

    /// Whether it is an error, so that the policy does not compile.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.finding.is_error()
    }

    /// The line, counted from 1. A finding about the whole policy is reported at its first line.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line_and_column().0
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.line_and_column().1
    }

    /// The message, with its notes and helps.
    #[must_use]
    pub fn finding(&self) -> &'r Finding {
        self.finding
    }

    fn line_and_column(&self) -> (usize, usize) {
        let start = self.range().map_or(0, |range| range.start);
        self.report.locations.line_and_column(start)
    }

    /// The bytes to underline; `None` for the whole policy.
    fn range(&self) -> Option<Range<usize>> {
        let locations = &self.report.locations;
        match self.finding.within.clone() {
            Some(within) => locations.range_within(self.finding.location, within),
            None => locations.range(self.finding.location),
        }
    }

    /// `--> file:line:column`, the line itself, and the carets; all to the right of the numbers.
    fn fmt_place(&self, f: &mut fmt::Formatter<'_>, margin: &str) -> fmt::Result {
        let Some(range) = self.range() else {
            return match (self.report.file.as_deref().map(shown), &self.report.name) {
                (Some(file), _) => write!(f, "\n{margin}--> {file}"),
                (None, Some(name)) => write!(f, "\n{margin}--> policy `{name}`"),
                (None, None) => Ok(()),
            };
        };
        let locations = &self.report.locations;
        let (line, column) = locations.line_and_column(range.start);
        match (self.report.file.as_deref().map(shown), &self.report.name) {
            (Some(file), _) => write!(f, "\n{margin}--> {file}:{line}:{column}")?,
            (None, Some(name)) => {
                write!(f, "\n{margin}--> policy `{name}`, line {line}, column {column}")?;
            }
            (None, None) => write!(f, "\n{margin}--> line {line}, column {column}")?,
        }
        match written::excerpt(locations.source(), range) {
            Some(Excerpt { line: text, carets }) => {
                write!(f, "\n{margin} |\n{line} | {text}\n{margin} | {carets}")
            }
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ReportedFinding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Located")
            .field("rule", &self.rule().name)
            .field("message", &self.message())
            .field("line", &self.line())
            .field("column", &self.column())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ReportedFinding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_error() { "error" } else { "warning" };
        write!(f, "{kind}: {}", Text(*self))
    }
}

/// A finding from its message on.
struct Text<'r>(ReportedFinding<'r>);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(reported) = self;
        let locations = &reported.report.locations;
        let line = |location| Some(locations.line_and_column(locations.range(location)?.start).0);
        let Rendered { message, below } = render(reported.finding, Notation::Toml, &line);
        let margin = " ".repeat(reported.line().to_string().len());
        f.write_str(&message)?;
        reported.fmt_place(f, &margin)?;
        for line in below {
            write!(f, "\n{margin} = {}: {}", line.label.as_str(), line.text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::toml;

    #[test]
    fn a_report_is_no_longer_than_a_screen_or_two() {
        for (count, end) in
            [(50, "and 30 more errors in this policy"), (21, "and 1 more error in this policy")]
        {
            let many: String =
                (0..count).map(|n| format!("\"https://e{n}.example.com/\", ")).collect();
            let report = toml::compile(&format!("allow_origins = [{many}]")).unwrap_err();
            assert_eq!(report.findings().count(), count);
            let text = report.to_string();
            assert_eq!(text.matches("error: ").count(), 20);
            assert!(text.ends_with(end), "{text}");
        }
    }

    #[test]
    fn what_the_text_holds_does_not_act_on_the_terminal() {
        let report = toml::compile("\"\\u001b[31m\\u202e\" = 1\n\u{7}").unwrap_err().to_string();
        assert!(report.chars().all(|c| c == '\n' || !c.is_control()), "{report:?}");
        let report = toml::compile("\"\\u001b[31m\\n\\u202e\" = 1").unwrap_err().to_string();
        assert!(report.chars().all(|c| c == '\n' || !c.is_control()), "{report:?}");
        assert!(!report.contains('\u{202e}'));
    }
}
