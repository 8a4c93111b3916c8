//! A text that is being edited: which parts are as they were, and what is between them.

use std::ops::Range;

use super::TextEdit;

/// The parts of a text, in order.
pub(super) struct Pieces<'s> {
    source: &'s str,
    pieces: Vec<Piece>,
}

#[derive(Clone)]
enum Piece {
    /// These bytes of the source.
    StillAllowed(Range<usize>),
    /// Other text.
    New(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::StillAllowed(range) => range.len(),
            Self::New(text) => text.len(),
        }
    }

    /// The part of the piece between two of its bytes.
    fn part(&self, range: Range<usize>) -> Option<Self> {
        match self {
            Self::StillAllowed(kept) => {
                let start = kept.start.checked_add(range.start)?;
                let end = kept.start.checked_add(range.end)?;
                (start < end && end <= kept.end).then_some(Self::StillAllowed(start..end))
            }
            Self::New(text) => text
                .get(range)
                .filter(|text| !text.is_empty())
                .map(|text| Self::New(text.to_owned())),
        }
    }
}

impl<'s> Pieces<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, pieces: vec![Piece::StillAllowed(0..source.len())] }
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::StillAllowed(range) => {
                self.source.get(range.clone()).unwrap_or_default().to_owned()
            }
            Piece::New(text) => text.clone(),
        };
        self.pieces.iter().map(text).collect()
    }

    /// Where bytes of the source are now; `None` if they were replaced.
    pub(super) fn moved(&self, range: Range<usize>) -> Option<Range<usize>> {
        let mut at = 0_usize;
        for piece in &self.pieces {
            match piece {
                Piece::StillAllowed(kept) if kept.start <= range.start && range.end <= kept.end => {
                    let start = at.checked_add(range.start.checked_sub(kept.start)?)?;
                    return Some(start..start.checked_add(range.len())?);
                }
                Piece::StillAllowed(_) | Piece::New(_) => {}
            }
            at = at.checked_add(piece.len())?;
        }
        None
    }

    /// Applies edits of the text as it is now, which don't overlap.
    pub(super) fn apply(&mut self, mut edits: Vec<TextEdit>) -> Option<()> {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let is_apart = edits.windows(2).all(|pair| match pair {
            [first, second] => first.range.end <= second.range.start,
            _ => true,
        });
        if !is_apart {
            return None;
        }
        edits.into_iter().rev().try_for_each(|edit| self.replace(edit))
    }

    fn replace(&mut self, TextEdit { range, with }: TextEdit) -> Option<()> {
        let mut pieces = Vec::with_capacity(self.pieces.len().saturating_add(2));
        let mut at = 0_usize;
        let mut new = Some(Piece::New(with));
        for piece in &self.pieces {
            let end = at.checked_add(piece.len())?;
            pieces.extend(piece.part(0..range.start.clamp(at, end).checked_sub(at)?));
            if range.start <= end {
                pieces.extend(new.take());
            }
            pieces.extend(piece.part(range.end.clamp(at, end).checked_sub(at)?..piece.len()));
            at = end;
        }
        pieces.extend(new);
        self.pieces = pieces;
        (range.end <= at).then_some(())
    }

    /// The edits that make this of the source.
    pub(super) fn into_edits(self) -> Vec<TextEdit> {
        let mut edits: Vec<TextEdit> = Vec::new();
        let (mut at, mut with) = (0, String::new());
        let end = self.source.len();
        for piece in self.pieces.into_iter().chain([Piece::StillAllowed(end..end)]) {
            match piece {
                Piece::New(text) => with.push_str(&text),
                Piece::StillAllowed(range) => {
                    if at < range.start || !with.is_empty() {
                        edits.push(TextEdit::new(at..range.start, std::mem::take(&mut with)));
                    }
                    at = range.end;
                }
            }
        }
        edits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_edited_text_are_edits_of_the_source() {
        let mut pieces = Pieces::new("abcdef");
        pieces.apply(vec![TextEdit::insert(6, "!"), TextEdit::new(1..3, "XYZ")]).unwrap();
        assert_eq!(pieces.text(), "aXYZdef!");
        assert_eq!((pieces.moved(3..5), pieces.moved(1..2)), (Some(4..6), None));
        pieces.apply(vec![TextEdit::remove(3..5), TextEdit::insert(0, ">")]).unwrap();
        assert_eq!(pieces.text(), ">aXYef!");
        let edits = pieces.into_edits();
        assert_eq!(TextEdit::apply_all("abcdef", &edits), ">aXYef!");
        let expected =
            [TextEdit::insert(0, ">"), TextEdit::new(1..4, "XY"), TextEdit::insert(6, "!")];
        assert_eq!(edits, expected);
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        let mut pieces = Pieces::new("abc");
        assert!(pieces.apply(vec![TextEdit::remove(0..2), TextEdit::remove(1..3)]).is_none());
        assert!(pieces.apply(vec![TextEdit::remove(2..4)]).is_none());
    }
}
