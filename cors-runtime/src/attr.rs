//! The attribute `#[cors(…)]`, which puts a policy on a handler.
//!
//! It is in a separate module because the attribute and the macro [`cors!`](crate::cors) share a name and a
//! namespace: a file that needs both imports one of them and writes the other with its path.

/// Puts a policy on a handler. Import it with `use cors_runtime::attr::cors;`.
///
/// `use cors_runtime::cors;` imports the macro [`cors!`](crate::cors), which has the same name. With that
/// import, rustc reports ``cannot find attribute `cors` in this scope``.
///
/// The argument is either the name of a policy, or a policy with the keys of [`cors!`](crate::cors):
///
#[cfg_attr(feature = "axum", doc = "```")]
#[cfg_attr(not(feature = "axum"), doc = "```ignore")]
/// use axum::Router;
/// use axum::http::StatusCode;
/// use cors_runtime::Policy;
/// use cors_runtime::attr::cors;
/// use cors_runtime::axum::routes;
///
/// /// Who may read.
/// static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };
///
/// #[cors(API)]
/// async fn list_users() -> &'static str {
///     "Ada, Grace"
/// }
///
/// #[cors(
///     allow_origins     = ["https://admin.example.com"],
///     allow_credentials = true,
///     allow_headers     = ["content-type"],
///     max_age           = "10m",
/// )]
/// async fn update_user() -> StatusCode {
///     StatusCode::NO_CONTENT
/// }
///
/// let app: Router = Router::new().route("/users", routes![get(list_users), put(update_user)]);
/// ```
///
/// The name can refer to anything that dereferences to a [`Policy`](crate::Policy): a `static`, a `const`,
/// a reference, or a `LazyLock` of a policy that is read from a file. Handlers with the same name share one
/// policy; two policies with the same text are different ones. Without `allow_methods`, a policy allows the
/// methods that its handlers are mounted for.
///
/// In a program that renames the crate, its path comes first: `#[cors(crate = web_cors, API)]`. See
/// [`cors!`](crate::cors#if-the-crate-has-another-name).
///
/// # On an axum handler
///
/// The policy becomes part of the function's type: the function returns [`MountWithRoutes`], which
/// `routes!` mounts. The policy therefore stays with its function through `use`, aliases, globs,
/// re-exports, variables and other crates, and no other function can have it. A handler without the
/// attribute does not compile in `routes!`, and a handler with it does not compile in axum's `get(…)`,
/// which would ignore the policy. The error that rustc prints there contains the name of the type.
///
/// The function can still be called, tested and generic: `list_users().await` works as before. If a future
/// is needed, as for `tokio::spawn`, write `list_users().into_future()`.
///
/// Other attributes:
///
/// * `#[axum::debug_handler]`, `#[tracing::instrument]` and other attributes for the function's body go
///   below `#[cors(…)]`. They see the original function.
/// * An attribute that adds something next to the function goes above it. `#[utoipa::path(…)]` can be in
///   either place.
///
/// The attribute can be on free functions, and on associated functions that use neither `self` nor `Self`,
/// nor a parameter of their `impl`.
///
/// # On an actix-web handler
///
/// It goes **above** `#[get]`, `#[put]`, `#[route]`, `#[routes]` and the others, and the handler is
/// registered as before:
///
#[cfg_attr(feature = "actix-web", doc = "```")]
#[cfg_attr(not(feature = "actix-web"), doc = "```ignore")]
/// use actix_web::{App, get};
/// use cors_runtime::attr::cors;
///
/// #[cors(allow_origins = ["https://example.com"])]
/// #[get("/users")]
/// async fn list_users() -> &'static str {
///     "Ada, Grace"
/// }
///
/// let app = App::new().service(list_users);
/// # let _ = app;
/// ```
///
/// It answers the preflights for that path and those methods, so that several handlers of a path may have
/// different policies. The answers are not cached by browsers; `cors_runtime::actix_web` explains why, and
/// describes the details.
#[cfg(feature = "macros")]
pub use cors_macros::attribute as cors;
pub use handler::{HasPolicy, MountWithRoutes};

#[cfg(any(feature = "macros", feature = "axum"))]
mod arity;
mod handler;
#[cfg(feature = "macros")]
pub(crate) mod order;

#[cfg(any(feature = "macros", feature = "axum"))]
pub(crate) use arity::for_each_arity;
