//! The macros of `cors-runtime`: a door, and nothing behind it but a call.
//!
//! Their documentation is where users find them, in `cors-runtime`. Exactly one version of that
//! crate works with one version of this.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

/// Declares a policy. See `cors_runtime::cors`.
#[proc_macro]
pub fn cors(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::expand(input.into()).into()
}
