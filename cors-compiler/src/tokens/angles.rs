//! Which tokens are between angle brackets.
//!
//! Parentheses, brackets and braces arrive as groups; `<` and `>` arrive as single tokens. In types
//! and patterns each `<` opens, and each `>` closes, except that of an arrow: an expression, in
//! which they compare, is in braces or brackets there.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream};
use syn::{Token, token};

/// Reads token trees and counts the angle brackets that are open.
#[derive(Debug)]
pub(super) struct Angles {
    open: usize,
    previous: Previous,
}

/// What the last token means for the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Previous {
    /// The first half of an arrow.
    Dash,
    /// The start of a lifetime.
    Quote,
    /// The name of a macro, if `!` follows.
    Name,
    /// The `!` of a macro, whose arguments follow.
    Bang,
    Other,
}

impl Angles {
    pub(super) fn none() -> Self {
        Self { open: 0, previous: Previous::Other }
    }

    /// Whether no angle bracket is open.
    pub(super) fn are_closed(&self) -> bool {
        self.open == 0
    }

    /// Whether braces follow that are part of no type.
    pub(super) fn at_body(&self, input: ParseStream<'_>) -> bool {
        self.are_closed() && self.previous != Previous::Bang && input.peek(token::Brace)
    }

    /// The next token tree.
    pub(super) fn read(&mut self, input: ParseStream<'_>) -> syn::Result<TokenTree> {
        let token = input.parse::<TokenTree>()?;
        self.previous = match &token {
            TokenTree::Punct(punct) => match (punct.as_char(), self.previous) {
                ('-', _) if punct.spacing() == Spacing::Joint => Previous::Dash,
                ('\'', _) => Previous::Quote,
                ('!', Previous::Name) => Previous::Bang,
                ('<', _) => {
                    self.open = self.open.saturating_add(1);
                    Previous::Other
                }
                ('>', previous) if previous != Previous::Dash => {
                    self.open = self.open.saturating_sub(1);
                    Previous::Other
                }
                _ => Previous::Other,
            },
            // `&mut !` and `*const !` are types, as `&'a !` is.
            TokenTree::Ident(ident) if ident == "mut" || ident == "const" => Previous::Other,
            TokenTree::Ident(_) if self.previous == Previous::Quote => Previous::Other,
            TokenTree::Ident(_) => Previous::Name,
            // A path that a macro by example passes on.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => Previous::Name,
            TokenTree::Group(_) | TokenTree::Literal(_) => Previous::Other,
        };
        Ok(token)
    }

    /// Appends what starts with `<`, up to the `>` that closes it.
    pub(super) fn read_whole(input: ParseStream<'_>, tokens: &mut TokenStream) -> syn::Result<()> {
        let mut angles = Self::none();
        loop {
            angles.read(input)?.to_tokens(tokens);
            if angles.are_closed() {
                return Ok(());
            }
        }
    }

    /// The tokens up to a comma that is outside of angle brackets, and the comma is read too.
    fn read_to_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
        let mut angles = Self::none();
        let mut tokens = TokenStream::new();
        while !input.is_empty() {
            if angles.are_closed() && input.peek(Token![,]) {
                input.parse::<Token![,]>()?;
                break;
            }
            angles.read(input)?.to_tokens(&mut tokens);
        }
        Ok(tokens)
    }
}

/// The parts between commas that are outside of angle brackets; a comma may end the last one.
pub(super) struct Separated(pub(super) Vec<TokenStream>);

impl Parse for Separated {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut parts = Vec::new();
        while !input.is_empty() {
            parts.push(Angles::read_to_comma(input)?);
        }
        Ok(Self(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_between_angle_brackets_separate_nothing() {
        for (text, parts) in [
            ("", &[][..]),
            ("a", &["a"]),
            ("a,", &["a"]),
            ("a: B<C, D>, e: F", &["a : B < C , D >", "e : F"]),
            ("a: fn(B, C) -> D, e: F", &["a : fn (B , C) -> D", "e : F"]),
            ("a: B<fn() -> C, D>, e: F", &["a : B < fn () -> C , D >", "e : F"]),
            ("a: B<{ C > D }>, e: F", &["a : B < { C > D } >", "e : F"]),
            ("a: <<B as C>::D as E>::F, g: H", &["a : << B as C >:: D as E >:: F", "g : H"]),
        ] {
            let separated = syn::parse_str::<Separated>(text).unwrap();
            let separated: Vec<String> = separated.0.iter().map(ToString::to_string).collect();
            assert_eq!(separated, parts, "{text}");
        }
    }
}
