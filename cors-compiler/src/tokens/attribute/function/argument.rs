//! The arguments of a function, each as a separate argument.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Ident, Token};

use super::Annotation;
use crate::tokens::angles::Angles;

/// `Path(id): Path<u64>`, with the attributes before it.
#[derive(Clone)]
pub(in crate::tokens::attribute) struct Argument {
    pub(in crate::tokens::attribute) annotations: Vec<Annotation>,
    pub(in crate::tokens::attribute) pattern: TokenStream,
    /// Its type; `None` for `&self`, and for the `...` of C.
    pub(in crate::tokens::attribute) of_type: Option<TokenStream>,
}

impl Argument {
    /// Whether it is the `self` of a method.
    pub(in crate::tokens::attribute) fn is_receiver(&self) -> bool {
        let last = self.pattern.clone().into_iter().last();
        matches!(last, Some(TokenTree::Ident(last)) if last == "self")
    }

    /// The name of a pattern that is a variable.
    pub(in crate::tokens::attribute) fn variable(&self) -> Option<Ident> {
        let variable = |input: ParseStream<'_>| {
            input.parse::<Option<Token![ref]>>()?;
            input.parse::<Option<Token![mut]>>()?;
            input.parse()
        };
        variable.parse2(self.pattern.clone()).ok()
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let annotations = Annotation::parse_all(input)?;
        let mut pattern = TokenStream::new();
        let mut angles = Angles::none();
        while !input.is_empty() {
            if input.peek(Token![::]) {
                input.parse::<Token![::]>()?.to_tokens(&mut pattern);
            } else if angles.are_closed() && input.peek(Token![:]) {
                input.parse::<Token![:]>()?;
                return Ok(Self { annotations, pattern, of_type: Some(input.parse()?) });
            } else {
                angles.read(input)?.to_tokens(&mut pattern);
            }
        }
        Ok(Self { annotations, pattern, of_type: None })
    }
}
