//! The parts that the end-to-end tests share.
//!
//! The browser's side of the Fetch standard, which checks the responses, is `cors_user_agent`; it shares no
//! code with the library.
//!
//! | module | contents |
//! | --- | --- |
//! | [`actix`] | requests to an actix-web application, without a socket |
//! | [`adapters`] | every way to apply a policy to a request |
//! | [`axum`] | requests to an axum application, without a socket |
//! | [`browser`] | Chromium, Firefox and WebKit |
//! | [`cases`] | the corpus `conformance/cases.json`, and the intended differences from it |
//! | [`log`] | the output of a subscriber of `tracing` |
//! | [`nested`] | policies for the tests of two policies on one request |
//! | [`path`] | several policies on one path, checked with a browser that caches preflights |
//! | [`poem`] | requests to a poem endpoint, without a socket |
//! | [`policy`] | policies made from the corpus' configurations, by the compiler |
//! | [`rocket`] | requests to a rocket application, without a socket |
//! | [`salvo`] | requests to a salvo service, without a socket |
//! | [`server`] | a policy in front of a handler, as the user agent's network |
//! | [`written`] | policies as text, and their meaning |
#![forbid(unsafe_code)]

pub mod actix;
pub mod adapters;
pub mod axum;
pub mod browser;
pub mod cases;
pub mod log;
pub mod nested;
pub mod path;
pub mod poem;
pub mod policy;
pub mod rocket;
pub mod salvo;
pub mod server;
pub mod written;

/// The examples in documents that are not part of a package.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/guard.md")]
    struct Guard;
    #[doc = include_str!("../../docs/refused-requests.md")]
    struct RefusedRequests;
    #[doc = include_str!("../../docs/testing-your-server.md")]
    struct TestingYourServer;
    #[doc = include_str!("../../docs/troubleshooting.md")]
    struct Troubleshooting;
}
