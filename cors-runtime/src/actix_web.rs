//! Policies in actix-web 4: around an application, a scope or a resource, and on handlers.
//!
//! | for | write |
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
//! The policy puts its headers on every response from inside: responses of handlers, rejections of
//! extractors, errors of handlers and of inner middleware, and responses of actix-web itself.
//!
//! | around | answers preflights | includes 404 and 405 |
//! | --- | --- | --- |
//! | `App` | to every path | all |
//! | `web::scope("/api")` | to every path under `/api`, with or without a route | those under `/api` |
//! | `web::resource("/users")` | to `/users` | the 405 of `/users` |
//!
//! The guards of a scope or a resource run before its middleware, so the policy doesn't see requests that
//! they reject. A preflight is an `OPTIONS` request without the headers of the page: a resource such as
//! `web::resource("/users").guard(guard::Get())` gets no preflights, and neither does one whose guard
//! requires a header of the page. Put a guard for a method on a route inside of the resource, as usual
//! (`web::get().to(…)`). The middleware of a single route (`web::get().wrap(…)`) gets no preflights at all.
//!
//! In actix-web the middleware that is wrapped *last* sees a request first. Wrap `Cors` last:
//! authentication, limits and timeouts answer requests too, and responses that don't pass through the
//! policy have no CORS headers. Preflights carry no credentials, so authentication outside of the policy
//! would refuse all of them.
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
//! [`#[cors(…)]`](crate::attr::cors) goes **above** `#[get]`, `#[route]`, `#[routes]` and the others, and
//! the handler is registered as before, in scopes too. The attribute also registers a resource that answers
//! the preflights for the handler's path and methods, and no others. Several handlers of one path may
//! therefore have different policies. The policy is outside of the middleware of the route attribute (`wrap
//! = "…"`).
//!
//! | a preflight for | is answered |
//! | --- | --- |
//! | a method of an annotated handler | by its policy: 204, or 403 for a refused origin |
//! | a method of a handler with `#[cors(closed)]` | 403 |
//! | a method of a handler without `#[cors]`, or without a handler | by whatever is registered later and matches the path; if nothing does, by actix-web with 404 or 405, without CORS headers |
//!
//! **Overlapping patterns.** A handler without `#[cors]` answers no preflights. If its path also matches a
//! pattern that is registered later and has a policy, as `/users/me` matches `/users/{id}`, that policy
//! answers the preflight, and the browser sends the request to the handler. Put `#[cors(closed)]` on
//! handlers that pages of other origins may not call. Then each preflight is answered by the policy of the
//! handler that gets the request, regardless of overlaps and the order of registration. `docs/mounting.md`
//! in the repository has a table.
//!
//! **404s.** A default service gets the preflights that nothing else answers. Give it the policy
//! [`Cors::not_found(&API)`](Cors::not_found), which refuses them and puts the headers on its responses.
//!
//! Something that is registered before an annotated handler and takes every `OPTIONS` request to its path
//! takes its preflights too: a handler of `OPTIONS` without `#[cors]`, or a `web::resource` with the same
//! path. Register it after the handler. (An annotated handler of `OPTIONS` doesn't take the preflights of
//! other handlers.)
//!
//! **Methods.** The answer lists only the methods of the annotated function, because each function
//! registers itself and has no information about others. `HEAD` is listed only if the function handles it:
//! actix-web's `#[get]` does not. If the policy has `allow_methods` without the method of its handler, no
//! page could call the handler, so the application panics when it is built.
//!
//! **Max-age is always 0**, regardless of the policy. A browser caches the request headers that a preflight
//! allows [for a URL](https://fetch.spec.whatwg.org/#cors-preflight-cache), not for a method. It would
//! apply the permissions of one handler's policy to another handler of the path, even to one without a
//! policy. The library cannot find out which other handlers there are, so nothing is cached. If a whole
//! scope or resource has one policy, put the policy around it: then preflights are cached.
//!
//! **Together with `Cors` around a resource.** [`Cors`] around a `web::resource` has no information about
//! other handlers of the same path. If `#[cors]` handlers of that path have another policy, browsers apply
//! the headers and methods that the resource's policy allows to them too, until its max-age is over. Set
//! `max_age = 0` in that policy, or use one policy for the path.
//!
//! **Authentication** that is wrapped around the application refuses the preflights of all handlers. Put it
//! in the route attribute (`wrap = "…"`) or in an extractor: both are inside of the policy.
//!
//! **Guards.** A guard of the route (`guard = "…"`) also runs for its preflights. If two handlers of one
//! path *and method* are distinguished by a guard that reads something that a preflight doesn't have (a
//! header of the page, the content type), they need the same policy.
//!
//! **Other attributes.** Attributes that change the function may be above or below. One that adds an item
//! next to the function, such as `#[utoipa::path]`, goes above `#[cors]`.
//!
//! **A handler without a route attribute**, registered with `web::get().to(list_users)`, has no path to
//! which the attribute could add anything. Put the policy around its resource:
//! `web::resource("/users").wrap(Cors::new(&API)).route(web::get().to(list_users))`.
//!
//! # Both
//!
//! If one policy is around an application and another on a handler in it, the outer one would answer the
//! preflight and the inner one the request. Such a request, if it has an `Origin`, is answered 500, with
//! the reason in its body; an error event names both policies (feature `tracing`). This includes the same
//! policy in both places: the outer one answers preflights, and has no information about the methods of the
//! handlers.

mod decision;
mod headers;
mod middleware;
pub(crate) mod preflights;
mod request;

pub use middleware::{Cors, CorsService, ResponseFuture};
