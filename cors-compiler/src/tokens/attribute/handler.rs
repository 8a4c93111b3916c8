//! A plain function, to be mounted by `routes!`.
//!
//! The function stays as it is, token by token. Beside it stands an empty type of the same name,
//! in the namespace of types, which carries the policy:
//!
//! ```text
//! #[cors(API)]                              pub async fn list_users() { … }
//! pub async fn list_users() { … }   ──>     pub enum list_users {}
//!                                           impl HasPolicy for list_users { … API … }
//!                                           impl list_users { pub fn must_be_mounted_by_routes() {} }
//! ```
//!
//! An import takes a name in all namespaces, so `use users::list_users`, an alias, a glob and a
//! re-export bring the policy with the function. Nobody but `routes!` calls the function at the
//! end: if the handler is mounted by axum's plain `get(…)`, its policy does nothing, and rustc
//! warns of a function that is never used.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Signature, Token, Visibility};

use super::order;

/// What must be known of a function to stand beside it.
struct Head {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
}

/// The function as it is, and beside it what carries its policy.
pub(super) fn expand(policy: &TokenStream, item: &TokenStream) -> TokenStream {
    let head = match Head::parse.parse2(item.clone()) {
        Ok(head) => head,
        Err(error) => return beside(&error.into_compile_error(), item),
    };
    if let Err(error) = head.check() {
        return beside(&error.into_compile_error(), item);
    }
    let Head { attributes, visibility, signature } = &head;
    let name = &signature.ident;
    // Where the function is not compiled, its policy has nothing to stand beside.
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let conditions = quote!(#(#conditions)*);
    let allowed = attributes.iter().filter(|attribute| attribute.path().is_ident("allow"));
    // At the name, where rustc is to point, and known to be ours, so that no lint of style judges
    // it. What rustc is to warn of must look like the user's own.
    let ours = Span::call_site().located_at(name.span());
    let twin = quote_spanned! { ours =>
        #conditions
        #[doc(hidden)]
        #[allow(
            dead_code,
            missing_debug_implementations,
            non_camel_case_types,
            unreachable_pub,
        )]
        #visibility enum #name {}
    };
    let never_called = quote_spanned! { name.span() =>
        #conditions
        impl #name {
            #[doc(hidden)]
            #[allow(missing_docs, unreachable_pub, clippy::all, clippy::nursery, clippy::pedantic)]
            #(#allowed)*
            #visibility fn must_be_mounted_by_routes() {}
        }
    };
    let (order, is_above) = (order::check(name), order::twin(name, &conditions));
    quote! {
        #item
        #twin
        #never_called
        #is_above

        #conditions
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<H> ::cors_runtime::__private::HasPolicy<H> for #name {
            fn policy() -> ::cors_runtime::Policy {
                #order
                #policy
            }
        }
    }
}

fn beside(error: &TokenStream, item: &TokenStream) -> TokenStream {
    quote!(#error #item)
}

impl Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse::<Visibility>()?;
        if !is_function(input) {
            return Err(input.error(
                "`#[cors]` stands above a function: the handler of a request\n\
                 = help: a policy with a name is `static API: Policy = cors! { … };`, and one for a \
                 whole application is put around it by `cors_runtime::axum::protect(app, &API)`",
            ));
        }
        let signature = input.parse::<Signature>()?;
        // The body is none of our business; what is no body, rustc will tell.
        input.parse::<TokenStream>()?;
        Ok(Self { attributes, visibility, signature })
    }

    fn check(&self) -> syn::Result<()> {
        let another = |attribute: &&Attribute| {
            attribute.path().segments.last().is_some_and(|last| last.ident == "cors")
        };
        if let Some(another) = self.attributes.iter().find(another) {
            return Err(syn::Error::new_spanned(
                another,
                "a handler has one policy, and this is the second `#[cors]`\n\
                 = help: remove one of them, or put all origins into one policy",
            ));
        }
        let signature = &self.signature;
        if signature.receiver().is_some() || mentions_self_type(signature.to_token_stream()) {
            return Err(syn::Error::new_spanned(
                &signature.ident,
                "`#[cors]` cannot stand inside an `impl` or a `trait`: the policy of a handler is \
                 found by its name, which only a free function has\n\
                 = help: write a free function that calls this one, and put `#[cors]` above that",
            ));
        }
        Ok(())
    }
}

/// Whether a function comes, whatever stands before `fn`.
fn is_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let skip = || {
        ahead.parse::<Option<Token![const]>>()?;
        ahead.parse::<Option<Token![async]>>()?;
        ahead.parse::<Option<Token![unsafe]>>()?;
        ahead.parse::<Option<syn::Abi>>()?;
        ahead.parse::<Token![fn]>()
    };
    skip().is_ok()
}

/// Whether there is a `Self`, which no free function has.
fn mentions_self_type(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_self_type(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
