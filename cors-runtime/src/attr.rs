//! The attribute: a policy on the handler that it protects.
//!
//! It stands in a module of its own because the attribute and the macro [`cors!`](crate::cors)
//! share a name and a namespace: a file that imports one of them writes the other with its path.

/// Puts a policy on a handler.
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
/// With a name goes whatever dereferences to a [`Policy`]: a `static`, a `const`, a reference, or a
/// `LazyLock` of one that is read from a file. Handlers that name the same policy share it; two
/// policies with the same text are two. Without `allow_methods` a policy grants the methods that
/// its handlers are mounted for.
///
/// # On a handler of axum
///
/// The function stays as it is: it can be called, tested and generic, and other attributes may
/// stand above and below, `#[axum::debug_handler]` too. Its policy travels with its name, through
/// `use`, aliases, globs and re-exports, to `routes!`, which mounts both. A handler without the
/// attribute does not compile there; one that hides another handler of its name, which has the
/// attribute, is refused when the program starts.
///
/// For that an empty type of the same name stands beside the function, so no other type, trait or
/// module of that name can; a function in an `impl` or a `trait` cannot have the attribute; and a
/// link in documentation says which of the two is meant, as in ``[`list_users()`]``. A
/// handler that is mounted by axum's plain `get(…)` is closed to other origins, and rustc warns that
/// its `must_be_mounted_by_routes` is never used, as far as it can see all uses: not of a `pub`
/// function of a library.
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
pub use cors_macros::attribute as cors;
pub use handler::{HasPolicy, MountWithRoutes};

mod arity;
mod handler;
pub(crate) mod order;

pub(crate) use arity::for_each_arity;
