//! What the end-to-end tests stand on.
//!
//! The browser's side of the Fetch standard, which judges our answers, is `cors_user_agent`; it
//! shares no code with the product.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`actix`] | requests to an actix-web application, without a socket |
//! | [`adapters`] | every way in which a request meets a policy |
//! | [`axum`] | requests to an axum application, without a socket |
//! | [`cases`] | the corpus `conformance/cases.json`, and where we differ from it on purpose |
//! | [`chromium`] | a browser without a window |
//! | [`log`] | what a subscriber of `tracing` prints |
//! | [`nested`] | the policies of the tests of two policies on one request |
//! | [`path`] | several policies on one path, held against a browser that remembers |
//! | [`policy`] | policies made from the corpus' configurations, by the real compiler |
//! | [`server`] | a policy in front of a handler, as the user agent's network |
//! | [`written`] | policies as their authors write and read them |
#![forbid(unsafe_code)]

pub mod actix;
pub mod adapters;
pub mod axum;
pub mod cases;
pub mod chromium;
pub mod log;
pub mod nested;
pub mod path;
pub mod policy;
pub mod server;
pub mod written;

/// The programs of the documents that are not part of a package.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/refused-requests.md")]
    struct RefusedRequests;
    #[doc = include_str!("../../docs/troubleshooting.md")]
    struct Troubleshooting;
}
