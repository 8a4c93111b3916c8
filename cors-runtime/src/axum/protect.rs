//! A whole application under one policy.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tower_layer::Layer;
use tower_service::Service;

use crate::Policy;
use crate::tower::{Cors, CorsLayer, ResponseFuture};

/// Puts a whole application under `policy`.
///
/// The result is no `Router`: no route, fallback or middleware can be mounted past it any more,
/// so every response that leaves it has the headers it needs: 404, 405, rejections of
/// extractors, errors of middleware, and what authentication answers.
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
pub fn protect(app: Router, policy: &Policy) -> Protected {
    // As axum's own way of serving does: else the state is put in place anew for each request.
    Protected { service: CorsLayer::new(policy).layer(app.with_state(())) }
}

/// An application under a policy, made by [`protect`]: what `axum::serve` takes.
///
/// It is a tower service too, so that tests can call it without a socket.
#[derive(Debug, Clone)]
pub struct Protected {
    service: Cors<Router>,
}

impl Protected {
    /// The same with the connection's address for axum's `ConnectInfo` extractor.
    ///
    /// `C` is the type of the address, as in axum's own method of this name.
    #[must_use]
    pub fn into_make_service_with_connect_info<C>(self) -> IntoMakeServiceWithConnectInfo<Self, C> {
        axum::ServiceExt::<Request>::into_make_service_with_connect_info(self)
    }
}

impl Service<Request> for Protected {
    type Response = Response;
    type Error = Infallible;
    type Future = ResponseFuture<<Router as Service<Request>>::Future, Body>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.service, cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.service.call(request)
    }
}

/// One service for each connection: `axum::serve` asks for it.
impl<L: Listener> Service<IncomingStream<'_, L>> for Protected {
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
