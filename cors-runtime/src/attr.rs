//! The attribute `#[cors(…)]`: a policy on the handler that it protects.
//!
//! It is in a module of its own because the attribute and the macro [`cors!`](crate::cors) share a name
//! and a namespace: a file that needs both imports one of them and writes the other with its path.

/// Puts a policy on a handler. The import is `use cors_runtime::attr::cors;`.
///
/// With `use cors_runtime::cors;`, which imports the macro [`cors!`](crate::cors), rustc reports
/// ``cannot find attribute `cors` in this scope``.
///
/// Either a policy that has a name, or one of its own, with the keys of [`cors!`](crate::cors):
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
/// With a name goes whatever dereferences to a [`Policy`](crate::Policy): a `static`, a `const`, a reference, or a
/// `LazyLock` of one that is read from a file. Handlers that name the same policy share it; two
/// policies with the same text are two. Without `allow_methods` a policy grants the methods that
/// its handlers are mounted for.
///
/// In a program that has given the crate another name its path comes first:
/// `#[cors(crate = web_cors, API)]`. See [`cors!`](crate::cors#if-the-crate-has-another-name).
///
/// # On a handler of axum
///
/// The policy becomes a part of the function's type: it returns [`MountWithRoutes`], which
/// `routes!` mounts. So a policy goes wherever its function goes, through `use`, aliases, globs,
/// re-exports, variables and other crates, and no other function can have it: a handler
/// without the attribute does not compile in `routes!`, and one with it does not compile in axum's
/// `get(…)`, which would leave the policy out. rustc's error there has the name of the type.
///
/// The function can still be called, tested and generic: `list_users().await` works as before. Where
/// a future itself is needed, as for `tokio::spawn`, write `list_users().into_future()`.
///
/// Other attributes:
///
/// * `#[axum::debug_handler]`, `#[tracing::instrument]` and others about the function's body go below
///   `#[cors(…)]`. They see the function as it was written.
/// * An attribute that adds something next to the function goes above it. `#[utoipa::path(…)]`
///   can be in either place.
///
/// It goes on free functions, and on associated ones that use neither `self` nor `Self`, nor a
/// parameter of their `impl`.
///
/// # On a handler of actix-web
///
/// It stands **above** `#[get]`, `#[put]`, `#[route]`, `#[routes]` and the others, and the handler is
/// mounted as before:
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
/// It answers the preflights for that path and those methods, so that several handlers of a path
/// may have different policies. Browsers are told not to remember the answers:
/// `cors_runtime::actix_web` says why, and what else there is to know.
#[cfg(feature = "macros")]
pub use cors_macros::attribute as cors;
pub use handler::{HasPolicy, MountWithRoutes};

mod arity;
mod handler;
#[cfg(feature = "macros")]
pub(crate) mod order;

pub(crate) use arity::for_each_arity;
