//! A chain of calls in the place of a policy, as the builders of other libraries have them:
//! `CorsLayer::new().allow_origin(Any)`.

use syn::Token;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;

use super::mistake::Mistake;
use super::path::Path;
use crate::finding::{Written, words};
use crate::key::{Definition, Key};

/// The key that a builder's method sets.
pub(super) fn key(method: &str) -> Option<Key> {
    entry(method).map(|(key, _)| key)
}

/// The key that a builder's method sets, and the value that it gives it.
fn entry(method: &str) -> Option<(Key, Written)> {
    Key::ALL.iter().find_map(|&key| {
        let Definition { calls, open_calls, .. } = *key.definition();
        if calls.contains(&method) {
            Some((key, key.example()))
        } else {
            open_calls.contains(&method).then(|| (key, Written::Text("*".to_owned())))
        }
    })
}

/// The mistake if a chain of calls starts here: `.allow_origin(…)` or `CorsLayer::new()…`.
pub(super) fn chain(input: ParseStream<'_>) -> Option<Mistake> {
    let ahead = input.fork();
    if !ahead.peek(Token![.]) {
        let path = ahead.call(Path::parse_simple).ok()?;
        let is_call = ahead.peek(syn::token::Paren) && path.names().len() > 1;
        return is_call.then(|| mistake(input, path.last().map(ToString::to_string).as_deref()));
    }
    ahead.parse::<Token![.]>().ok()?;
    let method = ahead.call(syn::Ident::parse_any).ok()?.to_string();
    Some(mistake(input, Some(&method)))
}

fn mistake(input: ParseStream<'_>, method: Option<&str>) -> Mistake {
    let mistake = Mistake::at(input, "expected a key, found a call").about_entries();
    match method.and_then(entry) {
        Some((key, value)) => {
            let entry = Written::entry(key, value);
            mistake.help(words!("write {entry}, with your own value", entry))
        }
        None => mistake.help(
            "list the settings as keys, as in `allow_origins = [\"https://example.com\"], \
             allow_credentials = true`",
        ),
    }
}
