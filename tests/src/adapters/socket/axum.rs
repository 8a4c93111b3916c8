//! `axum::serve`.

use std::net::TcpListener;

use axum::Router;
use axum::routing::any;
use cors_runtime::Policy;
use cors_runtime::axum::protect;
use http::{Request, Response};

use super::{Handler, Handlers, Stopped, run_until, send};

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    run_until(stopped, async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
        let app = Router::new().route("/", any(async move || handlers.run()));
        axum::serve(listener, protect(app, policy)).await
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("axum", serve, policy, &request, handler)
}
