//! A chain of calls in the place of a policy, as the builders of other libraries have them:
//! `CorsLayer::new().allow_origin(Any)`.

use syn::Token;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;

use super::mistake::Mistake;
use super::path::Path;

/// What builders call the keys, and what each call says.
const CALLS: [(&str, &str); 22] = [
    ("allow_origin", "allow_origins = [\"https://example.com\"]"),
    ("allow_origins", "allow_origins = [\"https://example.com\"]"),
    ("allow_origin_fn", "allow_origins = [\"https://example.com\"]"),
    ("allowed_origin", "allow_origins = [\"https://example.com\"]"),
    ("allowed_origin_fn", "allow_origins = [\"https://example.com\"]"),
    ("allowed_origins", "allow_origins = [\"https://example.com\"]"),
    ("allow_any_origin", "allow_origins = \"*\""),
    ("send_wildcard", "allow_origins = \"*\""),
    ("allow_credentials", "allow_credentials = true"),
    ("supports_credentials", "allow_credentials = true"),
    ("allow_methods", "allow_methods = [PUT, DELETE]"),
    ("allow_method", "allow_methods = [PUT, DELETE]"),
    ("allowed_methods", "allow_methods = [PUT, DELETE]"),
    ("allow_any_method", "allow_methods = \"*\""),
    ("allow_headers", "allow_headers = [\"content-type\"]"),
    ("allow_header", "allow_headers = [\"content-type\"]"),
    ("allowed_header", "allow_headers = [\"content-type\"]"),
    ("allowed_headers", "allow_headers = [\"content-type\"]"),
    ("allow_any_header", "allow_headers = \"*\""),
    ("expose_headers", "expose_headers = [\"x-request-id\"]"),
    ("expose_any_header", "expose_headers = \"*\""),
    ("max_age", "max_age = \"2h\""),
];

/// The key that a builder's method sets.
pub(super) fn key(method: &str) -> Option<&'static str> {
    entry(method)?.split_once(" = ").map(|(key, _)| key)
}

fn entry(method: &str) -> Option<&'static str> {
    CALLS.iter().find(|(name, _)| *name == method).map(|(_, entry)| *entry)
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
    let mistake = Mistake::from(input.error("expected a key, found a call"));
    match method.and_then(entry) {
        Some(entry) => mistake.help(format!("write `{entry}`, with a value of your own")),
        None => mistake.help(
            "list the settings as keys, as in `allow_origins = [\"https://example.com\"], \
             allow_credentials = true`",
        ),
    }
}
