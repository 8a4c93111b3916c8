//! The arguments of `#[cors(…)]`: a policy by name, or one of its own.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Path, Token};

use crate::lower::KEYS;
use crate::tokens;

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
    if starts_with_key.parse2(args.clone()).is_ok() {
        return tokens::expand(args);
    }
    match named.parse2(args) {
        // A coercion, so that a reference or a `LazyLock<Policy>` may be named too.
        Ok(path) => quote_spanned! { path.span() =>
            { let policy: &::cors_runtime::Policy = &#path; *policy }
        },
        Err(error) => instead(&error),
    }
}

/// Whether these are the language's `key = value`, or meant to be.
fn starts_with_key(input: ParseStream<'_>) -> syn::Result<()> {
    let is_key = if input.peek(LitStr) {
        true
    } else {
        let word = input.fork().call(Ident::parse_any)?;
        // `allow-origins`, `allow_origins: …`, and a key alone.
        let goes_on = input.peek2(Token![=]) || input.peek2(Token![-]);
        let has_colon = input.peek2(Token![:]) && !input.peek2(Token![::]);
        goes_on || has_colon || KEYS.iter().any(|key| word == key)
    };
    input.parse::<TokenStream>()?;
    if is_key { Ok(()) } else { Err(input.error("no key")) }
}

/// The path of a policy, which stands alone.
fn named(input: ParseStream<'_>) -> syn::Result<Path> {
    let all = input.fork().parse::<TokenStream>()?;
    let path = input.parse::<Path>();
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
    let nothing = tokens::quote::policy(&cors_core::PolicyTable::NOTHING);
    quote!({ #error #nothing })
}
