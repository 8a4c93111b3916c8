//! The other attributes of a function or an argument: `#[get("/users")]`, `#[cfg(test)]`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token, bracketed, token};

use crate::tokens::path::Path;

/// An attribute as it was written.
#[derive(Clone)]
pub(in crate::tokens::attribute) struct Annotation {
    pound: Token![#],
    brackets: token::Bracket,
    pub(in crate::tokens::attribute) meta: Meta,
}

/// What is between the brackets of an attribute.
#[derive(Clone)]
pub(in crate::tokens::attribute) struct Meta {
    pub(in crate::tokens::attribute) path: Path,
    pub(in crate::tokens::attribute) values: Values,
    tokens: TokenStream,
}

/// What follows the path of an attribute.
#[derive(Clone)]
pub(in crate::tokens::attribute) enum Values {
    /// Nothing, as in `#[test]`.
    None,
    /// A list, as in `#[get("/users")]`: what is between its parentheses.
    List(TokenStream),
    /// A value, as in `#[doc = "…"]`.
    One,
}

impl Annotation {
    /// All attributes that come next.
    pub(in crate::tokens::attribute) fn parse_all(
        input: ParseStream<'_>,
    ) -> syn::Result<Vec<Self>> {
        let mut annotations = Vec::new();
        while input.peek(Token![#]) {
            annotations.push(input.parse()?);
        }
        Ok(annotations)
    }

    /// The path of the attribute.
    pub(in crate::tokens::attribute) fn path(&self) -> &Path {
        &self.meta.path
    }

    /// Whether it is another `#[cors(…)]`.
    pub(in crate::tokens::attribute) fn is_cors(&self) -> bool {
        self.path().last().is_some_and(|last| last == "cors")
    }
}

impl Parse for Annotation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let pound = input.parse()?;
        let content;
        let brackets = bracketed!(content in input);
        Ok(Self { pound, brackets, meta: content.parse()? })
    }
}

impl Parse for Meta {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tokens = input.fork().parse::<TokenStream>()?;
        let path = if input.peek(Token![unsafe]) {
            input.call(Ident::parse_any)?.into()
        } else {
            input.call(Path::parse_simple)?
        };
        let values = if input.is_empty() {
            Values::None
        } else {
            match input.parse::<TokenTree>()? {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    Values::List(group.stream())
                }
                _ => Values::One,
            }
        };
        input.parse::<TokenStream>()?;
        Ok(Self { path, values, tokens })
    }
}

impl ToTokens for Annotation {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.brackets.surround(tokens, |tokens| self.meta.to_tokens(tokens));
    }
}

impl ToTokens for Meta {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
