//! Texts: files that were read, and the policies in them.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use cors_compiler::Location;
use cors_compiler::ast::{Notation, Policy};
use cors_compiler::finding::{Fix, Source, TextEdit};
use cors_compiler::tokens::{Checked, Written};

use super::tree::Tree;
use cors_compiler::toml::Locations;

/// A file that was read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextFile {
    /// Its path from the root of its tree on, with `/` between folders.
    pub path: String,
    /// What messages call it.
    pub shown: String,
    /// Where it is in the file system, if it is there.
    pub location: Option<PathBuf>,
    text: String,
    line_starts: Vec<usize>,
}

impl TextFile {
    /// A file of this path in its tree, and this text.
    #[must_use]
    pub fn new(path: impl Into<String>, shown: impl Into<String>, text: String) -> Self {
        let ends_of_lines = text.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        let line_starts = std::iter::once(0).chain(ends_of_lines).collect();
        Self { path: path.into(), shown: shown.into(), location: None, text, line_starts }
    }

    /// A file of a tree.
    #[must_use]
    pub fn of(tree: &dyn Tree, path: &str, text: String) -> Self {
        Self { location: tree.location(path), ..Self::new(path, tree.shown(path), text) }
    }

    /// Its path from the root of its Git repository on; what messages call it if it is in none.
    #[must_use]
    pub fn repository_path(&self) -> String {
        let below = || {
            let location = self.location.as_deref()?;
            let root = location.ancestors().skip(1).find(|it| it.join(".git").exists())?;
            location.strip_prefix(root).ok()?.to_str()
        };
        below().map_or_else(|| self.shown.clone(), |path| path.replace('\\', "/"))
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and the column of a byte, both counted from 1, the column in characters.
    #[must_use]
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied();
        let before = self.text.get(start.unwrap_or(0)..byte).unwrap_or_default();
        (line, before.trim_end_matches('\r').chars().count().saturating_add(1))
    }

    /// The text of a line, counted from 1.
    #[must_use]
    pub fn line(&self, number: usize) -> Option<&str> {
        let start = *self.line_starts.get(number.checked_sub(1)?)?;
        self.text.get(start..)?.lines().next()
    }
}

/// The text of a policy in its file: where its locations are.
///
/// It is a [`Source`] whose text and ranges are those of the whole file.
#[derive(Debug)]
pub struct PolicyText<T: Written = Policy> {
    file: Arc<TextFile>,
    declaration: Range<usize>,
    notation: InNotation<T>,
}

#[derive(Debug)]
enum InNotation<T: Written> {
    /// In a macro, whose text starts at this byte of the file.
    Rust { checked: Arc<Checked<T>>, base: usize },
    /// In a file of its own.
    Toml(Arc<Locations>),
}

impl<T: Written> Clone for PolicyText<T> {
    fn clone(&self) -> Self {
        Self {
            file: Arc::clone(&self.file),
            declaration: self.declaration.clone(),
            notation: self.notation.clone(),
        }
    }
}

impl<T: Written> Clone for InNotation<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Rust { checked, base } => {
                Self::Rust { checked: Arc::clone(checked), base: *base }
            }
            Self::Toml(locations) => Self::Toml(Arc::clone(locations)),
        }
    }
}

impl<T: Written> PolicyText<T> {
    /// The text of a macro that starts at the byte `base` of the file. Its `declaration` is marked for what is about
    /// all of it.
    pub(super) fn rust(
        file: Arc<TextFile>,
        declaration: Range<usize>,
        checked: Arc<Checked<T>>,
        base: usize,
    ) -> Self {
        Self { file, declaration, notation: InNotation::Rust { checked, base } }
    }

    /// The text of a file in TOML.
    pub(super) fn toml(
        file: Arc<TextFile>,
        declaration: Range<usize>,
        locations: Locations,
    ) -> Self {
        Self { file, declaration, notation: InNotation::Toml(Arc::new(locations)) }
    }

    /// The bytes that declare the policy: the name of its macro, attribute or table.
    #[must_use]
    pub fn declaration(&self) -> Range<usize> {
        self.declaration.clone()
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Arc<TextFile> {
        &self.file
    }

    /// The edits of the file that a fix is; `None` if it cannot be applied.
    #[must_use]
    pub fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        match &self.notation {
            InNotation::Rust { checked, base } => {
                let edits = checked.edits(fix)?;
                let moved =
                    |TextEdit { range, with }| TextEdit { range: moved(range, *base), with };
                Some(edits.into_iter().map(moved).collect())
            }
            InNotation::Toml(locations) => locations.edits(fix),
        }
    }
}

fn moved(range: Range<usize>, base: usize) -> Range<usize> {
    range.start.saturating_add(base)..range.end.saturating_add(base)
}

impl<T: Written> Source for PolicyText<T> {
    fn text(&self) -> &str {
        self.file.text()
    }

    fn notation(&self) -> Notation {
        match self.notation {
            InNotation::Rust { .. } => Notation::Rust,
            InNotation::Toml(_) => Notation::Toml,
        }
    }

    fn range(&self, location: Location) -> Option<Range<usize>> {
        match &self.notation {
            InNotation::Rust { checked, base } => Some(moved(checked.range(location)?, *base)),
            InNotation::Toml(locations) => locations.range(location),
        }
    }

    fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>> {
        match &self.notation {
            InNotation::Rust { checked, base } => {
                Some(moved(checked.range_within(location, within)?, *base))
            }
            InNotation::Toml(locations) => locations.range_within(location, within),
        }
    }

    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        self.file.line_and_column(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let file = TextFile::new("a.rs", "a.rs", "a\r\né = 1\n".to_owned());
        let places = [0, 1, 2, 3, 5, 6, 10].map(|byte| file.line_and_column(byte));
        assert_eq!(places, [(1, 1), (1, 2), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1)]);
        assert_eq!([file.line(2), file.line(9)], [Some("é = 1"), None]);
    }
}
