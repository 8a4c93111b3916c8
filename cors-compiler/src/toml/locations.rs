//! What the front end knows of places: ranges of bytes in the text.

use std::fmt;
use std::ops::Range;

use super::literal;
use crate::ast::Notation;
use crate::finding::Source;
use crate::location::Location;
use crate::written;

/// The text of a policy, and all places in it that were given out.
///
/// A place is the byte at which something starts, plus one; zero is the whole policy. So places
/// are in the order of the text, in whatever order the tree is read, and no two things that a
/// finding can point at start at the same byte. `Debug` leaves the text out.
#[derive(Clone)]
pub struct Locations {
    source: String,
    /// Where each ends, in the order of the text.
    ends: Vec<(Location, usize)>,
    line_starts: Vec<usize>,
    /// The tables that the policy is in, its own first, as paths of keys; none if it is the whole text.
    #[cfg_attr(not(feature = "edits"), allow(dead_code, reason = "only edits read it"))]
    tables: Vec<Vec<String>>,
}

impl fmt::Debug for Locations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Places")
            .field("bytes", &self.source.len())
            .field("lines", &self.line_starts.len())
            .finish_non_exhaustive()
    }
}

impl Locations {
    /// The whole policy.
    pub(super) fn whole() -> Location {
        Location::new(0)
    }

    pub(super) fn new(source: &str) -> Self {
        let ends_of_lines = source.match_indices('\n').map(|(at, _)| at.saturating_add(1));
        let line_starts = std::iter::once(0).chain(ends_of_lines).collect();
        Self { source: source.to_owned(), ends: Vec::new(), line_starts, tables: Vec::new() }
    }

    /// The tables that the policy is in.
    #[cfg(feature = "edits")]
    pub(super) fn tables(&self) -> &[Vec<String>] {
        &self.tables
    }

    pub(super) fn set_tables(&mut self, tables: Vec<Vec<String>>) {
        self.tables = tables;
    }

    /// The place of these bytes.
    pub(super) fn add(&mut self, range: Range<usize>) -> Location {
        let location = Location::new(range.start.saturating_add(1));
        match self.position(location) {
            Err(at) => self.ends.insert(at, (location, range.end)),
            Ok(at) => {
                if let Some((_, end)) = self.ends.get_mut(at) {
                    *end = range.end.max(*end);
                }
            }
        }
        location
    }

    /// Where in `ends` a place is, or belongs: nearly always at the end.
    fn position(&self, location: Location) -> Result<usize, usize> {
        match self.ends.last() {
            Some((last, _)) if *last < location => Err(self.ends.len()),
            _ => self.ends.binary_search_by(|(other, _)| other.cmp(&location)),
        }
    }

    /// The text itself.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The bytes of a place; `None` if it is the whole policy.
    #[must_use]
    pub fn range(&self, location: Location) -> Option<Range<usize>> {
        let start = location.index().checked_sub(1)?;
        let &(_, end) = self.ends.get(self.position(location).ok()?)?;
        // The parser's ranges are not trusted.
        self.source.get(start..end).map(|_| start..end)
    }

    /// The bytes of the text that are these bytes of the value at a location.
    #[must_use]
    pub fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>> {
        let range = self.range(location)?;
        let literal = self.source.get(range.clone())?;
        let part = literal::offsets(literal)
            .and_then(|offsets| written::range(&offsets, within))
            .unwrap_or(0..literal.len());
        let offset = |at: usize| range.start.saturating_add(at).min(range.end);
        Some(offset(part.start)..offset(part.end))
    }

    /// The line and the column of a byte, both counted from 1, the column in characters.
    #[must_use]
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied();
        let before = self.source.get(start.unwrap_or(0)..byte).unwrap_or_default();
        // `\r\n` is one end of a line, not a column and an end.
        let before = before.strip_suffix('\r').unwrap_or(before);
        (line, before.chars().count().saturating_add(1))
    }
}

impl Source for Locations {
    fn text(&self) -> &str {
        self.source()
    }

    fn notation(&self) -> Notation {
        Notation::Toml
    }

    fn range(&self, location: Location) -> Option<Range<usize>> {
        self.range(location)
    }

    fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>> {
        self.range_within(location, within)
    }

    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        self.line_and_column(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let locations = Locations::new("a = 1\né = 2\n");
        assert_eq!(locations.line_and_column(0), (1, 1));
        assert_eq!(locations.line_and_column(5), (1, 6));
        assert_eq!(locations.line_and_column(6), (2, 1));
        assert_eq!(locations.line_and_column(8), (2, 2));
        assert_eq!(locations.line_and_column(13), (3, 1));
    }

    #[test]
    fn escapes_do_not_move_the_range() {
        let mut locations = Locations::new(r#"a = "caf\u00e9.example:0x""#);
        let location = locations.add(4..26);
        let range = locations.range_within(location, 14..16).unwrap();
        assert_eq!(locations.source().get(range), Some("0x"));
    }
}
