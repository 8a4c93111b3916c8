//! axum applications.
//!
//! | you want | you write |
//! | --- | --- |
//! | one policy for a whole application | [`protect(app, &API)`](protect) |
//! | a policy on a handler | [`#[cors(…)]`](crate::attr::cors) and `routes!` |
//! | a policy on a router, by hand | [`CorsLayer`](crate::tower::CorsLayer) |
//!
//! With one policy, take [`protect`]: it is outside of everything, so whatever answers has the
//! headers it needs. With a policy on each handler, a handler that has none stays closed to other
//! origins. Both at once are two policies on one request: it is answered 500, the first time that a
//! page of another origin (a request with `Origin`) asks.

pub(crate) mod handler;
mod method_not_allowed;
pub(crate) mod methods;
mod path;
mod protect;
pub(crate) mod routes;

pub use protect::{Protected, protect};

/// Mounts handlers that carry a policy on one path: a list of `method(handler)`.
///
/// It gives an axum [`MethodRouter`](axum::routing::MethodRouter), with the state of the router
/// that it is put into.
///
/// ```
/// use axum::Router;
/// use axum::extract::{Path, State};
/// use cors_runtime::Policy;
/// use cors_runtime::attr::cors;
/// use cors_runtime::axum::routes;
///
/// static READERS: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };
/// static EDITORS: Policy = cors_runtime::cors! {
///     allow_origins     = ["https://admin.example.com"],
///     allow_credentials = true,
/// };
///
/// #[derive(Clone)]
/// struct Users;
///
/// #[cors(READERS)]
/// async fn show(State(_): State<Users>, Path(id): Path<u64>) -> String {
///     format!("user {id}")
/// }
///
/// #[cors(EDITORS)]
/// async fn update(Path(_): Path<u64>) {}
///
/// /// For our own pages alone.
/// async fn remove(Path(_): Path<u64>) {}
///
/// let app: Router = Router::new()
///     .route("/users/{id}", routes![get(show), put(update)].delete(remove))
///     .with_state(Users);
/// ```
///
/// # What is answered
///
/// | request | answer |
/// | --- | --- |
/// | preflight for `GET` or `HEAD` | that of `READERS`, with the methods `GET,HEAD` |
/// | preflight for `PUT` | that of `EDITORS`, with the method `PUT` |
/// | preflight for any other method, `POST` and `DELETE` too | 403, because two policies are on the path |
/// | `GET`, `HEAD`, `PUT` | the handler's, shared as its policy says |
/// | `DELETE` | the handler's, shared with nobody |
/// | any other, and `OPTIONS` that is no preflight | axum's 405 with its `Allow`; shared if all handlers of the list carry one policy |
///
/// * A preflight goes to the policy of the handler that `Access-Control-Request-Method` names, and
///   its answer lists the methods that are mounted under that policy.
/// * Where the policies of a path differ, their `max_age` is 0. A browser's preflight cache knows
///   URLs and not handlers, and would lend what one policy grants to a request for the other.
/// * If all handlers of the list have the same policy, a preflight for a method without a handler is
///   answered 204 with the policy's lists, and the browser reports that the method is not among
///   them. Browsers don't look for `GET`, `HEAD` and `POST` there: if they have no handler, their
///   preflights are answered 403. So is every unmounted method on a path with several policies, since
///   the lists of one policy would say nothing about the handlers of another.
/// * A handler without a policy is not in the list: add it behind the list, by axum's own methods. No
///   preflight is granted for it, and no page of another origin can read it. Browsers need no
///   permission for the safelisted methods `GET`, `HEAD` and `POST`: while they cache a preflight of
///   the list, they send the request headers that it allowed to such a handler too. If that matters,
///   set `max_age = 0` in the list's policies.
/// * `HEAD` is answered by the handler of `GET`, if the list has no `head(…)`. axum refuses another
///   one behind the list when the program starts
///   (``Cannot add two method routes that both handle `HEAD` ``).
/// * A policy that has `allow_methods` is mounted on those alone.
///
/// # What can be listed
///
/// `get`, `head`, `post`, `put`, `patch`, `delete`, `options`, also as `axum::routing::get`; each once,
/// with a function under [`#[cors(…)]`](crate::attr::cors). `any` and `on` name no method, so
/// there is no list of methods to send; `trace` and `connect` are forbidden to pages.
///
/// In a program that has given the crate another name its path comes first:
/// `routes![crate = web_cors, get(list)]`.
///
/// Put all handlers of a path into one list. With two lists, by two `.route("/", routes![…])` or
/// by `merge`, neither could know the other's handlers, and axum panics when the program starts:
///
/// ```text
/// Cannot merge two `MethodRouter`s that both have a fallback
/// ```
///
/// # QUERY and other methods
///
/// axum 0.8 cannot route `QUERY` ([RFC 10008](https://www.rfc-editor.org/rfc/rfc10008)), nor any
/// method that is not in the list above. Until it can, give the handler a path of its own, mount it for
/// all methods, check the method in it, and put the policy around it:
///
/// ```
/// use axum::Router;
/// use axum::http::{Method, StatusCode};
/// use axum::routing::any;
/// use cors_runtime::Policy;
/// use cors_runtime::tower::CorsLayer;
///
/// static SEARCH: Policy = cors_runtime::cors! {
///     allow_origins = ["https://example.com"],
///     allow_methods = ["QUERY"],
///     allow_headers = ["content-type"],
///     max_age       = "2h",
/// };
///
/// async fn search(method: Method, query: String) -> Result<String, StatusCode> {
///     if method.as_str() != "QUERY" {
///         return Err(StatusCode::METHOD_NOT_ALLOWED);
///     }
///     Ok(format!("results for {query}"))
/// }
///
/// let app: Router = Router::new().route("/search", any(search).layer(CorsLayer::new(&SEARCH)));
/// ```
///
/// # Beside it
///
/// The answer to preflights stands where axum has its answer to methods without a handler. So what
/// is added behind the list and takes that place takes the preflights too: `.fallback(…)` and
/// `.options(…)`; a handler of `OPTIONS` goes into the list.
/// [`Router::method_not_allowed_fallback`](axum::Router::method_not_allowed_fallback) does not take
/// it, and answers on the other paths.
///
/// Authentication belongs inside, as an extractor: then its refusals can be read by pages. A layer
/// of the router, or of the list, would refuse preflights, which carry no credentials. What is
/// outside, a layer that answers by itself or a 404, has no CORS headers. For 404s, give the router
/// a fallback with a policy, `.fallback_service(protect(Router::new(), &API))`; for the rest, take
/// [`protect`] for the whole application, and no `#[cors]` in it.
///
/// # Panics
///
/// When the program starts, if a policy that has `allow_methods` is mounted on a method that is not
/// among them: no page could ever send it.
#[cfg(feature = "macros")]
pub use cors_macros::routes;
