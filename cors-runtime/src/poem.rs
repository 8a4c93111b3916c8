//! Policies in poem: around an endpoint.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cors_runtime::{Policy, cors, poem::Cors};
//! use poem::{EndpointExt, Route, get, handler};
//!
//! static API: Policy = cors! { allow_origins = ["https://example.com"] };
//!
//! #[handler]
//! fn hello() -> &'static str {
//!     "hello"
//! }
//!
//! let app = Route::new().at("/", get(hello)).with(Cors::new(&API));
//! # let _ = app;
//! ```
//!
//! Then `Server::new(listener).run(app)`.
//!
//! Put the policy around the whole application, as the last `.with(…)`: the endpoint that is added last sees a
//! request first. Then 404s, 405s, rejections of extractors and errors of handlers have its headers.
//! Preflights carry no credentials, so authentication outside of the policy would refuse all of them.
//!
//! **Errors become responses here**, because the response of an error needs the headers too, and poem makes
//! it outside of all endpoints. So `catch_error` and `catch_all_error` outside of the policy see no errors; put
//! them inside:
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! # use cors_runtime::{Policy, cors, poem::Cors};
//! # use poem::{EndpointExt, Route, error::NotFoundError, http::StatusCode};
//! # static API: Policy = cors! { allow_origins = ["https://example.com"] };
//! let app = Route::new()
//!     .catch_error(async |_: NotFoundError| (StatusCode::NOT_FOUND, "no such page"))
//!     .with(Cors::new(&API));
//! # let _ = app;
//! ```
//!
//! poem's adapter for tower layers (`.compat()`) does not accept [`CorsLayer`](crate::tower::CorsLayer).

use std::fmt;

use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

use crate::around::http::{Explained, RequestHead, status};
use crate::around::{Begun, begin, refusal};
use crate::guard::{Guard, NoGuard, OptionalGuard};
use crate::policy::{IntoPolicySource, PolicySource, StaticPolicy};
use crate::response::Finished;
use crate::stacked::MarkedBy;

/// Puts a policy around an endpoint: `.with(Cors::new(&API))`.
#[derive(Clone, Copy)]
pub struct Cors<P = StaticPolicy, G = NoGuard> {
    policy: P,
    guard: G,
}

impl<P: PolicySource> Cors<P> {
    /// The middleware of a policy: `&API` of a `static`, a [`Policy`](crate::Policy) by value, a map, or
    /// [`select(…)`](crate::select) to choose one for each request.
    #[must_use]
    pub fn new(policy: impl IntoPolicySource<Source = P>) -> Self {
        Self { policy: policy.into_source(), guard: NoGuard }
    }

    /// The same with a [`Guard`] inside of the policy: requests of other sites that CORS does not stop are
    /// answered 403.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors, poem::Cors};
    /// use poem::{EndpointExt, Route};
    ///
    /// static API: Policy = cors! {
    ///     allow_origins     = ["https://app.example.com"],
    ///     allow_credentials = true,
    /// };
    ///
    /// let app = Route::new().with(Cors::new(&API).with_guard(API.guard()));
    /// # let _ = app;
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

impl<E: Endpoint, P: PolicySource, G: OptionalGuard> Middleware<E> for Cors<P, G> {
    type Output = CorsEndpoint<E, P, G>;

    fn transform(&self, inner: E) -> Self::Output {
        self.policy.take_marks(false);
        CorsEndpoint { cors: self.clone(), inner }
    }
}

/// An endpoint with a policy, made by [`Cors`].
///
/// It answers preflights itself and puts the CORS headers on every other response of the inner endpoint, whose
/// errors it converts to their responses. A CORS request to which another policy applies too is answered 500,
/// with the reason in the body, in the header `cors-error` and in an error event (feature `tracing`).
#[derive(Debug)]
pub struct CorsEndpoint<E, P = StaticPolicy, G = NoGuard> {
    cors: Cors<P, G>,
    inner: E,
}

impl<E: Endpoint, P: PolicySource, G: OptionalGuard> Endpoint for CorsEndpoint<E, P, G> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let Cors { policy, guard } = &self.cors;
        let mut answer = Response::default();
        let handling = match begin(policy, &head(&request), answer.headers_mut()) {
            Begun::Preflight(code) => {
                answer.set_status(status(code));
                return Ok(answer);
            }
            Begun::Stacked => return Ok(explain(Explained::stacked())),
            Begun::Handled(handling) => handling,
        };
        let refused = refusal(guard, &head(&request)).map(|it| explain(Explained::refused(&it)));
        let mut response = match refused {
            Some(answer) => answer,
            None => handling.enter(self.inner.get_response(request)).await,
        };
        let extension = response.extensions().get::<MarkedBy>().copied();
        let code = response.status().as_u16();
        match handling.finish(extension, code, response.headers_mut()) {
            Finished::Written(None) => {}
            Finished::Written(Some(mark)) => {
                response.extensions_mut().insert(mark);
            }
            Finished::Stacked => response = explain(Explained::stacked_inside()),
        }
        Ok(response)
    }
}

impl<E: Endpoint, P: PolicySource> Middleware<E> for Guard<P> {
    type Output = GuardedEndpoint<E, P>;

    fn transform(&self, inner: E) -> Self::Output {
        GuardedEndpoint { guard: self.clone(), inner }
    }
}

/// An endpoint with a [`Guard`] and no policy, made by `.with(API.guard())`. It answers 403 to requests that
/// do not pass, with the reason in the body, in the header `cors-error` and in a debug event (feature
/// `tracing`).
#[derive(Debug)]
pub struct GuardedEndpoint<E, P = StaticPolicy> {
    guard: Guard<P>,
    inner: E,
}

impl<E: Endpoint, P: PolicySource> Endpoint for GuardedEndpoint<E, P> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let refused =
            refusal(&self.guard, &head(&request)).map(|it| explain(Explained::refused(&it)));
        match refused {
            Some(answer) => Ok(answer),
            None => self.inner.call(request).await.map(IntoResponse::into_response),
        }
    }
}

/// The head of a request, with the path as it was sent: a `Route` removes the prefix of nested endpoints.
///
/// Requests that are built by hand, such as those of poem's `TestClient`, have no original URI but its default.
fn head(request: &Request) -> RequestHead<'_> {
    let (uri, original) = (request.uri(), request.original_uri());
    let uri = if original.path() == "/" { uri } else { original };
    RequestHead::new(request.method(), uri, request.headers())
}

fn explain(answer: Explained) -> Response {
    let mut response = answer.reason.into_response();
    response.set_status(answer.status);
    *response.headers_mut() = answer.headers;
    response
}
