//! rocket's server. It opens a port itself, so connections are passed on to it.

use std::net::TcpListener;
use std::sync::Arc;

use cors_runtime::Policy;
use http::{Request, Response};
use rocket::fairing::AdHoc;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::{Handler, Handlers, Stopped, run_until, send};
use crate::adapters::rocket::with_policy;

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    run_until(stopped, async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
        let (sender, mut port) = watch::channel(0);
        let sender = Arc::new(sender);
        let tell = AdHoc::on_liftoff("port", move |rocket| {
            Box::pin(async move {
                let _ = sender.send(rocket.config().port);
            })
        });
        let rocket = with_policy(policy, handlers).attach(tell);
        tokio::spawn(async move { rocket.launch().await.expect("the application launches") });
        let port = *port.wait_for(|&port| port != 0).await.expect("the application has a port");
        loop {
            let (mut outer, _) = listener.accept().await.expect("connections come");
            tokio::spawn(async move {
                let mut inner = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
                let _ = copy_bidirectional(&mut outer, &mut inner).await;
            });
        }
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("rocket", serve, policy, &request, handler)
}
