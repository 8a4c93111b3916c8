//! A policy in a macro, a map of policies, or a list of handlers, for programs that have its text: its findings, its tables, and
//! where its parts are written.
//!
//! Spans are known only to the thread that read the text. They are kept as ranges of bytes, so that a policy
//! can be checked on one thread and shown on another.

use std::fmt;
use std::ops::Range;

use cors_tables::PolicyTable;
use cors_tables::policy_map::MapTable;
use proc_macro2::{LexError, TokenStream};

use super::edits::Rust;
use super::file::{self, Found, Read, Reference};
use super::locations::Locations;
#[cfg(feature = "handlers")]
use super::routes::{self, Routes};
use super::{parse, policies, runtime};
use crate::ast::{Notation, Policy};
use crate::finding::apply::{Syntax as _, text_edits};
use crate::finding::{Finding, Findings, Fix, Source, TextEdit};
use crate::location::Location;
use crate::map::ast::Map;
use crate::toml::Report;

/// What is written in a macro, and compiled to tables.
pub trait Written: fmt::Debug {
    /// The tables.
    type Tables: fmt::Debug;
}

impl Written for Policy {
    type Tables = PolicyTable;
}

impl Written for Map {
    type Tables = MapTable;
}

#[cfg(feature = "handlers")]
impl Written for Routes {
    type Tables = ();
}

/// The text of a policy in a macro, or of a map of policies, and what is wrong with it.
#[derive(Debug)]
pub struct Checked<T: Written = Policy> {
    source: String,
    written: T,
    /// The bytes of each location.
    ranges: Vec<Range<usize>>,
    findings: Vec<Finding>,
    compiled: Option<T::Tables>,
    file: Option<InFile>,
}

/// The policy in a file to which a macro refers.
#[derive(Debug, Clone)]
pub struct InFile {
    /// The path of the file, as it is written.
    pub path: String,
    /// The name of the policy.
    pub name: String,
    /// The policy, put together out of the tables of the file; `None` if the file or the policy cannot be read.
    pub policy: Option<Policy>,
    /// What is wrong with it, and the text of the file; `None` if the file cannot be read.
    pub report: Option<Report>,
}

impl Checked {
    /// Checks the text between the brackets of `cors! { … }`. Ranges are of this text, and known
    /// outside of macros only. No file is read: of a policy in one, only the reference is checked.
    ///
    /// # Errors
    ///
    /// If the text is not made of Rust's tokens.
    ///
    /// ```
    /// use cors_compiler::finding::TextEdit;
    /// use cors_compiler::tokens::Checked;
    ///
    /// let source = r#" allow_origins = ["https://example.com/"], allow_methods = [GET] "#;
    /// let checked = Checked::new(source).unwrap();
    /// let fixes = checked.findings().iter().filter_map(|finding| finding.helps[0].fix.as_ref());
    /// let fixed: Vec<_> =
    ///     fixes.map(|fix| TextEdit::apply_all(source, &checked.edits(fix).unwrap())).collect();
    /// assert_eq!(
    ///     fixed,
    ///     [
    ///         r#" allow_origins = ["https://example.com"], allow_methods = [GET] "#,
    ///         r#" allow_origins = ["https://example.com/"] "#,
    ///     ]
    /// );
    /// ```
    pub fn new(source: &str) -> Result<Self, LexError> {
        Self::read(source, None)
    }

    /// The same; a policy in a file is compiled too, and is in [`file`](Self::file) with its own report.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new). A file that cannot be read is a finding.
    ///
    /// ```
    /// use cors_compiler::tokens::{Checked, ReadError, SourceFile};
    ///
    /// let read = |path: &str| match path {
    ///     "cors.toml" => Ok(SourceFile {
    ///         shown: "api/cors.toml".into(),
    ///         text: "[policy.api]\nallow_origins = [\"https://example.com\"]\n".into(),
    ///     }),
    ///     _ => Err(ReadError::NotFound(path.into())),
    /// };
    /// let checked = Checked::with_files(r#"file = "cors.toml", policy = "api""#, &read).unwrap();
    /// assert!(checked.table().unwrap().allows_origin(b"https://example.com"));
    /// assert_eq!(checked.file().unwrap().path, "cors.toml");
    /// ```
    pub fn with_files(source: &str, read: Read<'_>) -> Result<Self, LexError> {
        Self::read(source, Some(read))
    }

    fn read(source: &str, read: Option<Read<'_>>) -> Result<Self, LexError> {
        let input: TokenStream = source.parse()?;
        let mut findings = Findings::default();
        let (policy, locations) = parse::parse(runtime::without(input), &mut findings);
        let mut in_file = None;
        let compiled = match file::reference(&policy, &mut findings) {
            Reference::Inline => crate::compile_policy(&policy, &mut findings),
            Reference::File { path, name } => {
                let found = read.and_then(|read| file::find((path, name), &mut findings, read));
                let (policy, table, report) = match found {
                    Some((read, Found { table, report })) => {
                        (read.policy(&name.value), table, report)
                    }
                    None => (None, None, None),
                };
                let (path, name) = (path.value.clone(), name.value.clone());
                in_file = Some(InFile { path, name, policy, report });
                table
            }
            Reference::Unreadable => None,
        };
        Ok(Self {
            source: source.to_owned(),
            ranges: ranges(&locations),
            written: policy,
            compiled: findings.unless_errors(()).and(compiled),
            findings: findings.into_sorted(),
            file: in_file,
        })
    }

