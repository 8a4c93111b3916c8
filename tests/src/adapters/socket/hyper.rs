//! hyper, with a tower service and the layer.

use std::convert::Infallible;
use std::net::TcpListener;

use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tower::{Layer as _, service_fn};

use super::{Handler, Handlers, Stopped, run_until, send};

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    run_until(stopped, async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
        let respond = service_fn(move |_request: Request<Incoming>| {
            std::future::ready(Ok::<_, Infallible>(handlers.run()))
        });
        let service = TowerToHyperService::new(CorsLayer::new(policy).layer(respond));
        loop {
            let (stream, _) = listener.accept().await.expect("connections come");
            let stream = TokioIo::new(stream);
            tokio::spawn(http1::Builder::new().serve_connection(stream, service.clone()));
        }
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("hyper", serve, policy, &request, handler)
}
