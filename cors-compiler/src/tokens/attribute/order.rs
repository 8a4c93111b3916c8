//! Whether `#[cors(…)]` stands below a route attribute of actix-web, where it comes too late.
//!
//! Attributes are expanded from the top. `#[get("/")]` above `#[cors(API)]` has moved the function
//! into a function of its own before `#[cors]` is asked, which then sees a plain handler. But by
//! then the name means something else in the module:
//!
//! ```text
//! #[cors(API)] async fn index() {…}     module: the function, and the twin that carries the policy
//!
//! #[get("/")]                           module: struct index;
//! #[cors(API)] async fn index() {…}     in a function of its: the function, and the twin
//! ```
//!
//! So what is written out beside the twin looks the name up in the module, and asks whether it is a
//! twin. A module does not know what is declared inside of its functions: there the look-up finds
//! nothing, and what stands behind it instead passes.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Ident;

/// What says that the twin of `name`, declared under `conditions`, is one.
pub(super) fn twin(name: &Ident, conditions: &TokenStream) -> TokenStream {
    quote_spanned! { name.span() =>
        #conditions
        #[diagnostic::do_not_recommend]
        impl ::cors_runtime::__private::AboveItsRoute for #name {}
    }
}

/// The look-up of `name`, as a statement.
pub(super) fn check(name: &Ident) -> TokenStream {
    quote_spanned! { name.span() =>
        const _: () = {
            #[allow(dead_code, missing_debug_implementations, non_camel_case_types)]
            enum #name {}

            #[diagnostic::do_not_recommend]
            impl ::cors_runtime::__private::AboveItsRoute for #name {}

            const _: fn() = || {
                // Nearer than what stands behind it, if the module has the name.
                #[allow(unused_imports, clippy::wildcard_imports)]
                use self::*;
                ::cors_runtime::__private::above_its_route::<#name>();
            };
        };
    }
}
