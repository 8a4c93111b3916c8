//! The procedural macros of `cors-runtime`. Each one passes its tokens to `cors-compiler`.
//!
//! A policy may be in a file: `file` reads it, and passes its text.
//!
//! They are documented in `cors-runtime`, where users find them. An editor shows the documentation that is here, and
//! only rust-analyzer reads it: rustdoc would append it to that of `cors-runtime`. A version of that crate works only with
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
#[cfg_attr(
    rust_analyzer,
    doc = "A CORS policy, checked while the program is compiled.",
    doc = "",
    doc = "```text",
    doc = "static API: Policy = cors! {",
    doc = "    allow_origins     = [\"https://example.com\", \"https://*.example.com\"],",
    doc = "    allow_credentials = true,",
    doc = "    allow_methods     = [PUT, DELETE],",
    doc = "    max_age           = \"2h\",",
    doc = "};",
    doc = "```",
    doc = "",
    doc = "All keys and patterns: <https://docs.rs/cors-runtime/latest/cors_runtime/macro.cors.html>"
)]
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn cors(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::expand(input.into(), &file::read).into()
}

// Documented in `cors-runtime`.
#[cfg_attr(
    rust_analyzer,
    doc = "Mounts handlers that have `#[cors(…)]` on a path of an axum router.",
    doc = "",
    doc = "```text",
    doc = "Router::new().route(\"/users\", routes![get(list_users), put(update_user)])",
    doc = "```",
    doc = "",
    doc = "See <https://docs.rs/cors-runtime/latest/cors_runtime/axum/macro.routes.html>"
)]
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[cfg(feature = "handlers")]
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::routes::expand(input.into()).into()
}

// Documented in `cors-runtime`.
#[cfg_attr(
    rust_analyzer,
    doc = "A map of policies: which policy is for which hosts and paths.",
    doc = "",
    doc = "```text",
    doc = "static MAP: PolicyMap = policies! {",
    doc = "    \"/public/{*rest}\" => PUBLIC,",
    doc = "    \"/internal/{*rest}\" => closed,",
    doc = "    _ => API,",
    doc = "};",
    doc = "```",
    doc = "",
    doc = "See <https://docs.rs/cors-runtime/latest/cors_runtime/macro.policies.html>"
)]
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[proc_macro]
pub fn policies(input: TokenStream) -> TokenStream {
    cors_compiler::tokens::policies::expand(input.into()).into()
}

// Documented in `cors-runtime`.
#[cfg_attr(
    rust_analyzer,
    doc = "Puts a policy on a handler.",
    doc = "",
    doc = "```text",
    doc = "#[cors(API)]",
    doc = "async fn list_users() -> &'static str { \"Ada, Grace\" }",
    doc = "",
    doc = "#[cors(allow_origins = [\"https://admin.example.com\"], allow_credentials = true)]",
    doc = "async fn update_user() {}",
    doc = "```",
    doc = "",
    doc = "See <https://docs.rs/cors-runtime/latest/cors_runtime/attr/attr.cors.html>"
)]
#[allow(missing_docs, reason = "the re-export has the documentation")]
#[cfg(feature = "handlers")]
#[proc_macro_attribute]
pub fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    cors_compiler::tokens::attribute::expand(args.into(), &item.into(), &file::read).into()
}
