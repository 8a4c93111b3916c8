//! Policies in actix-web 4: around an application, a scope or a resource, and on handlers.
//!
//! | you want | you write |
//! | --- | --- |
//! | one policy for an application, a scope or a resource | `.wrap(`[`Cors::new(&API)`](Cors)`)` |
//! | a policy on a handler | `#[cors(API)]` above `#[get("/users")]` |
//!
//! # Around an application, a scope or a resource
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
//! Whatever leaves the thing that it is put around has its headers: responses of handlers,
//! rejections of extractors, errors of handlers and of inner middleware, and what actix-web itself
//! answers.
//!
//! | around | answers the preflights | covers of 404 and 405 |
//! | --- | --- | --- |
//! | `App` | to every path | all |
//! | `web::scope("/api")` | to every path under `/api`, whether it has a route or not | those under `/api` |
//! | `web::resource("/users")` | to `/users` | the 405 of `/users` |
//!
//! A guard of a scope or a resource is asked before the middleware is, and what it does not let in is
//! not answered here. A preflight is an `OPTIONS` without any header of the page's own: so
//! `web::resource("/users").guard(guard::Get())` gets none, and neither does a guard that wants a
//! header of the page. Put the guard of a method on a route inside of the resource
//! (`web::get().to(…)`), as usual. The middleware of a single route (`web::get().wrap(…)`) gets no
//! preflights at all.
//!
//! In actix-web the middleware that is wrapped *last* sees a request first. Wrap `Cors` last:
//! authentication, limits and timeouts answer requests too, and what does not pass through has no
//! CORS headers. Preflights carry no credentials, so behind authentication they would all fail.
//!
//! # On a handler
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use actix_web::{App, HttpResponse, get, put};
//! use cors_runtime::Policy;
//! use cors_runtime::attr::cors;
//!
//! static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };
//!
//! #[cors(API)]
//! #[get("/users")]
//! async fn list_users() -> &'static str {
//!     "all users"
//! }
//!
//! #[cors(
//!     allow_origins = ["https://admin.example.com"],
//!     allow_headers = ["content-type"],
//!     max_age = 0,
//! )]
//! #[put("/users")]
//! async fn update_users() -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! let app = App::new().service(list_users).service(update_users);
//! # let _ = app;
//! ```
//!
//! [`#[cors(…)]`](crate::attr::cors) stands **above** `#[get]`, `#[route]`, `#[routes]` and the others,
//! and the handler is mounted as before, in scopes too. The attribute mounts a second thing beside it:
//! what answers the preflights for its path and its methods, and no others. So several handlers of one
//! path may have different policies. The policy is outside of the middleware that the route attribute
//! names (`wrap = "…"`).
//!
//! | a preflight for | is answered |
//! | --- | --- |
//! | a method of an annotated handler | by its policy: 204, or 403 for a refused origin |
//! | a method of a handler under `#[cors(closed)]` | 403 |
//! | a method of a handler without `#[cors]`, or of none | by what is mounted behind it and matches the path; if nothing does, by actix-web: 404 or 405, which grants nothing |
//!
//! **Overlapping patterns.** A handler without `#[cors]` answers no preflights. If its path also
//! matches a pattern behind it that has a policy, as `/users/me` matches `/users/{id}`, that policy
//! answers the preflight, and the browser sends the request to the handler. Put `#[cors(closed)]` on
//! handlers that no page of another origin may call: then each preflight is answered by the policy of
//! the handler that gets the request, whatever overlaps and in whatever order it is mounted.
//! `docs/mounting.md` in the repository has a table.
//!
//! **404s.** A default service gets the preflights that nothing else answers. Its policy is
//! [`Cors::not_found(&API)`](Cors::not_found), which refuses them and puts the headers on its responses.
//!
//! What is mounted before it and takes every `OPTIONS` of the path takes its preflights too: a handler
//! of `OPTIONS` without `#[cors]`, or a `web::resource` of the same path. Mount it behind. (An
//! annotated handler of `OPTIONS` leaves preflights to the others.)
//!
//! **Methods.** The answer lists the methods of the one annotated function: each mounts itself and
//! knows of no other. `HEAD` has a handler only if there is one, since `#[get]` of actix-web does not
//! answer it. A policy that lists methods, on a handler of another, is a mistake that no page would
//! get past: the application panics when it is built.
//!
//! **Max-age is 0**, whatever the policy says. A browser keeps the request headers that a preflight
//! grants [for a URL](https://fetch.spec.whatwg.org/#cors-preflight-cache), not for a method: what one
//! handler's policy grants would be lent to another handler of the path, one without a policy too, for
//! as long as it is kept. Nobody can say which other handlers there are, so nothing is kept. Where a
//! whole scope or resource has one policy, put that around it: then preflights are remembered.
//!
//! **Beside a resource.** [`Cors`] around a `web::resource` knows of no handler beside it. Where `#[cors]`
//! handlers of the same path have another policy, the headers and methods that the resource's policy
//! grants are sent to them too, until its max-age is over: give that policy `max_age = 0`, or the path
//! one policy.
//!
//! **Authentication** that is wrapped around the application refuses the preflights of all handlers. It
//! belongs into the route attribute (`wrap = "…"`) or into an extractor: both are inside of the policy.
//!
//! **Guards.** A guard of the route (`guard = "…"`) is asked for its preflights too. Two handlers of
//! one path *and method*, told apart by a guard that looks at what a preflight does not carry (a header
//! of the page, the body's type), need the same policy: a preflight cannot be told apart by it.
//!
//! **Other attributes.** Those that change the function may stand above or below. One that puts
//! something beside it, as `#[utoipa::path]` does, stands above `#[cors]`.
//!
//! **A handler without a route attribute**, mounted by `web::get().to(list_users)`, has no path to which
//! an attribute could add anything. Put the policy around its resource:
//! `web::resource("/users").wrap(Cors::new(&API)).route(web::get().to(list_users))`.
//!
//! # Both
//!
//! A policy around an application and another on a handler in it would answer the preflight and the
//! request each by its own. Such a request, if it has an `Origin`, is answered 500, with the reason in
//! its body; an error event names both (feature `tracing`). So is one that meets the same policy in both
//! places: the outer one answers its preflight, and cannot know which methods are mounted.

mod decision;
mod headers;
mod middleware;
pub(crate) mod preflights;
mod request;

pub use middleware::{Cors, CorsService, ResponseFuture};