    /// What was written.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.written
    }

    /// Its tables, unless there are errors.
    #[must_use]
    pub fn table(&self) -> Option<&PolicyTable> {
        self.compiled.as_ref()
    }

    /// The policy in a file, if it refers to one.
    #[must_use]
    pub fn file(&self) -> Option<&InFile> {
        self.file.as_ref()
    }
}

impl Checked<Map> {
    /// Checks the text between the brackets of `policies! { … }`.
    ///
    /// # Errors
    ///
    /// If the text is not made of Rust's tokens.
    ///
    /// ```
    /// use cors_compiler::finding::TextEdit;
    /// use cors_compiler::tokens::Checked;
    ///
    /// let source = r#""/admin/../{*rest}" => ADMIN, _ => closed"#;
    /// assert_eq!(Checked::of_map(source).unwrap().findings()[0].rule.name, "row_path");
    ///
    /// let source = r#""//a.example:80/{*rest}" => ADMIN, _ => closed"#;
    /// let checked = Checked::of_map(source).unwrap();
    /// let fix = checked.findings()[0].helps[0].fix.as_ref().unwrap();
    /// let fixed = TextEdit::apply_all(source, &checked.edits(fix).unwrap());
    /// assert_eq!(fixed, r#""//a.example/{*rest}" => ADMIN, _ => closed"#);
    /// ```
    pub fn of_map(source: &str) -> Result<Self, LexError> {
        let input: TokenStream = source.parse()?;
        let mut findings = Findings::default();
        let (map, locations) = policies::parse(runtime::without(input), &mut findings);
        let compiled = crate::map::compile_map(&map, &mut findings);
        Ok(Self {
            source: source.to_owned(),
            ranges: ranges(&locations),
            written: map,
            compiled,
            findings: findings.into_sorted(),
            file: None,
        })
    }

    /// What was written.
    #[must_use]
    pub fn map(&self) -> &Map {
        &self.written
    }

    /// Its tables, unless there are errors.
    #[must_use]
    pub fn table(&self) -> Option<&MapTable> {
        self.compiled.as_ref()
    }
}

#[cfg(feature = "handlers")]
impl Checked<Routes> {
    /// Checks the text between the brackets of `routes![…]`. Whether its handlers have policies is not checked: rustc
    /// knows that from their types.
    ///
    /// # Errors
    ///
    /// If the text is not made of Rust's tokens.
    ///
    /// ```
    /// use cors_compiler::tokens::Checked;
    ///
    /// let checked = Checked::of_routes("get(list), pust(update)").unwrap();
    /// assert_eq!(checked.routes().handlers, [("GET", "list".to_owned())]);
    /// assert_eq!(checked.findings()[0].rule.name, "routes_syntax");
    /// ```
    pub fn of_routes(source: &str) -> Result<Self, LexError> {
        let input: TokenStream = source.parse()?;
        let mut findings = Findings::default();
        let (written, locations) = routes::parse(input, &mut findings);
        let compiled = findings.unless_errors(());
        Ok(Self {
            source: source.to_owned(),
            ranges: ranges(&locations),
            written,
            compiled,
            findings: findings.into_sorted(),
            file: None,
        })
    }

    /// What was written.
    #[must_use]
    pub fn routes(&self) -> &Routes {
        &self.written
    }
}

/// The bytes of all locations.
fn ranges(locations: &Locations) -> Vec<Range<usize>> {
    locations.iter().map(|place| place.span.byte_range()).collect()
}

impl<T: Written> Checked<T> {
    /// What is wrong, in the order of the text.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The edits of the text that a fix is, sorted and apart from each other; `None` if it cannot be
    /// applied to this text.
    #[must_use]
    pub fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        text_edits::<Rust>(self, &[], fix)
    }
}

impl<T: Written> Source for Checked<T> {
    fn text(&self) -> &str {
        &self.source
    }

    fn notation(&self) -> Notation {
        Notation::Rust
    }

    fn range(&self, location: Location) -> Option<Range<usize>> {
        let range = self.ranges.get(location.index())?.clone();
        (!range.is_empty() && self.source.get(range.clone()).is_some()).then_some(range)
    }

    fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>> {
        let range = self.range(location)?;
        let part = Rust::within(self.source.get(range.clone())?, within)?;
        let at = |offset: usize| range.start.saturating_add(offset).min(range.end);
        Some(at(part.start)..at(part.end))
    }

    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let before = self.source.get(..byte).unwrap_or(&self.source);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let lines = before.bytes().filter(|&byte| byte == b'\n').count();
        (lines.saturating_add(1), line.chars().count().saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy is checked on one thread and shown on another.
    #[test]
    #[allow(clippy::disallowed_methods, reason = "what a thread reads is the same in another one")]
    fn what_was_checked_may_be_sent() {
        fn may_be_sent<T: Send + Sync + 'static>(value: T) -> T {
            value
        }
        let checked = may_be_sent(Checked::new("allow_origins = 1").unwrap());
        let range = |checked: &Checked| checked.range(checked.findings()[0].location);
        let here = range(&checked);
        let there = std::thread::spawn(move || range(&checked)).join().unwrap();
        assert_eq!((here.clone(), there), (Some(16..17), here));
        may_be_sent(Checked::of_map("_ => closed").unwrap());
    }
}
