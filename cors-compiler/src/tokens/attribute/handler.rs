//! A plain function, to be mounted by `routes!`.

use proc_macro2::TokenStream;
use quote::quote;

/// The function as it is, and beside it what carries its policy.
pub(super) fn expand(policy: &TokenStream, item: &TokenStream) -> TokenStream {
    quote! {
        #item
        const _: fn() -> ::cors_runtime::Policy = || #policy;
    }
}
