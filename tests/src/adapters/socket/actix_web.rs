//! actix-web's `HttpServer`.

use std::net::TcpListener;

use actix_web::rt::System;
use actix_web::{App, HttpServer, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use http::{Request, Response};

use super::{Handler, Handlers, Stopped, send};
use crate::actix::from_http;

fn serve(listener: TcpListener, policy: &'static Policy, handlers: Handlers, stopped: Stopped) {
    let app = move || {
        let handlers = handlers.clone();
        let respond = web::to(move || std::future::ready(from_http(handlers.run())));
        App::new().route("/", respond).wrap(Cors::new(policy))
    };
    System::new().block_on(async {
        let server = HttpServer::new(app).workers(1).disable_signals();
        let server = server.listen(listener).expect("the socket listens").run();
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stopped.wait().await;
            handle.stop(false).await;
        });
        server.await.expect("the server runs until it is stopped");
    });
}

pub(in crate::adapters) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    send("actix-web", serve, policy, &request, handler)
}
