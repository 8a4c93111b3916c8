//! Tokens that are no policy: what is wrong with them, and what to write instead.

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// A mistake of syntax, where the parser of tokens stands.
#[derive(Debug)]
pub(super) struct Mistake {
    error: syn::Error,
    help: Option<String>,
}

impl Mistake {
    /// What is wrong at `span`.
    pub(super) fn new(span: Span, message: impl Display) -> Self {
        syn::Error::new(span, message).into()
    }

    /// What is wrong with these tokens.
    pub(super) fn spanned(tokens: impl ToTokens, message: impl Display) -> Self {
        syn::Error::new_spanned(tokens, message).into()
    }

    /// … and what to write instead.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn span(&self) -> Span {
        self.error.span()
    }

    /// What is wrong, and the help.
    pub(super) fn into_parts(self) -> (String, Option<String>) {
        (self.error.to_string(), self.help)
    }
}

/// What the parser says has no help of ours.
impl From<syn::Error> for Mistake {
    fn from(error: syn::Error) -> Self {
        Self { error, help: None }
    }
}
