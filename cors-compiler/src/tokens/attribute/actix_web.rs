//! A handler under a route attribute of actix-web.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

/// Expands `#[cors(…)]` above `#[get("/users")]` and the like; `policy` is an expression of type
/// `Policy`.
pub(super) fn expand(policy: TokenStream, item: ItemFn) -> TokenStream {
    let _ = policy;
    quote! {
        ::core::compile_error! { "`#[cors]` on handlers of actix-web is not there yet" }
        #item
    }
}
