//! A policy in actix-web 4: around an application, a scope or a resource.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use actix_web::{App, HttpResponse, web};
//! use cors_runtime::actix_web::Cors;
//! use cors_runtime::{Policy, cors};
//!
//! static API: Policy = cors! { allow_origins = ["https://example.com"] };
//!
//! let app = App::new()
//!     .route("/", web::get().to(async || HttpResponse::Ok().body("hello")))
//!     .wrap(Cors::new(&API));
//! # let _ = app;
//! ```
//!
//! # What is covered
//!
//! Whatever leaves the thing that it is put around: responses of handlers, rejections of extractors,
//! errors of handlers and of inner middleware, and what actix itself answers.
//!
//! | around | its preflights are | 404 and 405 |
//! | --- | --- | --- |
//! | `App` | all | covered |
//! | `web::scope("/api")` | those to paths under `/api`, whether there is such a path or not | those of the scope |
//! | `web::resource("/users")` | those to that path | the 405 of that path |
//!
//! A guard on a scope or a resource is asked before the middleware is: a preflight that it does not
//! let in is not answered here. So `web::resource("/users").guard(guard::Get())` sees none, and a
//! guard that wants a header of the page's own sees none either, since a preflight has no such
//! header. Put method guards on routes inside of the resource (`web::get().to(…)`), as usual. A
//! middleware of a single route (`web::get().wrap(…)`) sees no preflights at all.
//!
//! # Order
//!
//! In actix-web the middleware that is wrapped *last* sees a request first. Wrap `Cors` last:
//! authentication, limits and timeouts answer requests too, and what does not pass through has no
//! CORS headers. Preflights carry no credentials, so behind authentication they would all fail.

mod decision;
mod middleware;
pub(crate) mod preflights;
mod request;
mod response;
pub(crate) mod values;

pub use middleware::{Cors, CorsService, ResponseFuture};
