//! Where an entry of a policy or an item of a list ends, and how to go on behind a mistake.

use proc_macro2::TokenTree;
use syn::Token;
use syn::parse::ParseStream;

/// Whether an entry or an item ends here: by a comma, or by what was meant as one.
pub(super) fn is_separator(input: ParseStream<'_>) -> bool {
    input.peek(Token![,]) || input.peek(Token![;])
}

pub(super) fn skip_one(input: ParseStream<'_>) {
    let _ = input.parse::<TokenTree>();
}

pub(super) fn skip_to_separator(input: ParseStream<'_>) {
    while !input.is_empty() && !is_separator(input) && input.parse::<TokenTree>().is_ok() {}
}

pub(super) fn skip_all(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}
