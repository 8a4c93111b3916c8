//! Tokens to [`ast::Policy`].
//!
//! ```text
//! policy = [ entry { "," entry } [ "," ] ]
//! entry  = name "=" value
//! value  = string | name | number | bool | "regex" "(" string ")"
//!        | "[" [ value { "," value } [ "," ] ] "]"  |  "{" policy "}"
//! ```
//!
//! A mistake costs the entry or the list item it is in: the parser goes on behind the next
//! comma, so that all mistakes of a policy show in one build.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Lit, LitStr, Token, braced, bracketed, parenthesized, token};

use super::expression;
use super::places::Places;
use crate::ast::{Entry, Notation, Policy, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::place::Placed;
use crate::rules::SYNTAX;

/// How deep lists and tables may stand in each other. The language needs two levels.
const MAX_DEPTH: usize = 4;

/// Parses a policy; what is no entry is reported and left out.
pub(super) fn parse(input: TokenStream, diagnostics: &mut Diagnostics) -> (Policy, Places) {
    let mut places = Places::default();
    let place = places.add(Span::call_site());
    let mut parsing = Parsing { places, diagnostics, depth: 0 };
    let parsed = (|input: ParseStream<'_>| Ok(parsing.entries(input))).parse2(input);
    let entries = parsed.unwrap_or_else(|error| {
        parsing.syntax(&error);
        Vec::new()
    });
    (Policy { place, notation: Notation::Rust, entries }, parsing.places)
}

struct Parsing<'d> {
    places: Places,
    diagnostics: &'d mut Diagnostics,
    depth: usize,
}

impl Parsing<'_> {
    fn syntax(&mut self, error: &syn::Error) {
        let place = self.places.add(error.span());
        self.diagnostics.push(Diagnostic::new(&SYNTAX, place, error.to_string()));
    }

    fn entries(&mut self, input: ParseStream<'_>) -> Vec<Entry> {
        self.separated(input, Self::entry)
    }

    fn items(&mut self, input: ParseStream<'_>) -> Vec<Value> {
        self.separated(input, |this, input| this.whole_value(input, |input| input.peek(Lit)))
    }

    /// What `parse_one` parses, with commas between, whatever is wrong with single ones.
    fn separated<T>(
        &mut self,
        input: ParseStream<'_>,
        mut parse_one: impl FnMut(&mut Self, ParseStream<'_>) -> syn::Result<T>,
    ) -> Vec<T> {
        let mut parsed = Vec::new();
        while !input.is_empty() {
            match parse_one(self, input) {
                Ok(one) => parsed.push(one),
                Err(error) => {
                    self.syntax(&error);
                    skip_to_comma(input);
                }
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                // What follows is read as if the comma were there.
                self.syntax(&input.error("expected `,`"));
            }
        }
        parsed
    }

    /// A value, and nothing behind it but a comma, or the next item where a comma is missing:
    /// what goes on behind a value is an expression.
    fn whole_value(
        &mut self,
        input: ParseStream<'_>,
        next_comes: impl Fn(ParseStream<'_>) -> bool,
    ) -> syn::Result<Value> {
        let written = input.fork();
        let value = self.value(input)?;
        if input.is_empty() || input.peek(Token![,]) || next_comes(input) {
            Ok(value)
        } else {
            Err(expression::error(&written))
        }
    }

    fn entry(&mut self, input: ParseStream<'_>) -> syn::Result<Entry> {
        let key = self.key(input)?;
        if input.peek(Token![:]) {
            // The value is read all the same.
            self.syntax(&input.error("expected `=`, found `:`"));
            input.parse::<Token![:]>()?;
        } else {
            input.parse::<Token![=]>().map_err(|_| input.error("expected `=`"))?;
        }
        let value = self.whole_value(input, |input| {
            input.peek(Ident::peek_any) && (input.peek2(Token![=]) || input.peek2(Token![:]))
        })?;
        Ok(Entry { key, value })
    }

    /// A key, also one that is written as in HTTP: the right one is told later.
    fn key(&mut self, input: ParseStream<'_>) -> syn::Result<Placed<String>> {
        if input.peek(LitStr) {
            let literal = input.parse::<LitStr>()?;
            return Ok(Placed::new(literal.value(), self.places.add(literal.span())));
        }
        let first = input.call(Ident::parse_any).map_err(|_| input.error("expected a key"))?;
        let place = self.places.add(first.span());
        Ok(Placed::new(hyphenated(&first, input)?, place))
    }

    fn value(&mut self, input: ParseStream<'_>) -> syn::Result<Value> {
        if input.peek(LitStr) {
            let literal = input.parse::<LitStr>()?;
            return Ok(Value::Text(self.text(&literal)));
        }
        if input.peek(Lit) {
            return self.literal(input);
        }
        if input.peek(Token![-]) {
            let minus = input.parse::<Token![-]>()?;
            let number = input.parse::<Lit>().map_err(|_| input.error("expected a number"))?;
            let place = self.places.add(minus.span);
            return Ok(Value::Number(Placed::new(format!("-{}", source(&number)), place)));
        }
        if input.peek(Token![*]) {
            return Err(input.error("expected a value, found `*`: write \"*\""));
        }
        if input.peek(token::Bracket) {
            let content;
            let place = self.places.add(bracketed!(content in input).span.join());
            let items = self.nested(&content, |this| this.items(&content))?;
            return Ok(Value::List(Placed::new(items, place)));
        }
        if input.peek(token::Brace) {
            let content;
            let place = self.places.add(braced!(content in input).span.join());
            let entries = self.nested(&content, |this| this.entries(&content))?;
            return Ok(Value::table(Placed::new(entries, place)));
        }
        let Ok(name) = input.call(Ident::parse_any) else {
            return Err(expression::error(input));
        };
        if name == "regex" && input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            let literal = content.parse::<LitStr>()?;
            return Ok(Value::Regex(self.text(&literal)));
        }
        let text = hyphenated(&name, input)?;
        if text.contains('-') {
            let message = format!("a name with a hyphen stands in quotes: write \"{text}\"");
            return Err(syn::Error::new(name.span(), message));
        }
        Ok(Value::Name(Placed::new(text, self.places.add(name.span()))))
    }

    fn text(&mut self, literal: &LitStr) -> Placed<String> {
        Placed::new(literal.value(), self.places.add_literal(literal))
    }

    fn literal(&mut self, input: ParseStream<'_>) -> syn::Result<Value> {
        let literal = input.parse::<Lit>()?;
        match &literal {
            Lit::Bool(bool) => Ok(Value::Bool(Placed::new(bool.value, self.places.add(bool.span)))),
            Lit::Int(_) | Lit::Float(_) => {
                let place = self.places.add(literal.span());
                Ok(Value::Number(Placed::new(source(&literal), place)))
            }
            _ => Err(syn::Error::new(
                literal.span(),
                "expected a string, a name, a number, a boolean or a list",
            )),
        }
    }

    fn nested<T>(
        &mut self,
        content: ParseStream<'_>,
        parse: impl FnOnce(&mut Self) -> T,
    ) -> syn::Result<T> {
        if self.depth == MAX_DEPTH {
            let error = content.error("lists and tables stand too deep in each other");
            skip_all(content);
            return Err(error);
        }
        self.depth = self.depth.saturating_add(1);
        let parsed = parse(self);
        self.depth = self.depth.saturating_sub(1);
        Ok(parsed)
    }
}

/// A name, with what follows it by hyphens: `content-type`.
fn hyphenated(first: &Ident, input: ParseStream<'_>) -> syn::Result<String> {
    let mut text = first.unraw().to_string();
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        input.parse::<Token![-]>()?;
        text.push('-');
        text.push_str(&input.call(Ident::parse_any)?.unraw().to_string());
    }
    Ok(text)
}

/// A number as it was written.
fn source(literal: &Lit) -> String {
    match literal {
        Lit::Int(int) => int.to_string(),
        Lit::Float(float) => float.to_string(),
        other => ::quote::quote!(#other).to_string(),
    }
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) && input.parse::<TokenTree>().is_ok() {}
}

fn skip_all(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}
