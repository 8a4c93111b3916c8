//! axum applications.
//!
//! | for | write |
//! | --- | --- |
//! | one policy for a whole application | [`protect(app, &API)`](protect) |
//! | a policy on a handler | [`#[cors(…)]`](crate::attr::cors) and `routes!` |
//! | a policy on a router, added by hand | [`CorsLayer`](crate::tower::CorsLayer) |
//!
//! For one policy, use [`protect`]: it is outside of everything, so every response gets the headers it
//! needs. With a policy on each handler, pages of other origins cannot access handlers without one. Using
//! both puts two policies on one request: every request with `Origin` is then answered 500.

pub(crate) mod handler;
mod method_not_allowed;
pub(crate) mod methods;
mod path;
mod protect;
pub(crate) mod routes;

pub use protect::{Protected, protect};

/// Mounts handlers with policies on one path: a list of `method(handler)`.
///
/// It returns an axum [`MethodRouter`](axum::routing::MethodRouter) with the state of the router that it is
/// added to.
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
/// /// No policy: pages of other origins have no access.
/// async fn remove(Path(_): Path<u64>) {}
///
/// let app: Router = Router::new()
///     .route("/users/{id}", routes![get(show), put(update)].delete(remove))
///     .with_state(Users);
/// ```
///
/// # Responses
///
/// | request | response |
/// | --- | --- |
/// | preflight for `GET` or `HEAD` | answered by `READERS`, with the methods `GET,HEAD` |
/// | preflight for `PUT` | answered by `EDITORS`, with the method `PUT` |
/// | preflight for any other method, including `POST` and `DELETE` | 403, because the path has two policies |
/// | `GET`, `HEAD`, `PUT` | the handler's, shared according to its policy |
/// | `DELETE` | the handler's, not shared |
/// | any other method, and an `OPTIONS` request that is not a preflight | axum's 405 with its `Allow`, shared if all handlers of the list have the same policy |
///
/// * A preflight is answered by the policy of the handler that `Access-Control-Request-Method` names, and
///   the answer lists the methods that are mounted under that policy.
/// * If the policies of a path differ, their `max_age` is 0. A browser's preflight cache is keyed by URL,
///   not by handler, and would apply the permissions of one policy to a handler of the other.
/// * If all handlers of the list have the same policy, a preflight for a method without a handler is
///   answered 204 with the policy's lists, and the browser reports that the method is not in the list.
///   Browsers don't look up `GET`, `HEAD` and `POST` there, so if these have no handler, their preflights
///   are answered 403. The same applies to every method without a handler on a path with several policies,
///   because the lists of one policy don't describe the handlers of another.
/// * A handler without a policy doesn't go into the list: add it after the list with axum's methods. Its
///   preflights are refused, and pages of other origins cannot read its responses. Browsers don't need
///   permission for the safelisted methods `GET`, `HEAD` and `POST`: while they cache a preflight of the
///   list, they send the request headers that it allowed to such a handler too. If that matters, set
///   `max_age = 0` in the list's policies.
/// * `HEAD` is answered by the handler of `GET`, if the list has no `head(…)`. If another handler for it is
///   added after the list, axum panics at start-up
///   (``Cannot add two method routes that both handle `HEAD` ``).
/// * A policy that has `allow_methods` can only be mounted for those methods and for `GET`, `HEAD` and
///   `POST`.
///
/// # List entries
///
/// `get`, `head`, `post`, `put`, `patch`, `delete` and `options`, also as `axum::routing::get`; each at
/// most once, with a function that has [`#[cors(…)]`](crate::attr::cors). `any` and `on` don't name a
/// method that could be sent in the list of methods, and pages cannot use `trace` and `connect`.
///
/// In a program that renames the crate, its path comes first: `routes![crate = web_cors, get(list)]`.
///
/// Put all handlers of a path into one list. With two lists, from two `.route("/", routes![…])` or from
/// `merge`, neither would include the other's handlers, and axum panics at start-up:
///
/// ```text
/// Cannot merge two `MethodRouter`s that both have a fallback
/// ```
///
/// # QUERY and other methods
///
/// axum 0.8 cannot route `QUERY` ([RFC 10008](https://www.rfc-editor.org/rfc/rfc10008)) or other methods
/// that are not listed above. For these, give the handler a separate path, mount it for all methods, check
/// the method in it, and put the policy around it:
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
/// # What to add outside of the list
///
/// The list answers preflights where axum would answer a method without a handler. If something added after
/// the list replaces that answer, it takes the preflights too: `.fallback(…)` and `.options(…)`. Put a
/// handler of `OPTIONS` into the list instead.
/// [`Router::method_not_allowed_fallback`](axum::Router::method_not_allowed_fallback) does not replace it;
/// it only affects other paths.
///
/// Put authentication into an extractor, so that pages can read its refusals. A layer around the router or
/// the list would refuse preflights, which carry no credentials. Responses from outside of the policies,
/// such as those of a layer or a 404, have no CORS headers. For 404s, give the router a fallback with a
/// policy, `.fallback_service(protect(Router::new(), &API))`. To cover all other responses, use [`protect`]
/// for the whole application, without `#[cors]` in it.
///
/// # Panics
///
/// At start-up, if a policy that has `allow_methods` is mounted for a method that is not in that list,
/// because no page could send it.
#[cfg(feature = "macros")]
pub use cors_macros::routes;
