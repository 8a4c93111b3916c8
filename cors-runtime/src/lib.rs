//! CORS policies that are checked at compile time.
//!
//! A policy is declared once. If a browser would ignore it or an attacker could exploit it, it does not
//! compile, and the error explains why and what to write instead. Otherwise it becomes constant tables,
//! with which the server evaluates requests without allocating.
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
//! assert!(API.allows_origin("https://admin.example.com"));
//! assert!(!API.allows_origin("https://example.com.evil.org"));
//! ```
//!
//! # Where to put it
//!
//! | you have | write | feature |
//! | --- | --- | --- |
//! | an axum application | `cors_runtime::axum::protect(app, &API)` | `axum` |
//! | axum handlers with their own policies | `#[cors(API)]` and `cors_runtime::axum::routes!` | `axum` |
//! | an actix-web application, scope or resource | `.wrap(cors_runtime::actix_web::Cors::new(&API))` | `actix-web` |
//! | actix-web handlers with their own policies | `#[cors(API)]` above `#[get("/users")]` | `actix-web` |
//! | a salvo service | `.hoop(cors_runtime::salvo::Cors::new(&API))` on the `Service` | `salvo` |
//! | a poem endpoint | `.with(cors_runtime::poem::Cors::new(&API))` | `poem` |
//! | a rocket application | `.attach(cors_runtime::rocket::Cors::new(&API))`, last | `rocket` |
//! | several policies, by path or host | `policies! { \"/public/{*rest}\" => PUBLIC, _ => API }` in place of a policy: [`PolicyMap`] | as above |
//! | a tower service; warp, tonic, AWS Lambda | `cors_runtime::tower::CorsLayer::new(&API)` | `tower` |
//! | anything with `http` types: Workers, Spin, hyper, tests | [`API.serve(request, async \|request\| …)`](Policy::serve), and below it [`Policy::evaluate`] | none |
//! | origins that change while the server runs | `&LIVE`, where `LIVE` is a `LivePolicy`: see [`environments`] | `live` |
//! | a policy for each host or path | [`select(…)`](select) | none |
//! | requests of other sites that CORS does not stop: handshakes, form posts | `API.guard()`: [`Guard`](guard::Guard) | as above |
//! | policies in a file, compiled in | `cors! { file = "cors.toml", policy = "api" }` | none |
//! | origins of a setting or of customers | the key `runtime_origins` and [`Policy::with_origins`] | none |
//! | a policy that is read at start-up | `Policy::from_toml(&text)`, `PolicyFile::from_toml(&text)` | `toml` |
//! | a log | nothing; see [Events](#events) | `tracing` |
//!
//! Put a policy outside of everything that answers requests: authentication, timeouts, limits and routing.
//! A response from outside of the policy has no CORS headers, so a page gets a "network error" without a
//! status. Preflights carry no credentials, so authentication outside of the policy refuses all of them.
//! Put the policy either around the whole application or on its handlers: a request with `Origin` to which
//! two policies apply is answered 500. The modules of the frameworks have the details.
//!
//! In the repository, `README.md` is an introduction, `docs/frameworks.md` has an example for each
//! framework, `docs/mounting.md` lists the ways to mount a policy in the wrong place, the module [`rules`] explains each rule of the compiler, [`environments`] shows policies that differ by
//! environment or change while the program runs, and **`docs/troubleshooting.md`
//! explains what to do when a page is refused**, by the messages of the browser's console. The
//! documentation of the macro `cors!` describes the keys and patterns.
//!
//! The macro `cors!` and the attribute `#[cors(…)]` have the same name. `use cors_runtime::cors` imports
//! the macro, and `use cors_runtime::attr::cors` the attribute.
//!
//! # How a request is handled
//!
//! 1. [`Policy::evaluate`] classifies the request and decides whether the policy allows it: a
//!    pure function from policy, method and headers to a [`Decision`].
//! 2. If the decision has a [status](Decision::status), the request is a preflight and that is the answer.
//!    Otherwise the handler runs, regardless of the origin.
//! 3. [`Decision::apply_to`] puts the CORS headers on the response, removes those that the policy did
//!    not decide, and merges `Vary`.
//!
//! # Events
//!
//! With the feature `tracing` the library logs its decisions. All events have the target `cors_runtime`, so
//! `RUST_LOG=cors_runtime=debug` shows only them.
//!
//! | level | event | fields |
//! | --- | --- | --- |
//! | debug | a CORS request is allowed or refused | `policy`, `kind` (`actual` or `preflight`), `method`, `path`, `origin`; `refusal` |
//! | debug | an `OPTIONS` request has only one of the two headers of a preflight: a proxy may have removed the other; it is passed on like any other request | `policy`, `kind`, `method`, `path`, `origin` |
//! | debug | pages cannot read a response header, because it is not in `expose_headers`: once for each policy and name, for at most 32 names of a policy | `policy`, `kind`, `method`, `path`, `origin`, `header` |
//! | debug | a [guard](guard::Guard) refuses a request | `kind` (`guard`), `method`, `path`; `origin`, `refusal` |
//! | debug | the handler set `Access-Control-*` headers, which the policy replaced | `policy`; `method`, `path`, `origin` |
//! | warn | a policy read as text has warnings | `policy` |
//! | error | two policies apply to one request, which was answered 500 | `outer`, `inner`, `method`, `path` |
//! | error | a response had no room for CORS headers | `policy`, `varies`; `method`, `path`, `origin` |
//!
//! `policy` is the location of the policy, as in `src/main.rs:12`, or `acme (src/main.rs:12)` if it has a
//! name. Fields after a semicolon are included if they are known. `path` is the path that the policy's
//! service receives, without the query; in a router that is nested in another one, axum has removed the
//! prefix. Values from the request are escaped and cut at 100 bytes. The only headers that are logged are
//! `Origin` and the method or header name that a refusal quotes; the same applies to `Debug` output of all
//! types. If no subscriber is interested in these events, nothing is formatted or allocated.
//!
//! Events about headers that pages cannot read omit names that pages don't use (`date`, `server`, `vary`,
//! security headers, …), redirects, and requests that the browser marks as `Sec-Fetch-Site: same-origin`.
#![forbid(unsafe_code)]
// No request may cause a panic. The workspace warns about these lints; here they are errors, and each
// exception states its reason.
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
#[cfg(feature = "__around")]
mod around;
#[cfg(feature = "__handlers")]
pub mod attr;
#[cfg(feature = "axum")]
pub mod axum;
mod decision;
// A page of the documentation. Only rustdoc reads it.
#[cfg(doc)]
#[cfg_attr(
    all(feature = "axum", feature = "live", feature = "macros", feature = "toml"),
    doc = include_str!("../docs/environments.md")
)]
pub mod environments {}
mod evaluated;
mod events;
#[cfg(feature = "toml")]
mod finding;
pub mod guard;
mod headers;
#[cfg(feature = "poem")]
pub mod poem;
mod policy;
#[cfg(feature = "toml")]
mod policy_file;
#[cfg(test)]
mod protocol_cases;
mod response;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
mod serve;
// The page that the compiler's messages link to. Only rustdoc reads it.
#[cfg(doc)]
#[doc = include_str!("../docs/rules.md")]
pub mod rules {}
#[cfg_attr(
    not(feature = "__service"),
    allow(dead_code, reason = "only services of frameworks can be put around each other")
)]
mod stacked;
mod summary;
mod target;
#[cfg(feature = "toml")]
mod toml;
#[cfg(feature = "tower")]
pub mod tower;

