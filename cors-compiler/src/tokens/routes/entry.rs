//! One entry of `routes!`: which words mount a handler, and what the others should have been.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Token, parenthesized};

use super::handler;
use super::method::{self, METHODS};
use crate::tokens::path::Path;

/// `get(users::list_users)`
pub(super) struct Entry {
    /// The word: `get`.
    pub(super) method: Ident,
    /// The method: `GET`.
    pub(super) method_name: &'static str,
    /// Its variant of the runtime's `Method`.
    pub(super) variant: Ident,
    /// The handler, as it was written.
    pub(super) handler: Path,
}

/// What could be read, and what is wrong with the rest.
pub(super) struct Parsed {
    pub(super) entries: Vec<Entry>,
    pub(super) errors: Vec<syn::Error>,
}

impl Entry {
    /// The handler in messages, without the white space of tokens.
    pub(super) fn handler_name(&self) -> String {
        self.handler.text()
    }

    /// Where errors about the handler are shown.
    pub(super) fn span(&self) -> Span {
        self.handler.span_of_last()
    }
}

/// Parses the entries; a mistake costs the entry it is in.
pub(super) fn parse(input: TokenStream) -> Parsed {
    let mut parsed = Parsed { entries: Vec::new(), errors: Vec::new() };
    if input.is_empty() {
        parsed.errors.push(syn::Error::new(
            Span::call_site(),
            "no handler is mounted\n= help: write `routes![get(handler)]`",
        ));
    }
    let read = |input: ParseStream<'_>| {
        read_entries(input, &mut parsed);
        Ok(())
    };
    // Whatever is wrong was collected on the way.
    let _ = read.parse2(input);
    parsed
}

fn read_entries(input: ParseStream<'_>, parsed: &mut Parsed) {
    while !input.is_empty() {
        match entry(input) {
            Ok(entry) => parsed.entries.push(entry),
            Err(error) => {
                parsed.errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            continue;
        }
        // What follows is read as if the comma were there.
        parsed.errors.push(input.error("expected `,`, as in `routes![get(list), put(update)]`"));
        let _ = input.parse::<Option<Token![.]>>();
    }
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    if input.peek(Token![#]) {
        return Err(input.error(
            "attributes are not supported in `routes!`\n\
             = help: put `#[cfg(…)]` on a statement with the whole list: \
             `#[cfg(…)] let users = routes![get(list), put(update)];`",
        ));
    }
    if let Some(error) = without_method(input) {
        return Err(error);
    }
    let path = input
        .call(Path::parse_simple)
        .or_else(|_| input.call(Ident::parse_any).map(Path::from))
        .map_err(|_| input.error("expected a method and its handler, as in `get(list_users)`"))?;
    let Some(method) = method::word(&path) else {
        return Err(syn::Error::new_spanned(&path, method::of_another_path(&path.text())));
    };
    let method = method.clone();
    let Some(&(_, method_name, variant)) = METHODS.iter().find(|(word, ..)| method == word) else {
        return Err(syn::Error::new(method.span(), method::instead(&method.unraw().to_string())));
    };
    if !input.peek(syn::token::Paren) {
        let message = format!("expected the handler in parentheses, as in `{method}(handler)`");
        return Err(syn::Error::new(method.span(), message));
    }
    let content;
    parenthesized!(content in input);
    let handler = handler::read(&content, &method)?;
    let variant = Ident::new(variant, method.span());
    Ok(Entry { method, method_name, variant, handler })
}

/// What is wrong where a handler is written without a method, as in `routes![list]`.
fn without_method(input: ParseStream<'_>) -> Option<syn::Error> {
    let ahead = input.fork();
    let path = ahead.call(Path::parse_simple).ok()?;
    let is_method = method::word(&path).is_some_and(|word| {
        let word = word.unraw().to_string().to_ascii_lowercase();
        METHODS.iter().any(|(method, ..)| *method == word)
    });
    if is_method || !(ahead.is_empty() || ahead.peek(Token![,])) {
        return None;
    }
    let name = path.text();
    let message = format!(
        "no HTTP method given for `{name}`\n\
         = help: write `get({name})`, or the method that it handles"
    );
    Some(syn::Error::new_spanned(path, message))
}
