//! The text that findings are about: where a front end found the places of a policy.

use std::ops::Range;

use crate::ast::Notation;
use crate::location::Location;

/// A text, its notation, and where the places of its policy are in it.
///
/// The code that applies edits or records findings uses it; the front end that read the text implements it.
pub trait Source {
    /// The whole text.
    fn text(&self) -> &str;

    /// How the policy in it is written.
    fn notation(&self) -> Notation;

    /// The bytes of a place; `None` if it is the whole policy.
    fn range(&self, location: Location) -> Option<Range<usize>>;

    /// The bytes in which those of the value of the string at a place are written.
    fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>>;

    /// The line and the column of a byte, both counted from 1, the column in characters.
    fn line_and_column(&self, byte: usize) -> (usize, usize);
}
