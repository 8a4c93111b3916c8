//! What the front end knows of locations: spans, and the literals there.

use proc_macro2::{Literal, Span};
use syn::LitStr;

use crate::location::Location;

/// All places of one policy, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Locations {
    locations: Vec<TokenPlace>,
}

/// What is at a location.
#[derive(Debug)]
pub(super) struct TokenPlace {
    pub(super) span: Span,
    /// The literal, if there is a string.
    pub(super) literal: Option<Literal>,
}

impl Locations {
    /// A new place, behind all others.
    pub(super) fn add(&mut self, span: Span) -> Location {
        self.push(TokenPlace { span, literal: None })
    }

    /// A new place where a string stands.
    pub(super) fn add_literal(&mut self, literal: &LitStr) -> Location {
        self.push(TokenPlace { span: literal.span(), literal: Some(literal.token()) })
    }

    /// Extends a place up to another one, where the compiler joins spans.
    pub(super) fn extend(&mut self, location: Location, to: Span) {
        if let Some(place) = self.locations.get_mut(location.index()) {
            place.span = place.span.join(to).unwrap_or(place.span);
        }
    }

    fn push(&mut self, location: TokenPlace) -> Location {
        self.locations.push(location);
        Location::new(self.locations.len().saturating_sub(1))
    }

    pub(super) fn get(&self, location: Location) -> Option<&TokenPlace> {
        self.locations.get(location.index())
    }

    /// All of them, in the order in which they were given out.
    #[cfg(feature = "edits")]
    pub(super) fn iter(&self) -> impl Iterator<Item = &TokenPlace> {
        self.locations.iter()
    }

    /// The line of a location, counted from 1, if rustc reports it.
    pub(super) fn line(&self, location: Location) -> Option<usize> {
        let line = self.get(location)?.span.start().line;
        (line > 0).then_some(line)
    }
}
