//! The door of `#[cors(…)]`: a policy on the handler that it protects.
//!
//! ```text
//! arguments --policy--> an expression of type `Policy`, with the errors in it
//! item      --dispatch--+-- a route attribute of actix-web --> actix_web::expand
//!                       +-- everything else -----------------> handler::expand
//! ```
//!
//! Whatever is wrong, the item comes out beside the errors, so that no second error follows
//! from the first.

mod actix_web;
mod handler;
mod order;
mod policy;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser as _;
use syn::{Attribute, ItemFn, Meta};

/// Expands `#[cors(args)] item`.
///
/// A panic in the compiler is a mistake of ours; it becomes an error, which asks for a report, and
/// the item stays as it is.
#[must_use]
pub fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let untouched = item.clone();
    let expanded = catch_unwind(AssertUnwindSafe(|| expand_attribute(args, item)));
    expanded.unwrap_or_else(|_| {
        quote! {
            ::core::compile_error! { "the policy compiler failed: please report this policy" }
            #untouched
        }
    })
}

fn expand_attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let policy = policy::expression(args);
    if !has_actix_route(&item) {
        return handler::expand(&policy, &item);
    }
    match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => actix_web::expand(&policy, function),
        Err(error) => {
            let error = error.into_compile_error();
            quote!(#error #item)
        }
    }
}

/// Whether an item stands under a route attribute of actix-web, as in `#[get("/users")]`.
fn has_actix_route(item: &TokenStream) -> bool {
    let attributes = |input: syn::parse::ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<TokenStream>()?;
        Ok(attributes)
    };
    attributes.parse2(item.clone()).is_ok_and(|attributes| attributes.iter().any(is_actix_route))
}

/// The attributes of actix-web that take a path, as `actix_web::get` or after a `use`.
const ACTIX_METHODS: [&str; 11] = [
    "route", "get", "post", "put", "delete", "head", "connect", "options", "trace", "patch",
    "query",
];

/// Whether it is `#[get("/users")]` or the like: one of these names with a string behind it, which
/// other frameworks' attributes of the same names do not have; or `#[routes]`.
fn is_actix_route(attribute: &Attribute) -> bool {
    let Some(name) = attribute.path().segments.last() else { return false };
    match &attribute.meta {
        Meta::Path(_) => name.ident == "routes",
        Meta::List(list) => {
            ACTIX_METHODS.iter().any(|method| name.ident == method)
                && starts_with_string.parse2(list.tokens.clone()).is_ok()
        }
        Meta::NameValue(_) => false,
    }
}

fn starts_with_string(input: syn::parse::ParseStream<'_>) -> syn::Result<()> {
    input.parse::<syn::LitStr>()?;
    input.parse::<TokenStream>().map(drop)
}
