//! The function below `#[cors(…)]`, as far as its policy needs to know it.
//!
//! ```text
//! function  = { attribute } [ "pub" [ "(" … ")" ] ] signature body
//! signature = { qualifier } "fn" name [ "<" parameters ">" ] "(" arguments ")" [ "->" type ]
//!             [ "where" bounds ]
//! ```
//!
//! Types, patterns and the body are kept as they were written: rustc has parsed the function before
//! it expands the attribute, and reports what is wrong in them.

mod annotation;
mod argument;
mod signature;
#[cfg(test)]
#[allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::arithmetic_side_effects,
    reason = "one test reads the files of this package"
)]
mod tests;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Token, parenthesized, token};

use crate::tokens::mistake::{self, Mistake};
pub(super) use annotation::{Annotation, Meta, Values};
pub(super) use argument::Argument;
pub(super) use signature::Signature;

/// A function with a body.
#[derive(Clone)]
pub(super) struct Function {
    pub(super) annotations: Vec<Annotation>,
    /// `pub` or `pub(crate)`; nothing if it is private.
    pub(super) visibility: TokenStream,
    pub(super) signature: Signature,
    pub(super) body: TokenStream,
}

impl Function {
    pub(super) fn read(item: TokenStream) -> Result<Self, Mistake> {
        mistake::read(item, Self::parse)
    }

    fn parse(input: ParseStream<'_>) -> Result<Self, Mistake> {
        let annotations = Annotation::parse_all(input)?;
        let visibility = visibility(input)?;
        if !Signature::comes(input) {
            return Err(Mistake::at(input, "`#[cors]` goes on a handler function").help(
                "to declare a policy, write `static API: Policy = cors! { … };`; to apply it to a \
                 whole application, write `cors_runtime::axum::protect(app, &API)`",
            ));
        }
        let signature = input.parse::<Signature>()?;
        if !input.peek(token::Brace) {
            return Err(signature.in_impl("a function without a body"));
        }
        Ok(Self { annotations, visibility, signature, body: input.parse()? })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { annotations, visibility, signature, body } = self;
        for annotation in annotations {
            annotation.to_tokens(tokens);
        }
        visibility.to_tokens(tokens);
        signature.to_tokens(tokens);
        body.to_tokens(tokens);
    }
}

fn visibility(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let public = input.parse::<Option<Token![pub]>>()?;
    public.to_tokens(&mut tokens);
    if public.is_some() && input.peek(token::Paren) {
        let content;
        let parentheses = parenthesized!(content in input);
        let scope = content.parse::<TokenStream>()?;
        parentheses.surround(&mut tokens, |tokens| scope.to_tokens(tokens));
    }
    Ok(tokens)
}
