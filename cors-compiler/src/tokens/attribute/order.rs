//! Whether `#[cors(…)]` is below a route attribute of actix-web, where it comes too late.
//!
//! Attributes are expanded from top to bottom. `#[get("/")]` above `#[cors(API)]` has moved the
//! function into a separate function before `#[cors]` is expanded, which then sees a plain handler.
//! But by then the name means something else in the module:
//!
//! ```text
//! #[cors(API)] async fn index() {…}     module: the function
//!
//! #[get("/")]                           module: struct index;
//! #[cors(API)] async fn index() {…}     in a function of it: the function
//! ```
//!
//! So the name is looked up in the module, and has to be that of a function. A module does not know
//! what is declared inside of its functions: there the look-up finds nothing, and the function that
//! is declared behind it passes instead.
//!
//! This is for the message: actix-web would not take the function, as axum does not.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Ident;

/// The look-up of `name`, as a statement.
pub(super) fn check(name: &Ident) -> TokenStream {
    quote_spanned! { name.span() =>
        const _: () = {
            #[allow(dead_code)]
            fn #name() {}

            const _: fn() = || {
                // Nearer than what is declared behind it, if the module has the name.
                #[allow(unused_imports, clippy::wildcard_imports)]
                use self::*;
                ::cors_runtime::__private::above_its_route(#name);
            };
        };
    }
}
