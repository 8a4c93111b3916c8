//! One entry of `routes!`: which words mount a handler, and what the others should have been.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Token};

use super::handler;
use super::method::{self, METHODS};
use crate::finding::words;
use crate::tokens::mistake::Mistake;
use crate::tokens::path::Path;
use crate::tokens::pieces::parentheses;

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
    pub(super) mistakes: Vec<Mistake>,
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
    let mut parsed = Parsed { entries: Vec::new(), mistakes: Vec::new() };
    if input.is_empty() {
        let mistake = Mistake::new(Span::call_site(), "no handler is mounted");
        parsed.mistakes.push(mistake.help("write `routes![get(handler)]`"));
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
            Err(mistake) => {
                parsed.mistakes.push(mistake);
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            continue;
        }
        // What follows is read as if the comma were there.
        let expected = "expected `,`, as in `routes![get(list), put(update)]`";
        parsed.mistakes.push(Mistake::at(input, expected));
        let _ = input.parse::<Option<Token![.]>>();
    }
}

fn entry(input: ParseStream<'_>) -> Result<Entry, Mistake> {
    if input.peek(Token![#]) {
        return Err(Mistake::at(input, "attributes are not supported in `routes!`").help(
            "put `#[cfg(…)]` on a statement with the whole list: \
             `#[cfg(…)] let users = routes![get(list), put(update)];`",
        ));
    }
    if let Some(mistake) = without_method(input) {
        return Err(mistake);
    }
    let path = input
        .call(Path::parse_simple)
        .or_else(|_| input.call(Ident::parse_any).map(Path::from))
        .map_err(|_| {
            Mistake::at(input, "expected a method and its handler, as in `get(list_users)`")
        })?;
    let Some(method) = method::word(&path) else {
        return Err(method::of_another_path(&path));
    };
    let method = method.clone();
    let Some(&(_, method_name, variant)) = METHODS.iter().find(|(word, ..)| method == word) else {
        return Err(method::instead(&method));
    };
    if !input.peek(syn::token::Paren) {
        let expected = words!(
            "expected the handler in parentheses, as in `{method}(handler)`",
            method = method.to_string()
        );
        return Err(Mistake::new(method.span(), expected));
    }
    let content = parentheses(input)?;
    let handler = handler::read(&content, &method)?;
    let variant = Ident::new(variant, method.span());
    Ok(Entry { method, method_name, variant, handler })
}

/// What is wrong where a handler is written without a method, as in `routes![list]`.
fn without_method(input: ParseStream<'_>) -> Option<Mistake> {
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
    let mistake = Mistake::spanned(path, words!("no HTTP method given for `{name}`", name = &name));
    Some(mistake.help(words!("write `get({name})`, or the method that it handles", name)))
}
