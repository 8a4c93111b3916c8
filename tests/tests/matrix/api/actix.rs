//! A server on actix-web: the middleware around a scope for each policy.

use std::net::SocketAddr;

use actix_web::dev::Service as _;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use cors_runtime::actix_web::Cors;
use cors_tests::actix::from_http;

use super::handler::answer;
use super::log::{Log, Seen};
use crate::policies::POLICIES;

async fn handle(log: web::Data<Log>, request: HttpRequest, _body: web::Bytes) -> HttpResponse {
    let known = request.headers().get("if-none-match").and_then(|value| value.to_str().ok());
    from_http(answer(&log, &request.uri().to_string(), known))
}

fn mount(config: &mut web::ServiceConfig) {
    for named in POLICIES.iter() {
        let scope = web::scope(&format!("/p/{}", named.name))
            .service(web::resource(["/x", "/x/"]).route(web::to(handle)))
            .service(web::resource("/only-get").route(web::get().to(handle)))
            .wrap(Cors::new(&named.policy));
        config.service(scope);
    }
}

/// Starts it on a free port.
pub(super) fn start(log: &Log) -> SocketAddr {
    let log = log.clone();
    let app = move || {
        let record = log.clone();
        App::new().app_data(web::Data::new(log.clone())).configure(mount).wrap_fn(
            move |request, inner| {
                let text = |name: &str| {
                    let value = request.headers().get(name)?;
                    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
                };
                let uri = request.uri().to_string();
                let (seen, log) =
                    (Seen::new(request.method().as_str(), &uri, text), record.clone());
                let answer = inner.call(request);
                async move {
                    let response = answer.await?;
                    log.answered(seen, response.status().as_u16());
                    Ok(response)
                }
            },
        )
    };
    let server = HttpServer::new(app).workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = *server.addrs().first().unwrap();
    tokio::spawn(server.run());
    address
}
