//! A server on salvo: the policy of the path on the service.

use std::net::{Ipv4Addr, SocketAddr};

use cors_runtime::salvo::Cors;
use salvo_core::conn::tcp::TcpAcceptor;
use salvo_core::routing::filters::get;
use salvo_core::{
    Depot, FlowCtrl, Handler, Request, Response, Router, Server, Service, async_trait,
};
use tokio::net::TcpListener;

use super::handler::answer;
use super::log::{Log, Seen};
use super::of_the_path;

struct Handle(Log);

#[async_trait]
impl Handler for Handle {
    async fn handle(
        &self,
        request: &mut Request,
        _: &mut Depot,
        response: &mut Response,
        _: &mut FlowCtrl,
    ) {
        let known = request.headers().get("if-none-match").and_then(|value| value.to_str().ok());
        *response = answer(&self.0, &request.uri().to_string(), known).into();
    }
}

/// Outside of the policy: logs the requests.
struct Record(Log);

#[async_trait]
impl Handler for Record {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        ctrl: &mut FlowCtrl,
    ) {
        let text = |name: &str| {
            let value = request.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let seen = Seen::new(request.method().as_str(), &request.uri().to_string(), text);
        ctrl.call_next(request, depot, response).await;
        let status = response.status_code.map_or(200, |status| status.as_u16());
        self.0.answered(seen, status);
    }
}

/// Starts it on a free port.
pub(super) async fn start(log: &Log) -> SocketAddr {
    let handle = || Handle(log.clone());
    let routes = Router::with_path("p/{policy}")
        .push(Router::with_path("x").goal(handle()))
        .push(Router::with_path("only-get").filter(get()).goal(handle()));
    let service = Service::new(routes).hoop(Record(log.clone())).hoop(Cors::new(of_the_path()));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(Server::new(TcpAcceptor::try_from(listener).unwrap()).serve(service));
    address
}
