//! The arguments of `#[cors(…)]`: a policy by name, or one of its own.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::spanned::Spanned as _;

/// The policy as an expression of type `Policy`, with the errors of the arguments in it.
pub(super) fn expression(args: TokenStream) -> TokenStream {
    match syn::parse2::<syn::Path>(args.clone()) {
        // A coercion, so that a `LazyLock<Policy>` or a reference may be named too.
        Ok(path) => quote_spanned! { path.span() =>
            { let policy: &::cors_runtime::Policy = &#path; *policy }
        },
        Err(_) => crate::tokens::expand(args),
    }
}