/// Declares a [`Policy`], which is checked at compile time. This is the macro; the attribute `#[cors(…)]`
/// of the same name is [`cors_runtime::attr::cors`](crate::attr::cors).
///
#[doc = include_str!("../docs/language.md")]
#[cfg(feature = "macros")]
pub use cors_macros::cors;
/// Declares a [`PolicyMap`]: which policy is for which hosts and paths.
///
#[doc = include_str!("../docs/policy-map.md")]
#[cfg(feature = "macros")]
pub use cors_macros::policies;
pub use cors_tables::refusal::{Reason, Refusal};
pub use cors_tables::request::{FieldLine, RequestKind};
pub use decision::Decision;
#[cfg(feature = "toml")]
pub use finding::{Finding, PolicyError, Warnings};
#[cfg(feature = "live")]
pub use policy::LivePolicy;
pub use policy::{
    CLOSED, Explanation, IntoPolicySource, MapExplanation, Policy, PolicyMap, PolicySource,
    RefusedRow, RowError, RuntimeOriginsError, Select, StaticPolicy, select,
};
#[cfg(all(feature = "live", feature = "toml"))]
pub use policy::{ListChange, PolicyChange};
#[cfg(feature = "toml")]
pub use policy_file::PolicyFile;
pub use response::ResponseHeaders;
pub use target::Target;

