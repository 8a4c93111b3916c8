//! salvo's server.

use std::net::TcpListener;

use cors_runtime::Policy;
use http::{Request, Response};
use salvo_core::Server;
use salvo_core::conn::tcp::TcpAcceptor;

use super::{Handler, Handlers, Stopped, run_until, send};
use crate::adapters::salvo::service;

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    run_until(stopped, async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
        let acceptor = TcpAcceptor::try_from(listener).expect("a listener has an address");
        Server::new(acceptor).serve(service(policy, handlers)).await;
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("salvo", serve, policy, &request, handler)
}
