//! poem's server.

use std::net::TcpListener;

use cors_runtime::Policy;
use http::{Request, Response};
use poem::Server;
use poem::listener::TcpAcceptor;

use super::{Handler, Handlers, Stopped, run_until, send};
use crate::adapters::poem::application;

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    run_until(stopped, async {
        let acceptor = TcpAcceptor::from_std(listener).expect("it does not block");
        let _ = Server::new_with_acceptor(acceptor).run(application(policy, handlers)).await;
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("poem", serve, policy, &request, handler)
}
