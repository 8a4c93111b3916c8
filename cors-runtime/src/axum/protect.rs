//! One policy for a whole application.

use std::any::Any;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::mem;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::routing::IntoMakeService;
use axum::serve::{IncomingStream, Listener};
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::guard::{Guard, Guarded};
use crate::policy::{IntoPolicySource, PolicySource, StaticPolicy};
use crate::tower::{Cors, CorsLayer, ResponseFuture};

/// Puts one policy around a whole application: `&API` of a `static`, a [`Policy`](crate::Policy) by value, or
/// [`select(…)`](crate::select) to choose a policy for each request.
///
/// The result is not a `Router`, so no route, fallback or middleware can be mounted outside of the policy.
/// Every response gets the headers it needs: 404, 405, rejections of extractors, errors of middleware, and
/// refusals of authentication.
///
#[cfg_attr(feature = "macros", doc = "```no_run")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// use axum::{Router, routing::get};
/// use cors_runtime::{Policy, cors};
///
/// static API: Policy = cors! { allow_origins = ["https://example.com"] };
///
/// # async fn serve() -> std::io::Result<()> {
/// let app = Router::new().route("/", get(async || "hello"));
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// axum::serve(listener, cors_runtime::axum::protect(app, &API)).await
/// # }
/// ```
///
/// The application is a [`Router`] without missing state, or any other service that answers HTTP requests,
/// for example a router in a layer that must see requests before routing, such as
/// `NormalizePathLayer::trim_trailing_slash().layer(app)`.
///
/// A preflight is answered with the default value of the body type; for [`axum::body::Body`] that is the
/// empty body. The body type of a layer such as `TraceLayer` has no default value; a router around the
/// layer converts it to axum's:
///
#[cfg_attr(feature = "macros", doc = "```")]
#[cfg_attr(not(feature = "macros"), doc = "```ignore")]
/// # use axum::Router;
/// # use cors_runtime::{Policy, cors};
/// # static API: Policy = cors! { allow_origins = ["https://example.com"] };
/// # fn app(traced: Router) -> cors_runtime::axum::Protected {
/// // let traced = TraceLayer::new_for_http().layer(app);
/// cors_runtime::axum::protect(Router::new().fallback_service(traced), &API)
/// # }
/// ```
///
/// Besides `axum::serve`, any server that accepts a tower service can serve the result, with any type of
/// request body: `hyper_util::service::TowerToHyperService::new(…)`, `lambda_http::run(…)`, and
/// `axum_server` with
/// [`into_make_service_with_connect_info`](Protected::into_make_service_with_connect_info) or
/// [`into_make_service`](Protected::into_make_service).
pub fn protect<A: 'static, P: PolicySource>(
    mut app: A,
    policy: impl IntoPolicySource<Source = P>,
) -> Protected<A, P> {
    // As `axum::serve` does. Otherwise the handlers would get their state anew for each request.
    if let Some(router) = (&mut app as &mut dyn Any).downcast_mut::<Router>() {
        *router = mem::take(router).with_state(());
    }
    Protected { service: CorsLayer::new(policy).layer(app) }
}

/// An application with a policy, made by [`protect`], for `axum::serve`.
///
/// It is also a tower service, so tests can call it without a socket.
#[derive(Debug, Clone)]
pub struct Protected<A = Router, P = StaticPolicy> {
    service: Cors<A, P>,
}

impl<A, P: PolicySource> Protected<A, P> {
    /// Puts a [`Guard`] around the application, inside of the policy: requests of other sites that CORS does
    /// not stop are answered 403.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use axum::{Router, routing::post};
    /// use cors_runtime::axum::{Protected, protect};
    /// use cors_runtime::guard::Guarded;
    /// use cors_runtime::{Policy, cors};
    ///
    /// static API: Policy = cors! {
    ///     allow_origins     = ["https://app.example.com"],
    ///     allow_credentials = true,
    /// };
    ///
    /// fn app() -> Protected<Guarded<Router>> {
    ///     let app = Router::new().route("/transfer", post(async || "done"));
    ///     protect(app, &API).with_guard(API.guard())
    /// }
    /// # let _ = app();
    /// ```
    pub fn with_guard<G: PolicySource>(self, guard: Guard<G>) -> Protected<Guarded<A, G>, P> {
        Protected { service: self.service.map(|app| guard.around(app)) }
    }

    /// A service that returns a clone of this one for each connection.
    ///
    /// `axum::serve` does not need it. Other servers do, as with axum's method of this name.
    #[must_use]
    pub fn into_make_service(self) -> IntoMakeService<Self>
    where
        Self: Service<axum::extract::Request>,
    {
        axum::ServiceExt::into_make_service(self)
    }

    /// The same, with the connection's address for axum's `ConnectInfo` extractor.
    ///
    /// `C` is the type of the address, as in axum's method of this name.
    #[must_use]
    pub fn into_make_service_with_connect_info<C>(self) -> IntoMakeServiceWithConnectInfo<Self, C>
    where
        Self: Service<axum::extract::Request>,
    {
        axum::ServiceExt::into_make_service_with_connect_info(self)
    }
}

impl<A, P, RequestBody, ResponseBody> Service<Request<RequestBody>> for Protected<A, P>
where
    P: PolicySource,
    A: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Default,
{
    type Response = Response<ResponseBody>;
    type Error = A::Error;
    type Future = ResponseFuture<A::Future, ResponseBody, P>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), A::Error>> {
        Service::<Request<RequestBody>>::poll_ready(&mut self.service, cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        self.service.call(request)
    }
}

/// One service for each connection, which `axum::serve` requires.
impl<A: Clone, P: PolicySource, L: Listener> Service<IncomingStream<'_, L>> for Protected<A, P> {
    type Response = Self;
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: IncomingStream<'_, L>) -> Self::Future {
        ready(Ok(self.clone()))
    }
}
