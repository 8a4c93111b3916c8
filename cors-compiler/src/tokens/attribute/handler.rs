//! A function that is not under a route attribute of actix-web: a handler for `routes!`.
//!
//! The function goes as it was written, token by token, into one of the same name, which returns
//! its future in a type that has the policy:
//!
//! ```text
//! #[cors(API)]                     pub fn list_users(id: Path<u64>)
//! pub async fn list_users(             -> MountWithRoutes<impl HasPolicy, impl Future<Output = R>>
//!     Path(id): Path<u64>,  ──>    {
//! ) -> R                               enum __CorsPolicy {}
//! { … }                                impl HasPolicy for __CorsPolicy { … API … }
//!                                      async fn list_users(Path(id): Path<u64>) -> R { … }
//!                                      MountWithRoutes::new(list_users(id))
//!                                  }
//! ```
//!
//! `routes!` takes functions that return this type, and no others; axum's plain `get(…)` does not
//! take them. A policy is thus a matter of types: whatever way a function comes, by import, alias,
//! variable or another crate, it has the policy that is written above it or none.

mod arguments;
mod attributes;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};

use super::function::{Argument, Function, Signature};
use super::{order, second_policy};
use crate::tokens::mistake::Mistake;
use arguments::Arguments;
use attributes::Attributes;

/// The function under its policy; `attribute` is the whole `#[cors(…)]`, to be put below others.
pub(super) fn expand(
    attribute: &TokenStream,
    policy: &TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let expanded = Function::read(item.clone()).and_then(|function| {
        check(&function)?;
        under(&function, attribute, policy)
    });
    expanded.unwrap_or_else(|mistake| {
        let error = mistake.to_compile_error();
        quote!(#error #item)
    })
}

/// Whether the function can have a policy, and has no other.
fn check(function: &Function) -> Result<(), Mistake> {
    let Function { annotations, signature, body, .. } = function;
    if let Some(another) = annotations.iter().find(|annotation| annotation.is_cors()) {
        return Err(second_policy(another));
    }
    if signature.arguments.iter().any(Argument::is_receiver) {
        return Err(signature.in_impl("a method"));
    }
    if mentions_self_type(signature.to_token_stream()) || mentions_self_type(body.clone()) {
        return Err(signature.in_impl("a function that uses `Self`"));
    }
    if let Some(token) = signature.unsafety() {
        return Err(Mistake::spanned(
            token,
            "an `unsafe` function cannot be a handler, so it can't have `#[cors]`",
        )
        .help("write a safe function that calls this one, and put `#[cors]` on it"));
    }
    Ok(())
}

fn under(
    function: &Function,
    cors: &TokenStream,
    policy: &TokenStream,
) -> Result<TokenStream, Mistake> {
    let Function { annotations, visibility, signature, body } = function;
    let attributes = Attributes::sort(annotations);
    if !attributes.first.is_empty() {
        let Attributes { first, rest, .. } = attributes;
        return Ok(quote!(#(#first)* #cors #(#rest)* #visibility #signature #body));
    }
    let Attributes { outer, inner, .. } = attributes;
    let Signature { name, generics, parameters, inputs, output, conditions, .. } = signature;
    let Arguments { parameters: arguments, values } = Arguments::of(signature)?;
    let generic_arguments = (!parameters.is_empty()).then(|| quote!(::<#(#parameters),*>));
    let takes_types = generic_arguments.is_some() || mentions_impl(inputs.clone());
    let order = (!takes_types).then(|| order::check(name));
    let returned = if signature.returns() { output.clone() } else { quote!(()) };
    // Called through a variable, as `routes!` would have it: clippy's `unused_async` is about
    // functions whose callers could do without `async`.
    let (future, call) = if signature.is_async() {
        let returned = captured(returned);
        let future = quote!(impl ::core::future::Future<Output = #returned>);
        let call = quote! {{
            let __cors_handler = #name #generic_arguments;
            __cors_handler(#(#values),*)
        }};
        (future, call)
    } else {
        (returned, quote!(#name #generic_arguments (#(#values),*)))
    };
    let fn_token = quote_spanned!(Span::call_site().located_at(name.span()) => fn);
    let (constness, abi) = (signature.constness(), signature.abi());
    Ok(quote! {
        #(#outer)*
        #visibility #constness #abi #fn_token #name #generics (#(#arguments),*)
            -> ::cors_runtime::attr::MountWithRoutes<
                impl ::cors_runtime::attr::HasPolicy,
                #future,
            >
        #conditions
        {
            enum __CorsPolicy {}

            #[automatically_derived]
            impl ::cors_runtime::attr::HasPolicy for __CorsPolicy {
                fn policy() -> ::cors_runtime::__private::StaticSource {
                    #policy
                }
            }

            #order

            #(#inner)*
            #signature #body

            ::cors_runtime::attr::MountWithRoutes::<__CorsPolicy, _>::new(#call)
        }
    })
}

/// Whether there is a `Self` that is not that of an item inside, nor goes to a macro.
fn mentions_self_type(tokens: TokenStream) -> bool {
    let mut is_inside_item = false;
    let mut is_after_bang = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "Self" && !is_inside_item => return true,
            TokenTree::Ident(ident) => {
                is_inside_item |=
                    ["impl", "trait", "struct", "enum", "union"].iter().any(|word| ident == word);
            }
            TokenTree::Group(group) => {
                if !is_inside_item && !is_after_bang && mentions_self_type(group.stream()) {
                    return true;
                }
                is_inside_item &= group.delimiter() != Delimiter::Brace;
                is_after_bang = false;
            }
            TokenTree::Punct(punct) => {
                is_inside_item &= punct.as_char() != ';';
                is_after_bang = punct.as_char() == '!';
            }
            TokenTree::Literal(_) => {}
        }
    }
    false
}

/// Whether an argument is `impl Trait`.
fn mentions_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => mentions_impl(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// What an `async fn` returns, with each `impl Trait` in it of the edition that this crate is of: in
/// every edition those of an `async fn` capture all lifetimes, others do since 2024.
fn captured(returned: TokenStream) -> TokenStream {
    let token = |token| match token {
        TokenTree::Ident(mut ident) if ident == "impl" => {
            ident.set_span(Span::call_site().located_at(ident.span()));
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) => {
            let mut again = Group::new(group.delimiter(), captured(group.stream()));
            again.set_span(group.span());
            TokenTree::Group(again)
        }
        other => other,
    };
    returned.into_iter().map(token).collect()
}
