//! What the door knows of places: spans, and the literals that stand there.

use proc_macro2::{Literal, Span};
use syn::LitStr;

use crate::place::Place;

/// All places of one policy, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Places {
    places: Vec<TokenPlace>,
}

/// What stands at a place.
#[derive(Debug)]
pub(super) struct TokenPlace {
    pub(super) span: Span,
    /// The literal, where a string stands there.
    pub(super) literal: Option<Literal>,
}

impl Places {
    /// A new place, behind all others.
    pub(super) fn add(&mut self, span: Span) -> Place {
        self.push(TokenPlace { span, literal: None })
    }

    /// A new place where a string stands.
    pub(super) fn add_literal(&mut self, literal: &LitStr) -> Place {
        self.push(TokenPlace { span: literal.span(), literal: Some(literal.token()) })
    }

    fn push(&mut self, place: TokenPlace) -> Place {
        self.places.push(place);
        Place::new(self.places.len().saturating_sub(1))
    }

    pub(super) fn get(&self, place: Place) -> Option<&TokenPlace> {
        self.places.get(place.index())
    }

    /// The line of a place, counted from 1, where the compiler tells it.
    pub(super) fn line(&self, place: Place) -> Option<usize> {
        let line = self.get(place)?.span.start().line;
        (line > 0).then_some(line)
    }
}
