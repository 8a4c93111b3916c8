//! What is between the parentheses of `get(list_users)`: the path of a function, or something else.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Token};

use crate::finding::words;
use crate::tokens::mistake::Mistake;
use crate::tokens::path::Path;

/// The path of the handler.
pub(super) fn read(content: ParseStream<'_>, method: &Ident) -> Result<Path, Mistake> {
    let written = content.parse::<TokenStream>()?;
    let inside = without_group(written.clone());
    if let Ok(path) = Path::parse_qualified.parse2(inside.clone()) {
        return Ok(path);
    }
    let location = if written.is_empty() { method.to_token_stream() } else { written };
    let method = method.to_string();
    Err(if starts_closure.parse2(inside.clone()).is_ok() {
        Mistake::spanned(location, "a closure can't have a policy; `#[cors]` goes on functions")
            .help("write a function")
            .help(words!(
                "or, if it doesn't need a policy, mount it after the list: \
                 `routes![…].{method}(…)`",
                method
            ))
    } else if in_layer.parse2(inside).is_ok() {
        Mistake::spanned(location, "a handler in `routes!` cannot have its own layer")
            .help("apply the layer to all handlers of the path: `routes![…].layer(…)`")
    } else {
        let expected = words!(
            "expected the name of a function with `#[cors]`, as in `{method}(handler)`",
            method
        );
        Mistake::spanned(location, expected)
    })
}

/// What a macro by example wraps around an expression that it passes on is not seen.
fn without_group(tokens: TokenStream) -> TokenStream {
    let mut inside = tokens.clone().into_iter();
    match (inside.next(), inside.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            without_group(group.stream())
        }
        _ => tokens,
    }
}

/// `|id| …`, with the words that may come before it.
fn starts_closure(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Option<Token![static]>>()?;
    input.parse::<Option<Token![async]>>()?;
    input.parse::<Option<Token![move]>>()?;
    input.parse::<Token![|]>()?;
    rest(input)
}

/// `list.layer(…)`
fn in_layer(input: ParseStream<'_>) -> syn::Result<()> {
    input.call(Path::parse_qualified)?;
    while !input.is_empty() {
        let is_layer = input.parse::<Option<Token![.]>>()?.is_some()
            && input.parse::<Option<Ident>>()?.is_some_and(|name| name == "layer");
        input.parse::<TokenTree>()?;
        if is_layer && input.is_empty() {
            return Ok(());
        }
    }
    Err(input.error("expected a layer"))
}

fn rest(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<TokenStream>().map(drop)
}
