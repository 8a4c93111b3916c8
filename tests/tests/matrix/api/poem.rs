//! A server on poem: the middleware around a nested application for each policy.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use cors_runtime::poem::Cors;
use cors_tests::poem::from_http;
use poem::endpoint::make_sync;
use poem::listener::TcpAcceptor;
use poem::{Endpoint, EndpointExt as _, Request, Response, Result, Route, Server, get};
use tokio::net::TcpListener;

use super::handler::answer;
use super::log::{Log, Seen};
use crate::policies::POLICIES;

fn handle(log: &Log) -> impl Endpoint<Output = Response> + 'static {
    let log = log.clone();
    make_sync(move |request: Request| {
        let known = request.header("if-none-match");
        from_http(answer(&log, &request.original_uri().to_string(), known))
    })
}

/// Outside of the policies: logs the requests.
async fn record<E: Endpoint>(log: Log, inner: Arc<E>, request: Request) -> Result<Response> {
    let text = |name: &str| request.header(name).map(str::to_owned);
    let seen = Seen::new(request.method().as_str(), &request.uri().to_string(), text);
    let response = inner.get_response(request).await;
    log.answered(seen, response.status().as_u16());
    Ok(response)
}

/// Starts it on a free port.
pub(super) async fn start(log: &Log) -> SocketAddr {
    let mut routes = Route::new();
    for named in POLICIES.iter() {
        let app = Route::new()
            .at("/x", handle(log))
            .at("/x/", handle(log))
            .at("/only-get", get(handle(log)))
            .with(Cors::new(&named.policy));
        routes = routes.nest(format!("/p/{}", named.name), app);
    }
    let own = log.clone();
    let app = routes.around(move |inner, request| record(own.clone(), inner, request));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
    address
}
