//! The quickstart: an API with three CORS policies, a page of another origin that calls it from your
//! browser, and a table that shows whether each request was handled as the policies specify.
//!
//! ```text
//! cargo run -p cors-examples --bin quickstart -- --server hyper    # or axum, or actix-web
//! ```
//!
//! | file | contents |
//! | --- | --- |
//! | [`policies`] | the three policies: start here |
//! | `api`, `api/*` | the API that they protect, once for each framework |
//! | `answers` | its responses, the same on every framework |
//! | [`area`] | which policy belongs to which path, and its text |
//! | [`cases`], [`table`] | the requests of the page, and the expected results |
//! | `page`, `page/*` | the page and its server |
//! | [`log`] | the requests that the API received |
//! | [`verdict`] | the comparison of expected and actual results |
//! | [`check`], `wire` | the table without a browser |
//! | `server` | starts both servers |
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
