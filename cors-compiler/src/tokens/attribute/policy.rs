//! The arguments of `#[cors(…)]`: the path of a policy, or the policy itself.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr, Token};

use crate::finding::words;
use crate::key::Key;
use crate::tokens;
use crate::tokens::editor;
use crate::tokens::file::Read;
use crate::tokens::mistake::{self, Mistake};
use crate::tokens::path::Path;
use crate::tokens::separator::is_separator;

/// The key that may have no value.
const CLOSED: &str = Key::Closed.name();

/// The policy as an expression of type `StaticSource`, with the errors of the arguments in it.
pub(super) fn expression(args: TokenStream, read: Read<'_>) -> TokenStream {
    if args.is_empty() {
        return instead(&Mistake::new(Span::call_site(), "`#[cors]` needs a policy").help(
            "refer to a policy, as in `#[cors(API)]`, or write one, as in `#[cors(allow_origins = \
             [\"https://example.com\"])]`",
        ));
    }
    if let Some(mistake) = lone_word(args.clone()) {
        let written = editor::policy(&args);
        let source = instead(&mistake);
        return quote!({ #written #source });
    }
    if starts_with_key.parse2(args.clone()).is_ok() {
        return source(&tokens::expand_as(tokens::quote::reference, args, read));
    }
    let written = editor::path_or_key(&args);
    let source = match mistake::read(args, named) {
        Ok(path) => source(&quote_spanned!(path.span() => &#path)),
        Err(mistake) => instead(&mistake),
    };
    quote!({ #written #source })
}

/// The source that a reference is, or that it dereferences to, such as a `LazyLock<Policy>`.
fn source(reference: &TokenStream) -> TokenStream {
    quote!(::cors_runtime::__private::named_source(#reference))
}

/// The error for an origin or a key without the rest of an entry.
fn lone_word(args: TokenStream) -> Option<Mistake> {
    if let Ok(text) = syn::parse2::<LitStr>(args.clone()) {
        let help = if text.value() == CLOSED {
            "write `#[cors(closed)]`".into()
        } else {
            let origin = text.token().to_string();
            words!("write `#[cors(allow_origins = [{origin}])]`", origin)
        };
        return Some(Mistake::spanned(args, "a string is not a policy").help(help));
    }
    let word = syn::parse2::<Ident>(args.clone()).ok()?;
    let key = Key::named(&word.to_string()).filter(|&key| key != Key::Closed)?.name();
    Some(
        Mistake::spanned(args, words!("the key `{key}` has no value", key))
            .help(words!("write `#[cors({key} = …)]`, with the other keys", key)),
    )
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

/// The path of a policy, without anything else.
fn named(input: ParseStream<'_>) -> Result<Path, Mistake> {
    let all = input.fork().parse::<TokenStream>()?;
    let path = input.call(Path::parse);
    let has_comma = input.parse::<Option<Token![,]>>().is_ok_and(|comma| comma.is_some());
    let is_more = !input.is_empty();
    let rest = input.parse::<TokenStream>()?;
    match path {
        Ok(path) if !is_more => Ok(path),
        Ok(_) if starts_with_key.parse2(rest.clone()).is_ok() => Err(Mistake::spanned(
            rest,
            "a policy that is referred to by its path cannot be changed here",
        )
        .help("remove the keys, or write the whole policy here instead of the path")),
        Ok(_) if !has_comma && is_call(rest.clone()) => Err(Mistake::spanned(
            all,
            "`#[cors]` takes the name of a policy, and not a call that returns one",
        )
        .help(
            "put the policy in a static, as in `static API: LazyLock<Policy> = LazyLock::new(|| …)`, and write \
             `#[cors(API)]`",
        )),
        Ok(_) | Err(_) => Err(Mistake::spanned(
            all,
            "expected the path of a policy, as in `#[cors(API)]`, or keys and values, as in \
             `#[cors(allow_origins = [\"https://example.com\"])]`",
        )),
    }
}

/// Whether a path followed by this is a call: `(…)` and nothing else.
fn is_call(rest: TokenStream) -> bool {
    let mut trees = rest.into_iter();
    let arguments = trees.next();
    let is_parenthesized = matches!(
        arguments,
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis
    );
    is_parenthesized && trees.next().is_none()
}

/// The error, and the policy that takes the place of one that cannot be read.
fn instead(mistake: &Mistake) -> TokenStream {
    let error = mistake.to_compile_error();
    let nothing = tokens::quote::reference(&cors_tables::PolicyTable::NOTHING);
    source(&quote!({ #error #nothing }))
}
