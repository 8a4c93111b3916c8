//! The arguments of `#[cors(…)]`: a policy by name, or one of its own.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Token};

use crate::key::Key;
use crate::tokens;
use crate::tokens::path::Path;
use crate::tokens::separator::is_separator;

/// The key that may have no value.
const CLOSED: &str = Key::Closed.name();

/// The policy as an expression of type `Policy`, with the errors of the arguments in it.
pub(super) fn expression(args: TokenStream) -> TokenStream {
    if args.is_empty() {
        return instead(&syn::Error::new(
            Span::call_site(),
            "`#[cors]` names no policy\n\
             = help: name one, as in `#[cors(API)]`, or write one, as in \
             `#[cors(allow_origins = [\"https://example.com\"])]`",
        ));
    }
    if let Some(error) = lone_word(args.clone()) {
        return instead(&error);
    }
    if starts_with_key.parse2(args.clone()).is_ok() {
        return tokens::expand(args);
    }
    match named.parse2(args) {
        // A coercion, so that a reference or a `LazyLock<Policy>` may be named too.
        Ok(path) => quote_spanned! { path.span() =>
            { let __cors_policy: &::cors_runtime::Policy = &#path; *__cors_policy }
        },
        Err(error) => instead(&error),
    }
}

/// What is wrong with an origin or a key that stands alone.
fn lone_word(args: TokenStream) -> Option<syn::Error> {
    let message = if let Ok(text) = syn::parse2::<LitStr>(args.clone()) {
        if text.value() == CLOSED {
            return Some(syn::Error::new_spanned(
                args,
                "a string is not a policy\n= help: write `#[cors(closed)]`",
            ));
        }
        format!(
            "a string is not a policy\n= help: write `#[cors(allow_origins = [{}])]`",
            text.token()
        )
    } else {
        let word = syn::parse2::<Ident>(args.clone()).ok()?;
        Key::named(&word.to_string()).filter(|&key| key != Key::Closed)?;
        format!(
            "the key `{word}` has no value\n= help: write `#[cors({word} = …)]`, with the other keys"
        )
    };
    Some(syn::Error::new_spanned(args, message))
}

/// Whether these are the language's `key = value`, or meant to be.
fn starts_with_key(input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Ident::peek_any) {
        let ahead = input.fork();
        // The one key that may have no value.
        if ahead.call(Ident::parse_any)? == CLOSED && (ahead.is_empty() || is_separator(&ahead)) {
            return input.parse::<TokenStream>().map(drop);
        }
    }
    let is_word = input.peek(LitStr) || input.peek(Ident::peek_any);
    // `allow_origins = …`, and what was meant by `allow-origins = …` and `allow_origins: …`.
    let goes_on = input.peek2(Token![=]) || input.peek2(Token![-]);
    let has_colon = input.peek2(Token![:]) && !input.peek2(Token![::]);
    input.parse::<TokenStream>()?;
    if is_word && (goes_on || has_colon) { Ok(()) } else { Err(input.error("no key")) }
}

/// The path of a policy, which stands alone.
fn named(input: ParseStream<'_>) -> syn::Result<Path> {
    let all = input.fork().parse::<TokenStream>()?;
    let path = input.call(Path::parse);
    let _ = input.parse::<Option<Token![,]>>();
    let is_more = !input.is_empty();
    let rest = input.parse::<TokenStream>()?;
    match path {
        Ok(path) if !is_more => Ok(path),
        Ok(_) if starts_with_key.parse2(rest.clone()).is_ok() => Err(syn::Error::new_spanned(
            rest,
            "a policy that has a name is used as it is\n\
             = help: remove the keys, or write the whole policy here without the name",
        )),
        Ok(_) | Err(_) => Err(syn::Error::new_spanned(
            all,
            "expected the name of a policy, as in `#[cors(API)]`, or keys and values, as in \
             `#[cors(allow_origins = [\"https://example.com\"])]`",
        )),
    }
}

/// The error, and the policy that takes the place of one that cannot be read.
fn instead(error: &syn::Error) -> TokenStream {
    let error = error.to_compile_error();
    let nothing = tokens::quote::policy(&cors_tables::PolicyTable::NOTHING);
    quote!({ #error #nothing })
}
