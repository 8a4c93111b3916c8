//! What `routes!` takes: functions under `#[cors(…)]`, with up to 16 arguments, as axum does.
//!
//! ```text
//! list: fn(State<Users>) -> MountWithRoutes<P, F>
//!   UnderPolicy<(State<Users>,)>          its policy: P
//!   ForAxum<_, (State<Users>,)>: Handler  its future, as axum mounts it: F
//! ```

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};

use crate::attr::{HasPolicy, MountWithRoutes};

/// A function under `#[cors(…)]`; `Arguments` is the tuple of what it takes.
#[diagnostic::on_unimplemented(
    message = "a handler in `routes!` has no CORS policy",
    label = "this function has no `#[cors(…)]`",
    note = "put a policy on it, as in `#[cors(API)]`, with `use cors_runtime::attr::cors;`",
    note = "or leave it closed to other origins, and mount it with axum's own method after the list: `routes![…].delete(handler)`"
)]
pub trait UnderPolicy<Arguments> {
    /// Its policy.
    type Policy: HasPolicy;
}

/// A function under `#[cors(…)]` as axum mounts it.
pub struct ForAxum<H, Arguments> {
    handler: H,
    arguments: PhantomData<fn() -> Arguments>,
}

impl<H, Arguments> ForAxum<H, Arguments> {
    pub(super) fn new(handler: H) -> Self {
        Self { handler, arguments: PhantomData }
    }
}

impl<H: Clone, Arguments> Clone for ForAxum<H, Arguments> {
    fn clone(&self) -> Self {
        Self::new(self.handler.clone())
    }
}

impl<H, Arguments> fmt::Debug for ForAxum<H, Arguments> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForAxum").finish_non_exhaustive()
    }
}

/// As axum has it for functions.
type BoxedFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<H, P, F, Output, S> Handler<((),), S> for ForAxum<H, ()>
where
    H: FnOnce() -> MountWithRoutes<P, F> + Clone + Send + Sync + 'static,
    F: Future<Output = Output> + Send,
    Output: IntoResponse,
    P: 'static,
{
    type Future = BoxedFuture;

    fn call(self, request: Request, state: S) -> BoxedFuture {
        let handler = move || (self.handler)().into_handler_future();
        Handler::<((),), S>::call(handler, request, state)
    }
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
        }
    };
}

macro_rules! handler {
    () => {};
    ($last:ident $($argument:ident)*) => {
        #[allow(non_snake_case, reason = "a variable is named after its type")]
        impl<H, P, F, Output, S, M, $($argument,)* $last> Handler<(M, $($argument,)* $last,), S>
            for ForAxum<H, ($($argument,)* $last,)>
        where
            H: FnOnce($($argument,)* $last) -> MountWithRoutes<P, F>
                + Clone + Send + Sync + 'static,
            F: Future<Output = Output> + Send,
            Output: IntoResponse,
            S: Send + Sync + 'static,
            P: 'static,
            $($argument: FromRequestParts<S> + Send + 'static,)*
            $last: FromRequest<S, M> + Send + 'static,
        {
            type Future = BoxedFuture;

            fn call(self, request: Request, state: S) -> BoxedFuture {
                let handler = move |$($argument: $argument,)* $last: $last| {
                    (self.handler)($($argument,)* $last).into_handler_future()
                };
                Handler::<(M, $($argument,)* $last,), S>::call(handler, request, state)
            }
        }
    };
}

crate::attr::for_each_arity!(under_policy);
crate::attr::for_each_arity!(handler);
