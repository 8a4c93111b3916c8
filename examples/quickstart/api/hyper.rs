//! On hyper, without a framework: a tower service for each part, which is the layer around a function.

use std::convert::Infallible;
use std::io;

use cors_runtime::tower::CorsLayer;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::{Layer as _, ServiceExt as _, service_fn};

use crate::answers::{self, Answer, Numbers};
use crate::area::Area;
use crate::log::{Log, Reached, lines};

pub(crate) async fn serve(listener: TcpListener, log: Log) -> io::Result<()> {
    let numbers = Numbers::default();
    let api = service_fn(move |request| respond(log.clone(), numbers.clone(), request));
    let api = TowerToHyperService::new(api);
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), api.clone()));
    }
}

/// The whole API.
async fn respond(
    log: Log,
    numbers: Numbers,
    mut request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let visit = log.arrive(request.method().as_str(), request.uri(), lines!(request));
    request.extensions_mut().insert(visit.reached());
    let response = match Area::of(request.uri().path()) {
        // A layer is as small as a pointer, so it can be made for each request.
        Some(area) => {
            let application = service_fn(move |request| application(numbers.clone(), request));
            CorsLayer::new(area.policy).layer(application).oneshot(request).await?
        }
        None => answers::nothing_here(),
    };
    visit.leave(response.status().as_u16(), lines!(response));
    Ok(response)
}

/// Inside of the policies: the service under the layer.
async fn application(numbers: Numbers, request: Request<Incoming>) -> Result<Answer, Infallible> {
    if let Some(reached) = request.extensions().get::<Reached>() {
        reached.mark();
    }
    let mut answer = route(&request);
    if request.uri().path().starts_with("/account/") {
        for (name, value) in numbers.next() {
            if let Ok(value) = HeaderValue::try_from(value) {
                answer.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
    }
    Ok(answer)
}

/// The answer for a method and a path.
fn route(request: &Request<Incoming>) -> Answer {
    let cookies = request.headers().get(header::COOKIE).map(HeaderValue::as_bytes);
    match (request.uri().path(), request.method().as_str()) {
        ("/open/books", "GET" | "HEAD") => answers::books(),
        ("/open/reviews", "POST") => answers::review(),
        ("/account/login", "POST") => answers::login(),
        ("/account/profile", "GET" | "HEAD") => answers::profile(cookies),
        ("/account/profile", "PUT") => answers::save_profile(cookies),
        ("/account/profile", "DELETE") => answers::delete_profile(cookies),
        ("/account/notes", "POST") => answers::note(),
        ("/account/statement", "GET" | "HEAD") => answers::statement(),
        ("/partner/orders", "GET" | "HEAD") => answers::orders(),
        ("/partner/orders", "POST") => answers::place_order(),
        ("/partner/orders/42", "PUT") => answers::change_order(),
        ("/open/books", _) => not_allowed("GET,HEAD"),
        ("/open/reviews" | "/account/login" | "/account/notes", _) => not_allowed("POST"),
        ("/account/profile", _) => not_allowed("GET,HEAD,PUT,DELETE"),
        ("/account/statement", _) => not_allowed("GET,HEAD"),
        ("/partner/orders", _) => not_allowed("GET,HEAD,POST"),
        ("/partner/orders/42", _) => not_allowed("PUT"),
        _ => answers::nothing_here(),
    }
}

fn not_allowed(allow: &'static str) -> Answer {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}
