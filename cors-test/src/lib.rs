//! Tests what pages in a browser get from your server, without a browser.
//!
//! CORS is decided by two programs: the server sends headers, and the browser acts on them. A test that compares
//! headers tests one half. This crate has the other half: a [user agent](cors_user_agent) that is written from the
//! Fetch standard and sends what a browser would send, to the application as you serve it.
//!
#![cfg_attr(feature = "tower", doc = "```")]
#![cfg_attr(not(feature = "tower"), doc = "```ignore")]
//! use axum::{Router, routing::put};
//! use cors_runtime::{Policy, axum::protect, cors};
//! use cors_test::Page;
//!
//! static API: Policy = cors! {
//!     allow_origins = ["https://app.example.com"],
//!     allow_methods = [PUT],
//!     allow_headers = ["x-trace"],
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mut app = protect(Router::new().route("/users/{id}", put(async || "renamed")), &API);
//!
//! let mut page = Page::at("https://app.example.com").calling("https://api.example.com");
//! page.put("/users/1").header("x-trace", "1").fetch(&mut app).await.expect_readable();
//! page.delete("/users/1").fetch(&mut app).await.expect_not_sent();
//!
//! let mut other = Page::at("https://evil.example").calling("https://api.example.com");
//! other.get("/users/1").fetch(&mut app).await.expect_blocked();
//! # }
//! ```
//!
//! If an expectation fails, the message says what the page tried, what the browser did, and what to change:
//!
//! ```text
#![doc = include_str!("example.txt")]
//! ```
//!
//! # What is tested
//!
//! | question | answer |
//! | --- | --- |
//! | Does the browser send the request? | [`Outcome::is_sent`], [`Outcome::expect_not_sent`] |
//! | Does it send a preflight, or use a cached one? | [`Outcome::preflights`], [`Outcome::expect_no_preflight`] |
//! | Can the page read the response? | [`Outcome::response`], [`Outcome::expect_readable`], [`Outcome::expect_blocked`] |
//! | Can the page read this header of it? | [`Outcome::expect_header`] |
//! | Why not? | [`Outcome::causes`], and the messages |
//!
//! Test the application that you serve, with all its layers: what usually goes wrong is not the policy, but where it is.
//!
//! # Servers
//!
//! [`Call::fetch`] takes
//!
//! - any tower service, such as an axum `Router` or what `protect` returns (feature `tower`, on by default);
//! - an application of actix-web, as `actix_web::test::init_service` returns it (feature `actix-web`);
//! - a running server, `RunningServer` (feature `running`);
//! - your own implementation of [`Server`].
//!
//! The library that answers CORS requests does not matter; the messages name the keys of `cors-runtime`.
//!
//! # Several requests
//!
//! A [`Page`] keeps its cookies and its CORS-preflight cache. [`Page::advance`] lets time pass, and [`Page::navigate`]
//! shows another page in the same browser: what can a page of an attacker do while the user is logged in?
#![forbid(unsafe_code)]

mod call;
mod cause;
mod diagnosis;
mod expect;
mod outcome;
mod page;
mod report;
mod server;

pub use call::Call;
pub use cause::Cause;
pub use cors_user_agent::{
    CredentialsMode, HeaderList, HttpRequest, HttpResponse, NetworkError, RedirectMode, Response,
    TypeError,
};
pub use outcome::{Exchange, Failure, Outcome};
pub use page::Page;
#[cfg(feature = "running")]
pub use server::running::RunningServer;
pub use server::{Framework, Server, ServerError};

#[cfg(test)]
#[test]
fn depends_on_no_library_for_cors() {
    let manifest = include_str!("../Cargo.toml");
    let (_, behind) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = behind.split_once("[dev-dependencies]").unwrap();
    let own: Vec<&str> = dependencies.lines().filter(|line| line.starts_with("cors-")).collect();
    assert_eq!(own, ["cors-user-agent.workspace = true"]);
}

/// How a type is a server, for [`Server`]'s parameter; it is inferred.
pub mod kind {
    #[cfg(feature = "actix-web")]
    pub use crate::server::actix_web::ActixWeb;
    #[cfg(feature = "running")]
    pub use crate::server::running::Running;
    #[cfg(feature = "tower")]
    pub use crate::server::tower::Tower;
}
