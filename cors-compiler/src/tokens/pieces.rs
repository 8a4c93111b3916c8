//! The pieces of an entry: names with hyphens, numbers, the string of a regex, what is in brackets.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Ident, Lit, LitStr, Token, braced, bracketed, parenthesized};

use super::mistake::Mistake;
use super::separator::{is_separator, skip_all};

/// A name, with what follows it by hyphens: `content-type`. Its place is its first word, where the
/// compiler joins none.
pub(super) fn hyphenated(first: &Ident, input: ParseStream<'_>) -> syn::Result<(String, Span)> {
    let mut text = first.unraw().to_string();
    let mut span = first.span();
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        input.parse::<Token![-]>()?;
        text.push('-');
        let word = input.call(Ident::parse_any)?;
        text.push_str(&word.unraw().to_string());
        span = span.join(word.span()).unwrap_or(span);
    }
    Ok((text, span))
}

/// Whether a string is all there is.
pub(super) fn is_one_text(content: ParseStream<'_>) -> bool {
    let content = content.fork();
    content.parse::<LitStr>().is_ok() && content.is_empty()
}

/// Whether a key has no value: the entry ends behind it, or the next one starts where a comma is
/// missing.
pub(super) fn ends_here(input: ParseStream<'_>) -> bool {
    input.is_empty() || is_separator(input) || input.peek(Ident::peek_any)
}

/// What other languages have between a key and its value.
pub(super) fn meant_as_equals(input: ParseStream<'_>) -> Option<&'static str> {
    if input.peek(Token![=>]) {
        Some("=>")
    } else if input.peek(Token![==]) {
        Some("==")
    } else if input.peek(Token![:]) {
        Some(":")
    } else {
        None
    }
}

/// A number as it was written.
pub(super) fn source(literal: &Lit) -> String {
    match literal {
        Lit::Int(int) => int.to_string(),
        Lit::Float(float) => float.to_string(),
        other => ::quote::quote!(#other).to_string(),
    }
}

/// The string between the parentheses of a regex, and nothing else there.
pub(super) fn regex(content: ParseStream<'_>) -> Result<LitStr, Mistake> {
    let mistake = if content.peek(LitStr) {
        let literal = content.parse::<LitStr>()?;
        let _ = content.parse::<Option<Token![,]>>();
        if content.is_empty() {
            return Ok(literal);
        }
        Mistake::at(content, "`regex(…)` takes one string").help("write `regex(…)` once for each")
    } else {
        Mistake::at(content, "expected a regex in a string")
            .help("write it as in `regex(r\"https://[a-z]+\\.example\\.com\")`")
    };
    skip_all(content);
    Err(mistake)
}

pub(super) fn brackets<'i>(input: ParseStream<'i>) -> syn::Result<(ParseBuffer<'i>, Span)> {
    let content;
    let span = bracketed!(content in input).span.join();
    Ok((content, span))
}

pub(super) fn braces<'i>(input: ParseStream<'i>) -> syn::Result<(ParseBuffer<'i>, Span)> {
    let content;
    let span = braced!(content in input).span.join();
    Ok((content, span))
}

pub(super) fn parentheses<'i>(input: ParseStream<'i>) -> syn::Result<ParseBuffer<'i>> {
    let content;
    parenthesized!(content in input);
    Ok(content)
}
