//! The quickstart: an API under three CORS policies, a page of another origin that calls it from
//! your browser, and a table that says whether every request went as the policies say.
//!
//! ```text
//! cargo run -p cors-examples --bin quickstart -- --server hyper    # or axum, or actix-web
//! ```
//!
//! | file | job |
//! | --- | --- |
//! | [`policies`] | the three policies: start here |
//! | `api`, `api/*` | the API that they protect, once for each framework |
//! | `answers` | its responses, the same on every framework |
//! | [`area`] | which policy belongs to which path, and its text |
//! | [`cases`], [`table`] | what a page tries, and the expected results |
//! | `page`, `page/*` | the page and its server |
//! | [`log`] | what the API saw |
//! | [`verdict`] | compares what is expected with what was seen |
//! | [`check`], `wire` | the table without a browser |
//! | `server` | both servers, started together |
//!
//! A test can [`start`] the servers on free ports, open [`Running::page_origin`] in a browser,
//! wait for [`Running::results`], and count the preflights in [`Running::observed`].

mod answers;
mod api;
pub mod area;
pub mod cases;
pub mod check;
pub mod log;
mod page;
pub mod policies;
mod server;
pub mod table;
pub mod verdict;
mod wire;

pub use api::Server;
pub use page::{PageResult, PageResults};
pub use server::{Running, StartError, start};
