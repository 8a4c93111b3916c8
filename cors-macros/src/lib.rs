//! The procedural macros of `cors-runtime`. Each one passes its tokens to `cors-compiler`.
//!
//! A policy may be in a file: `file` reads it, and passes its text.
//!
//! They are documented in `cors-runtime`, where users find them. A version of that crate works only with
//! the same version of this one.
#![forbid(unsafe_code)]
#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the same policy gives the same tables, on every machine, in every folder and process"
)]

mod file;

use proc_macro::TokenStream;

// Documented in `cors-runtime`.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn cors(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::expand(input.into(), &file::read).into()
}

// Documented in `cors-runtime`.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[cfg(feature = "handlers")]
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::routes::expand(input.into()).into()
}

// Documented in `cors-runtime`.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn policies(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::policies::expand(input.into()).into()
}

// Documented in `cors-runtime`.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[cfg(feature = "handlers")]
#[proc_macro_attribute]
pub fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    cors_compiler::tokens::attribute::expand(args.into(), &item.into(), &file::read).into()
}
