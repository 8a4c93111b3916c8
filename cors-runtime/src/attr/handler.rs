//! The return type of a handler with `#[cors(…)]`: its future, in a type that includes its policy.
//!
//! ```text
//! #[cors(API)]                  fn list() -> MountWithRoutes<impl HasPolicy, impl Future<Output = R>> {
//! async fn list() -> R  ──>         async fn list() -> R { … }    the original function
//! { … }                             MountWithRoutes::new(list())
//!                               }
//! ```
//!
//! The policy is part of the function's type, so it stays with the function, and a function without the
//! attribute cannot have one, even if it has the same name.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;

use crate::policy::StaticSource;

/// The return type of a handler with [`#[cors(…)]`](crate::attr::cors), which is mounted with
/// [`routes!`](crate::axum::routes) or awaited.
///
/// It is not a future, so that axum's `get(handler)`, which would ignore the policy, does not compile.
/// Calls work as before, because `.await` accepts every type that implements [`IntoFuture`]:
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// use cors_runtime::attr::cors;
///
/// #[cors(allow_origins = ["https://example.com"])]
/// async fn list_users() -> &'static str {
///     "Ada, Grace"
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(list_users().await, "Ada, Grace");
/// # });
/// ```
///
/// In actix-web, `#[cors(…)]` goes above a route attribute, as in `#[cors(API)] #[get("/users")]`, and the
/// handler does not return this type. Without a route attribute it does, and then doesn't compile in
/// `web::get().to(handler)`: add the attribute, or put the policy around the resource, as in
/// `web::resource("/users").wrap(Cors::new(&API)).route(web::get().to(handler))`.
///
/// If a future is needed, as for `tokio::spawn`, use `list_users().into_future()`.
#[must_use = "a handler does nothing unless it is awaited"]
pub struct MountWithRoutes<P, F> {
    future: F,
    policy: PhantomData<fn() -> P>,
}

impl<P: HasPolicy, F> MountWithRoutes<P, F> {
    /// The future of a handler whose policy is `P`.
    #[doc(hidden)]
    pub const fn new(future: F) -> Self {
        Self { future, policy: PhantomData }
    }
}

#[cfg(feature = "axum")]
impl<P, F> MountWithRoutes<P, F> {
    /// The handler's future.
    pub(crate) fn into_handler_future(self) -> F {
        self.future
    }
}

impl<P, F: Future> IntoFuture for MountWithRoutes<P, F> {
    type Output = F::Output;
    type IntoFuture = F;

    fn into_future(self) -> F {
        self.future
    }
}

impl<P, F> fmt::Debug for MountWithRoutes<P, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MountWithRoutes").finish_non_exhaustive()
    }
}

/// The policy of a handler, as a type. [`#[cors(…)]`](crate::attr::cors) implements it.
pub trait HasPolicy {
    /// The policy.
    #[doc(hidden)]
    fn policy() -> StaticSource;
}
