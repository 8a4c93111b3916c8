//! CORS policies that the compiler has checked.
//!
//! A policy is declared once. The compiler refuses it, with the reason and the repair, if a
//! browser would ignore it or an attacker could use it; otherwise it becomes constant tables,
//! and the server answers from them without allocating.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cors_runtime::{Policy, cors};
//!
//! /// Who may call the API from a browser.
//! static API: Policy = cors! {
//!     allow_origins     = ["https://example.com", "https://*.example.com"],
//!     allow_credentials = true,
//!     allow_methods     = [PUT, DELETE],
//!     allow_headers     = ["content-type"],
//!     max_age           = "2h",
//! };
//!
//! assert!(API.allows_origin(b"https://admin.example.com"));
//! assert!(!API.allows_origin(b"https://example.com.evil.org"));
//! ```
//!
//! # Where to put it
//!
//! | you have | you write | feature |
//! | --- | --- | --- |
//! | an axum application | `cors_runtime::axum::protect(app, &API)` | `axum` |
//! | axum handlers with policies of their own | `#[cors(API)]` and `cors_runtime::axum::routes!` | `axum` |
//! | an application, scope or resource of actix-web | `.wrap(cors_runtime::actix_web::Cors::new(&API))` | `actix-web` |
//! | handlers of actix-web with policies of their own | `#[cors(API)]` above `#[get("/users")]` | `actix-web` |
//! | a tower service | `cors_runtime::tower::CorsLayer::new(&API)` | `tower` |
//! | anything with `http` types | [`Policy::evaluate`] | none |
//! | a policy in a file, or other origins in each environment | `Policy::from_toml(&text)` | `text` |
//! | a log | nothing: an event of level debug for each decision | `tracing` |
//!
//! A policy goes outside of whatever answers a request: authentication, timeouts, limits and routing
//! do. What answers before the policy does has no CORS headers, so a page sees a "network error" and
//! no status; and preflights carry no credentials, so behind authentication they all fail. One
//! application has its policy around everything or on its handlers: two on one request are answered
//! 500, the first time that a page of another origin asks. The modules of the frameworks say more.
//!
//! In the repository, `README.md` has all this in ten minutes, `docs/mounting.md` each way to put a
//! policy into the wrong place, and `docs/rules.md` each rule that the compiler has, with its reason
//! and the repair. The keys and patterns are in the documentation of the macro `cors!`.
//!
//! # How a request is answered
//!
//! 1. [`Policy::evaluate`] tells what kind of request it is and whether the policy grants it: a
//!    pure function from policy, method and header list to a [`Decision`].
//! 2. If the decision has a [status](Decision::status), it was a preflight and that is the
//!    answer. Otherwise the handler runs.
//! 3. [`Decision::apply_to`] puts the CORS protocol's headers on the response, takes away those
//!    that the policy did not decide, and merges `Vary`.
#![forbid(unsafe_code)]
// No request may reach a panic. The workspace warns of these; here nothing less than an error will
// do, and an exception has its reason beside it.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![deny(clippy::allow_attributes_without_reason)]
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "a test fails by panicking"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "macros")]
pub mod attr;
#[cfg(feature = "axum")]
pub mod axum;
mod decision;
#[cfg(any(feature = "actix-web", feature = "axum"))]
mod derived;
mod events;
mod headers;
mod policy;
#[cfg(test)]
mod protocol_cases;
mod response;
#[cfg(any(feature = "actix-web", feature = "tower"))]
mod stacked;
#[cfg(feature = "text")]
mod text;
#[cfg(feature = "tower")]
pub mod tower;

pub use cors_core::refusal::{Reason, Refusal};
pub use cors_core::request::{Line, RequestKind};
/// Declares a [`Policy`], checked when the program is compiled.
///
#[doc = include_str!("../../docs/language.md")]
#[cfg(feature = "macros")]
pub use cors_macros::cors;
pub use decision::Decision;
pub use policy::Policy;
pub use response::ResponseHeaders;
#[cfg(feature = "text")]
pub use text::PolicyError;

/// What the macros' output names. No part of the API: any release may change it.
#[doc(hidden)]
pub mod __private {
    /// What stands behind `#[cors(…)]` above a route attribute of actix-web.
    #[cfg(feature = "actix-web")]
    pub mod actix_web {
        pub use crate::actix_web::preflights::{is_no_preflight, on_handler, preflights};
    }
    #[cfg(feature = "macros")]
    pub use crate::attr::order::{AboveItsRoute, above_its_route};
    #[cfg(feature = "axum")]
    pub use crate::axum::handler::{ForAxum, Mount, UnderPolicy};
    #[cfg(feature = "axum")]
    pub use crate::axum::methods::Method;
    #[cfg(feature = "axum")]
    pub use crate::axum::routes::Routes;
    pub use crate::policy::StaticPolicy;
    #[cfg(feature = "text")]
    pub use crate::text::leak;
    pub use cors_core as core;
}

/// Lets the items behind `#[cors(…)]` on handlers of actix-web through, if the feature is there.
#[cfg(feature = "actix-web")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_actix_web {
    ($($items:item)*) => { $($items)* };
}

/// The same without the feature.
#[cfg(not(feature = "actix-web"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_actix_web {
    ($($items:item)*) => {
        ::core::compile_error! {
            "`#[cors]` on a handler of actix-web needs the feature `actix-web` of cors-runtime\n\
= help: write `cors-runtime = { …, features = [\"actix-web\"] }` in Cargo.toml"
        }
    };
}

/// The README's programs compile.
#[cfg(all(doctest, feature = "macros", feature = "axum"))]
#[doc = include_str!("../../README.md")]
struct Readme;