/// Items that the expansion of the macros uses. They are not part of the API, and any release may change
/// them.
#[doc(hidden)]
pub mod __private {
    /// The expansion of `#[cors(…)]` above a route attribute of actix-web.
    #[cfg(feature = "actix-web")]
    pub mod actix_web {
        pub use crate::actix_web::preflights::{is_no_preflight, on_handler, preflights};
    }
    #[cfg(all(feature = "macros", feature = "__handlers"))]
    pub use crate::attr::order::{AboveItsRoute, above_its_route};
    #[cfg(feature = "axum")]
    pub use crate::axum::handler::{ForAxum, Mount, UnderPolicy};
    #[cfg(feature = "axum")]
    pub use crate::axum::methods::Method;
    #[cfg(feature = "axum")]
    pub use crate::axum::routes::Routes;
    pub use crate::policy::{
        Base, NoPolicyOfRow, PolicyData, PolicyOfRow, StaticSource, named_source, source_of_row,
    };
    #[cfg(feature = "toml")]
    pub use crate::toml::policy_of;

    /// The types of a policy's tables, each by one name.
    pub mod tables {
        pub use cors_tables::PolicyTable;
        pub use cors_tables::ceiling::Ceiling;
        pub use cors_tables::header_families::HeaderFamilies;
        pub use cors_tables::name_list::NameList;
        pub use cors_tables::neighbours::{
            Neighbours, ResourcePolicy, StorageAccess, TimingAllowOrigin,
        };
        pub use cors_tables::origin_set::{
            Automaton, Few, HashTable, Hasher, Middle, OriginSet, Parts, Placement, Scheme, Shape,
            Strategy, StringSet, Walk, WildcardGroup, Windows,
        };
        pub use cors_tables::policy::{
            AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, Outline,
        };
        pub use cors_tables::policy_map::{MapRow, MapTable};
        pub use cors_tables::stored::{ByteMap, Bytes, List, Stored, Text};
    }
}

/// Emits the items of `#[cors(…)]` on handlers of actix-web if the feature is enabled.
#[cfg(feature = "actix-web")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_actix_web {
    ($($items:item)*) => { $($items)* };
}

/// Reports the missing feature.
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

/// What an editor shows of the names in a policy. Only rust-analyzer reads it.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[path = "editor.rs"]
pub mod __editor;

/// Refers to the names that are written in a policy, a map or an attribute. Only rust-analyzer reads it.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __editor {
    (keys [$($key:ident)*] [$($unknown:ident)*] $($module:ident [$name:ident])*) => {
        const _: () = {
            let _ = $crate::__editor::Keys {
                $($key: $crate::__editor::any(),)*
                // A path that leads nowhere is not reported a second time, unlike a field.
                ..$crate::__editor::any_beside(($($crate::__editor::keys::$unknown,)*))
            };
            $(let _ = $crate::__editor::$module::$name;)*
        };
    };
    (path_or_key [$($path:tt)*]) => {
        const _: () = {
            use $crate::__editor::keys::*;
            let _ = $($path)*;
        };
    };
    (paths $([$($path:tt)*])*) => {
        const _: () = {
            use $crate::__editor::maps::*;
            $(let _ = $($path)*;)*
        };
    };
}

/// An editor has the warnings of the build, and should not take their names for what is written there.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __warning {
    ($($warning:tt)*) => {};
}

/// What makes rustc print a warning.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __warning {
    ($($warning:tt)*) => { $($warning)* };
}

/// The policies of a map, which an editor has in `__editor!`.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __rows {
    ($($policies:tt)*) => {
        static POLICIES: &[$crate::__private::StaticSource] = &[];
    };
}

/// The policies of a map.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __rows {
    ($($policies:tt)*) => { $($policies)* };
}

/// A build has no use for the names.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __editor {
    ($($names:tt)*) => {};
}

/// The examples in the README.
#[cfg(all(doctest, feature = "macros", feature = "axum"))]
#[doc = include_str!("../README.md")]
mod readme {}
