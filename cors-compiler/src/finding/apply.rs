//! Edits of a policy to edits of its text.
//!
//! ```text
//! Fix { edits: [Remove { place }, AddItem { key, item }] }      what to change, whatever the notation
//!    │   tokens, places: from the front end
//!    └──> [TextEdit { range, with }]                            sorted, apart from each other
//! ```
//!
//! Each edit is applied to the text that those before it leave: a list whose last item is removed is
//! removed too, and an item is added behind one that was just added. What an edit is not about stays as
//! it is, byte for byte: comments, line breaks, how strings are quoted.

mod add;
mod layout;
mod pieces;
mod remove;
mod replace;
mod table;

use std::ops::Range;

use self::layout::{Element, Layout, Step};
use self::pieces::Pieces;
use super::help::{Edit, Fix};
use super::source::Source;
use super::value::Written;
use crate::ast::Notation;
use crate::location::Location;

/// Other text for a part of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that are replaced; none where text is inserted.
    pub range: Range<usize>,
    /// What to write there.
    pub with: String,
}

impl TextEdit {
    fn new(range: Range<usize>, with: impl Into<String>) -> Self {
        Self { range, with: with.into() }
    }

    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }

    fn remove(range: Range<usize>) -> Self {
        Self::new(range, "")
    }

    /// The source with these edits, which are sorted and don't overlap.
    #[must_use]
    pub fn apply_all(source: &str, edits: &[Self]) -> String {
        let mut text = String::with_capacity(source.len());
        let mut at = 0;
        for Self { range, with } in edits {
            text.push_str(source.get(at..range.start).unwrap_or_default());
            text.push_str(with);
            at = range.end;
        }
        text.push_str(source.get(at..).unwrap_or_default());
        text
    }
}

/// How many edits of one fix are applied. Each reads the text again.
const MAX_EDITS: usize = 500;

/// What a token is, as far as edits are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenClass {
    /// A name, a number, `true`.
    Word,
    /// A string.
    Text,
    Open,
    Close,
    Comma,
    Equals,
    /// Where it ends an entry.
    LineEnd,
    Other,
}

/// A token and its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: TokenClass,
    pub(crate) range: Range<usize>,
}

/// What a front end knows of its notation.
pub(crate) trait Syntax {
    /// How it is called.
    const NOTATION: Notation;

    /// The tokens of a text, without comments and spaces; `None` if it has none.
    fn tokens(text: &str) -> Option<Vec<Token>>;

    /// The name that a word or a string is, where it is a key.
    fn name(written: &str) -> String;

    /// The bytes of a string as it is written in which these bytes of its value are written.
    fn within(literal: &str, within: Range<usize>) -> Option<Range<usize>>;
}

/// The edits of the text that a fix is, for the policy in these tables; `None` if it cannot be applied to
/// this text.
pub(crate) fn text_edits<S: Syntax>(
    source: &impl Source,
    tables: &[Vec<String>],
    fix: &Fix,
) -> Option<Vec<TextEdit>> {
    if fix.edits.len() > MAX_EDITS {
        return None;
    }
    let mut pieces = Pieces::new(source.text());
    for edit in &fix.edits {
        let text = pieces.text();
        let tokens = S::tokens(&text)?;
        let layout = Layout::new::<S>(&text, &tokens, tables);
        let range = |location: &Location| pieces.moved(source.range(*location)?);
        let edits = match edit {
            Edit::Replace { location, with } => layout.replace(&range(location)?, with)?,
            Edit::ReplaceWithin { location, within, with } => {
                let range = range(location)?;
                let part = S::within(text.get(range.clone())?, within.clone())?;
                vec![layout.replace_within(&range, part, with)?]
            }
            Edit::ReplaceSyntax { location, with } => {
                vec![TextEdit::new(range(location)?, with.clone())]
            }
            Edit::InsertBefore { location, text: with } => {
                vec![layout.insert_before(range(location)?.start, with, &tokens)]
            }
            Edit::Remove { location } => layout.remove_at(&range(location)?)?,
            Edit::SetKey { key, value } => layout.set(*key, value)?,
            Edit::AddItem { key, item } => layout.add_item(*key, item)?,
            Edit::RemoveKey { key } => layout.remove_key(key.name())?,
            Edit::ReplacePolicy { with } => layout.replace_all(with)?,
        };
        pieces.apply(edits)?;
    }
    Some(pieces.into_edits())
}

impl Layout<'_> {
    /// Other entries in the place of all that the policy has.
    fn replace_all(&self, with: &[Written]) -> Option<Vec<TextEdit>> {
        let own = self.own();
        let entries: Vec<String> = with.iter().map(|entry| entry.printed(self.notation)).collect();
        let separator = if own.is_of_lines { "\n" } else { ", " };
        // Where the macro finds the runtime is not a part of the policy.
        let is_of_policy = |element: &&Element| element.key != ["crate"];
        let (sections, lines): (Vec<_>, Vec<_>) = own
            .elements
            .iter()
            .enumerate()
            .filter(|(_, element)| is_of_policy(element))
            .partition(|(_, element)| element.is_section);
        let removed = sections
            .into_iter()
            .map(|(index, element)| self.remove_one(Step { container: own, index, element }));
        let new = match lines.as_slice() {
            [] => self.append(own, &entries)?,
            // Lines of other policies may be between those with a prefix.
            _ if !own.prefix.is_empty() => return None,
            [(_, first), ..] => {
                let end = lines.last().map_or(first.range.end, |(_, last)| last.end_with_comma());
                vec![TextEdit::new(first.range.start..end, entries.join(separator))]
            }
        };
        Some(new.into_iter().chain(removed).collect())
    }

    /// Text before what starts here; a comma comes right behind what is before.
    fn insert_before(&self, start: usize, with: &str, tokens: &[Token]) -> TextEdit {
        let before = tokens
            .iter()
            .rfind(|token| token.range.end <= start && token.kind != TokenClass::LineEnd);
        let at = match before {
            Some(before) if with.starts_with(',') => before.range.end,
            _ => start,
        };
        TextEdit::insert(at, with)
    }
}
