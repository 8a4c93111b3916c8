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

use std::any::type_name;

use crate::Policy;

/// What `#[cors(…)]` puts beside a function: an empty type of its name, which has its policy.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler in `routes!` has no CORS policy",
    label = "this function has no `#[cors(…)]`",
    note = "put a policy on it, as in `#[cors(API)]`, with `use cors_runtime::attr::cors;`",
    note = "or leave it closed to other origins, and mount it by axum's own method behind the list: `routes![…].delete(handler)`"
)]
pub trait HasPolicy<H> {
    /// The policy.
    fn policy() -> Policy;
}

/// What the name of a handler stands for, unless a route attribute of actix-web was expanded before
/// `#[cors(…)]` was.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[cors]` stands below a route attribute of actix-web, where it comes too late",
    label = "this handler has no CORS policy",
    note = "attributes are expanded from the top: the upper one must be `#[cors(…)]`, so that it can answer the preflights of the route",
    note = "write `#[cors(…)]` above `#[get(…)]`, `#[route(…)]` or `#[routes]`"
)]
pub trait AboveItsRoute {}

/// Asks whether `Name` is one.
#[doc(hidden)]
pub const fn above_its_route<Name: AboveItsRoute>() {}

/// A handler, whose name is asked for its policy.
///
/// The handler's type says nothing that the name does not; but where there is no such handler,
/// rustc has told so, and says nothing of what follows from that type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Handler<H>(pub H);

impl<H> Handler<H> {
    /// The policy that `Name` carries, which is that of a handler.
    ///
    /// # Panics
    ///
    /// `Name` stands beside another function. A name is looked up among functions and among types,
    /// and a function without `#[cors(…)]` hides another of its name, but not the type beside that.
    #[track_caller]
    #[must_use]
    pub fn policy<Name: HasPolicy<H>>(&self) -> Policy {
        let (function, twin) = (path(type_name::<H>()), path(type_name::<Name>()));
        if function != twin {
            refuse(function, twin);
        }
        Name::policy()
    }
}

/// The path of an item, without its generic arguments.
fn path(name: &'static str) -> &'static str {
    let is_argument =
        |&(at, _): &(usize, &str)| !name.get(..at).unwrap_or_default().ends_with("::");
    let arguments = name.match_indices('<').find(is_argument);
    arguments.and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}

#[track_caller]
#[allow(clippy::panic, reason = "a mistake in the program, which must not start")]
fn refuse(function: &str, twin: &str) -> ! {
    panic!(
        "the handler `{function}` in `routes!` has no CORS policy; the one that its name would \
         bring along is that of `{twin}`. Put `#[cors(…)]` on the handler, or leave it closed to \
         other origins, and mount it by axum's own method behind the list"
    )
}

/// What a handler's name means among types where no `#[cors(…)]` stands above it: `routes!` looks
/// the name up with this behind it, so that the error is about the policy.
#[doc(hidden)]
#[allow(
    missing_docs,
    non_camel_case_types,
    missing_debug_implementations,
    reason = "nobody names them but a macro, whose error they are to shape"
)]
pub mod without_policy {
    pub enum __handler {}

    impl __handler {
        pub fn must_be_mounted_by_routes() {}
    }
}
