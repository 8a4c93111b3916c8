//! The notation of policies in macros, for edits of their text: the macros themselves only print.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::LitStr;

use super::literal;
use crate::ast::Notation;
use crate::finding::apply::{Syntax, Token, TokenClass};
use crate::written;

/// How deep brackets may be nested in a text that is edited. The language needs three levels.
const MAX_DEPTH: usize = 64;

/// The notation.
pub(super) struct Rust;

impl Syntax for Rust {
    const NOTATION: Notation = Notation::Rust;

    fn tokens(text: &str) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        flatten(text.parse().ok()?, MAX_DEPTH, &mut tokens)?;
        Some(tokens)
    }

    fn name(written: &str) -> String {
        match syn::parse_str::<LitStr>(written) {
            Ok(literal) => literal.value(),
            Err(_) => written.trim_start_matches("r#").to_owned(),
        }
    }

    fn within(text: &str, within: Range<usize>) -> Option<Range<usize>> {
        written::range(&literal::offsets(text)?, within)
    }
}

/// The tokens of a stream; `None` if brackets are nested deeper than `depth`.
fn flatten(input: TokenStream, depth: usize, tokens: &mut Vec<Token>) -> Option<()> {
    for token in input {
        let kind = match &token {
            TokenTree::Group(group) => {
                flatten_group(group, depth.checked_sub(1)?, tokens)?;
                continue;
            }
            TokenTree::Ident(_) => TokenClass::Word,
            TokenTree::Punct(punct) if punct.as_char() == ',' => TokenClass::Comma,
            TokenTree::Punct(punct) if punct.as_char() == '=' => TokenClass::Equals,
            TokenTree::Punct(_) => TokenClass::Other,
            TokenTree::Literal(literal) if literal.to_string().ends_with(['"', '#']) => {
                TokenClass::Text
            }
            TokenTree::Literal(_) => TokenClass::Word,
        };
        tokens.push(Token { kind, range: token.span().byte_range() });
    }
    Some(())
}

fn flatten_group(group: &Group, depth: usize, tokens: &mut Vec<Token>) -> Option<()> {
    let is_visible = group.delimiter() != Delimiter::None;
    let bracket = |kind, span: proc_macro2::Span| {
        is_visible.then(|| Token { kind, range: span.byte_range() })
    };
    tokens.extend(bracket(TokenClass::Open, group.span_open()));
    flatten(group.stream(), depth, tokens)?;
    tokens.extend(bracket(TokenClass::Close, group.span_close()));
    Some(())
}
