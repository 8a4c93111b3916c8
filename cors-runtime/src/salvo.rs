//! Policies in salvo: around a service.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cors_runtime::{Policy, cors, salvo::Cors};
//! use salvo_core::prelude::*; // in an application: `use salvo::prelude::*;`
//!
//! static API: Policy = cors! { allow_origins = ["https://example.com"] };
//!
//! #[handler]
//! async fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! let service = Service::new(Router::new().get(hello)).hoop(Cors::new(&API));
//! # let _ = service;
//! ```
//!
//! Then `Server::new(acceptor).serve(service)`.
//!
//! Put the policy on the [`Service`](salvo_core::Service), as its first `hoop`, and not on a `Router`:
//!
//! | `.hoop(Cors::new(&API))` on | preflights | 404 and 405 |
//! | --- | --- | --- |
//! | the `Service` | answered by the policy, for every path | with the policy's headers |
//! | a `Router` | answered by salvo with 405: no route is for `OPTIONS` | without: no route, so no hoops of it |
//!
//! Hoops run in the order in which they are added. Authentication, limits and timeouts answer requests too,
//! so they go after the policy: preflights carry no credentials. The pages of a `Catcher` for 404s and other
//! errors have the policy's headers, because it replaces the body of a response and keeps its headers. A
//! panic ends the connection unless the hoop `CatchPanic` is inside of the policy.
//!
//! salvo's own adapter for tower layers (`.compat()`) loses the bodies of error pages. Use [`Cors`] instead
//! of a layer.

use std::fmt;

use salvo_core::http::{ResBody, StatusCode};
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

use crate::around::http::{Explained, RequestHead, status};
use crate::around::{Begun, begin, refusal};
use crate::guard::{Guard, NoGuard, OptionalGuard};
use crate::policy::{IntoPolicySource, PolicySource, StaticPolicy};
use crate::response::Finished;
use crate::stacked::MarkedBy;

/// Puts a policy around a service: `Service::new(router).hoop(Cors::new(&API))`.
///
/// It answers preflights itself and puts the CORS headers on every other response. A CORS request to which
/// another policy applies too is answered 500, with the reason in the body, in the header `cors-error` and
/// in an error event (feature `tracing`).
#[derive(Clone, Copy)]
pub struct Cors<P = StaticPolicy, G = NoGuard> {
    policy: P,
    guard: G,
}

impl<P: PolicySource> Cors<P> {
    /// The handler of a policy: `&API` of a `static`, a [`Policy`](crate::Policy) by value, a map, or
    /// [`select(…)`](crate::select) to choose one for each request.
    #[must_use]
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        let policy = policy.into_source();
        policy.take_marks(false);
        Self { policy, guard: NoGuard }
    }

    /// The same with a [`Guard`] inside of the policy: requests of other sites that CORS does not stop are
    /// answered 403.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors, salvo::Cors};
    /// use salvo_core::prelude::*;
    ///
    /// static API: Policy = cors! {
    ///     allow_origins     = ["https://app.example.com"],
    ///     allow_credentials = true,
    /// };
    ///
    /// let service = Service::new(Router::new()).hoop(Cors::new(&API).with_guard(API.guard()));
    /// # let _ = service;
    /// ```
    #[must_use]
    pub fn with_guard<G: PolicySource>(self, guard: Guard<G>) -> Cors<P, Guard<G>> {
        Cors { policy: self.policy, guard }
    }
}

/// Prints the policy and the guard.
impl<P: fmt::Debug, G: fmt::Debug> fmt::Debug for Cors<P, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cors").field("policy", &self.policy).field("guard", &self.guard).finish()
    }
}

#[async_trait]
impl<P: PolicySource, G: OptionalGuard> Handler for Cors<P, G> {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        ctrl: &mut FlowCtrl,
    ) {
        let handling = match begin(&self.policy, &head(request), response.headers_mut()) {
            Begun::Preflight(code) => {
                response.status_code(status(code));
                // An empty body, and not none: salvo would make a page for 403.
                response.replace_body(ResBody::Once(Default::default()));
                ctrl.skip_rest();
                return;
            }
            Begun::Stacked => {
                explain(Explained::stacked(), response);
                ctrl.skip_rest();
                return;
            }
            Begun::Handled(handling) => handling,
        };
        if let Some(refusal) = refusal(&self.guard, &head(request)) {
            explain(Explained::refused(&refusal), response);
            ctrl.skip_rest();
        } else {
            handling.enter(ctrl.call_next(request, depot, response)).await;
        }
        let extension = response.extensions.get::<MarkedBy>().copied();
        let code = response.status_code.unwrap_or(StatusCode::OK).as_u16();
        match handling.finish(extension, code, response.headers_mut()) {
            Finished::Written(None) => {}
            Finished::Written(Some(mark)) => {
                response.extensions.insert(mark);
            }
            Finished::Stacked => {
                response.headers_mut().clear();
                explain(Explained::stacked_inside(), response);
            }
        }
    }
}

/// A guard without a policy: `Service::new(router).hoop(API.guard())`.
#[async_trait]
impl<P: PolicySource> Handler for Guard<P> {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        ctrl: &mut FlowCtrl,
    ) {
        if let Some(refusal) = refusal(self, &head(request)) {
            explain(Explained::refused(&refusal), response);
            ctrl.skip_rest();
        } else {
            ctrl.call_next(request, depot, response).await;
        }
    }
}

fn head(request: &Request) -> RequestHead<'_> {
    RequestHead::new(request.method(), request.uri(), request.headers())
}

fn explain(answer: Explained, response: &mut Response) {
    response.status_code(answer.status);
    response.headers_mut().extend(answer.headers);
    response.replace_body(ResBody::Once(answer.reason.into()));
}
