//! The CORS part of a user agent: what a browser does with a page's `fetch()`, written only from the [Fetch
//! standard](https://fetch.spec.whatwg.org/) (commit 586cd2a of 2 July 2026). The tests check servers with
//! it, so it shares no code with them.
//!
//! Each algorithm of the standard has a file with a link to it. The steps are numbered in comments; missing
//! steps belong to the parts that are not implemented (below).
//!
//! ```text
//! page --Request--> main fetch --> HTTP fetch ---------> HTTP-network-or-cache fetch --> Network
//!                    ^   |          |     ^                     ^                           |
//!                    |   |          v     '----- CORS check <---|---------------------------'
//!                    |   |     CORS-preflight fetch ------------'
//!                    |   |          '--> CORS-preflight cache
//!                    |   '--> CORS filtered response --> page
//!                    '-- HTTP-redirect fetch <-- HTTP fetch
//! ```
//!
//! | file | part of the standard |
//! | --- | --- |
//! | `main_fetch`, `http_fetch`, `redirect_fetch`, `network_fetch` | the algorithms of section 4 |
//! | `preflight_fetch`, [`preflight_cache`] | CORS-preflight fetch and its cache |
//! | [`cors_check`] | whether a response is shared |
//! | `filtered_response` | response tainting, and the headers that a page may read |
//! | [`request_headers`], [`range`], [`mime_type`] | safelisted, unsafe, non-wildcard, forbidden |
//! | [`methods`], [`header_list`] | methods, header lists, the extraction of values |
//! | `request`, `response`, `origin`, `page` | the objects of these algorithms |
//! | `redirect_taint` | the origin of a request that was redirected |
//! | `fetch_params` | the parameters of the algorithms |
//! | `blocking` | requests that are stopped before they are sent: mixed content, bad ports |
//! | [`network`] | the interface to servers: two traits |
//! | `cookies` | the cookie store of RFC 6265, with `SameSite` |
//!
//! A server is anything that answers requests: a function, a tower service, a socket. It answers at once
//! ([`Network`], [`UserAgent::fetch`]) or later ([`AsyncNetwork`], [`UserAgent::fetch_async`]), with any runtime. Time
//! is a parameter; there is no clock.
//!
//! ```
//! use std::time::Duration;
//! use cors_user_agent::{HttpRequest, HttpResponse, NetworkError, Page, Request, UserAgent};
//!
//! let mut server = |request: &HttpRequest| -> Result<HttpResponse, NetworkError> {
//!     let status = if request.method == "OPTIONS" { 204 } else { 200 };
//!     Ok(HttpResponse::new(status)
//!         .with_header("access-control-allow-origin", "*")
//!         .with_header("access-control-allow-methods", "PUT"))
//! };
//! let page = Page::new("https://page.example")?;
//! let mut user_agent = UserAgent::new();
//!
//! let put = Request::new(&page, "PUT", "https://api.example/")?;
//! assert!(user_agent.fetch(&mut server, put, Duration::ZERO).is_ok());
//! let delete = Request::new(&page, "DELETE", "https://api.example/")?;
//! assert!(user_agent.fetch(&mut server, delete, Duration::ZERO).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Not implemented: the HTTP cache, service workers, navigations, WebSockets, timing, referrers, content
//! security policies, local network access, HTTP authentication, streamed bodies.
#![forbid(unsafe_code)]

mod blocking;
mod cookies;
pub mod cors_check;
mod fetch_params;
mod filtered_response;
pub mod header_list;
mod http_fetch;
mod main_fetch;
pub mod methods;
pub mod mime_type;
pub mod network;
mod network_error;
mod network_fetch;
mod origin;
mod page;
pub mod preflight_cache;
mod preflight_fetch;
pub mod range;
mod redirect_fetch;
mod redirect_taint;
mod request;
pub mod request_headers;
mod response;
mod user_agent;

pub use cors_check::CorsFailure;
pub use filtered_response::readable_headers;
pub use header_list::HeaderList;
pub use network::{AsyncNetwork, HttpRequest, HttpResponse, Network};
pub use network_error::NetworkError;
pub use origin::{InvalidOrigin, Origin};
pub use page::Page;
pub use preflight_fetch::check_preflight_response;
pub use request::{CredentialsMode, Mode, RedirectMode, ReferrerPolicy, Request, TypeError};
pub use response::{Response, ResponseType};
pub use url::Url;
pub use user_agent::UserAgent;

#[cfg(test)]
#[test]
fn shares_no_code_with_the_library() {
    let manifest = include_str!("../Cargo.toml");
    let (_, behind) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = behind.split_once("\n[").unwrap();
    assert!(dependencies.contains("url = ") && !dependencies.contains("cors-"), "{dependencies}");
}
