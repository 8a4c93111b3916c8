//! The macros of `cors-runtime`: a front end, and nothing behind it but a call.
//!
//! A policy may be in a file, which is read here (`file`): the compiler itself reads nothing.
//!
//! Their documentation is where users find them, in `cors-runtime`. Exactly one version of that
//! crate works with one version of this.
#![forbid(unsafe_code)]
#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the same policy gives the same tables, whatever machine, folder, time or process"
)]

mod file;

use proc_macro::TokenStream;

// Documented where users find it.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn cors(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::expand(input.into(), &file::read).into()
}

// Documented where users find it.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::routes::expand(input.into()).into()
}

// Documented where users find it.
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro_attribute]
pub fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    cors_compiler::tokens::attribute::expand(args.into(), &item.into(), &file::read).into()
}
