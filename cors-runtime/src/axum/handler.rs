//! The handlers that `routes!` accepts: functions with `#[cors(…)]` and up to 16 arguments, as in axum.
//!
//! ```text
//! list: fn(State<Users>) -> MountWithRoutes<P, F>
//!   UnderPolicy<(State<Users>,)>          its policy: P
//!   ForAxum<_, (State<Users>,)>: Mount    its future, as axum takes it: F
//! ```
//!
//! The second trait belongs to this crate, so that rustc can report an argument that is not an extractor,
//! or a future that is not `Send`: for a type of this crate there is only one implementation to explain.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use axum::extract::{FromRequest, FromRequestParts};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter};

use crate::attr::{HasPolicy, MountWithRoutes};

/// A function with `#[cors(…)]`; `Arguments` is the tuple of its arguments.
#[diagnostic::on_unimplemented(
    message = "a handler in `routes!` has no CORS policy",
    label = "this function has no `#[cors(…)]`",
    note = "put a policy on it, as in `#[cors(API)]`, with `use cors_runtime::attr::cors;`",
    note = "or leave it closed to other origins, and mount it with axum's own method after the list: `routes![…].delete(handler)`"
)]
pub trait UnderPolicy<Arguments>: Sized {
    /// Its policy.
    type Policy: HasPolicy;
    /// The function with its arguments.
    type ForAxum: From<Self>;
}

/// A function with `#[cors(…)]`, with the tuple of its arguments.
pub struct ForAxum<H, Arguments> {
    handler: H,
    arguments: PhantomData<fn() -> Arguments>,
}

impl<H, Arguments> From<H> for ForAxum<H, Arguments> {
    fn from(handler: H) -> Self {
        Self { handler, arguments: PhantomData }
    }
}

impl<H: Clone, Arguments> Clone for ForAxum<H, Arguments> {
    fn clone(&self) -> Self {
        Self::from(self.handler.clone())
    }
}

impl<H, Arguments> fmt::Debug for ForAxum<H, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForAxum").finish_non_exhaustive()
    }
}

/// A function that axum can mount; `T` is the type by which axum distinguishes handlers.
pub trait Mount<T, S>: Clone + 'static {
    /// Mounts it.
    fn mount(self, filter: MethodFilter, router: MethodRouter<S>) -> MethodRouter<S>;
}

macro_rules! under_policy {
    ($($argument:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<H, P, F, $($argument),*> UnderPolicy<($($argument,)*)> for H
        where
            H: FnOnce($($argument),*) -> MountWithRoutes<P, F>,
            P: HasPolicy,
        {
            type Policy = P;
            type ForAxum = ForAxum<H, ($($argument,)*)>;
        }
    };
}

impl<H, P, F, Output, S> Mount<((),), S> for ForAxum<H, ()>
where
    H: FnOnce() -> MountWithRoutes<P, F> + Clone + Send + Sync + 'static,
    F: Future<Output = Output> + Send,
    Output: IntoResponse,
    S: Clone + Send + Sync + 'static,
{
    #[track_caller]
    fn mount(self, filter: MethodFilter, router: MethodRouter<S>) -> MethodRouter<S> {
        router.on(filter, move || (self.handler)().into_handler_future())
    }
}

macro_rules! mount {
    () => {};
    ($last:ident $($argument:ident)*) => {
        #[allow(non_snake_case, reason = "a variable is named after its type")]
        impl<H, P, F, Output, S, M, $($argument,)* $last> Mount<(M, $($argument,)* $last,), S>
            for ForAxum<H, ($($argument,)* $last,)>
        where
            H: FnOnce($($argument,)* $last) -> MountWithRoutes<P, F>
                + Clone + Send + Sync + 'static,
            F: Future<Output = Output> + Send,
            Output: IntoResponse,
            S: Clone + Send + Sync + 'static,
            M: 'static,
            $($argument: FromRequestParts<S> + Send + 'static,)*
            $last: FromRequest<S, M> + Send + 'static,
        {
            #[track_caller]
            fn mount(self, filter: MethodFilter, router: MethodRouter<S>) -> MethodRouter<S> {
                router.on(filter, move |$($argument: $argument,)* $last: $last| {
                    (self.handler)($($argument,)* $last).into_handler_future()
                })
            }
        }
    };
}

crate::attr::for_each_arity!(under_policy);
crate::attr::for_each_arity!(mount);
