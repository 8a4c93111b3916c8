//! On actix-web: three scopes, each with the middleware around it.

use std::io;
use std::net::TcpListener;

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpMessage as _, HttpRequest, HttpResponse, HttpServer, web};
use cors_runtime::actix_web::Cors;

use crate::answers::{self, Answer, Numbers};
use crate::log::{Log, Reached, lines};
use crate::policies::{ACCOUNT, OPEN, PARTNER};

pub(crate) async fn serve(listener: TcpListener, log: Log) -> io::Result<()> {
    let numbers = Numbers::default();
    let app = move || {
        App::new()
            .app_data(web::Data::new(log.clone()))
            .app_data(web::Data::new(numbers.clone()))
            .configure(api)
            .wrap(from_fn(record))
    };
    let server = HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run();
    // The server has its own threads, which do not end with this future.
    let _stop = StopOnDrop(server.handle());
    tokio::spawn(server).await.map_err(io::Error::other)?
}

struct StopOnDrop(ServerHandle);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        // The call sends the command; its result is not awaited.
        drop(self.0.stop(false));
    }
}

/// The whole API.
fn api(config: &mut web::ServiceConfig) {
    // The middleware that is wrapped last is outermost: it answers preflights before any handler, and
    // covers the 404s and 405s of the scope.
    let open = web::scope("/open")
        .service(
            web::resource("/books")
                .get(async || respond(answers::books()))
                .route(web::head().to(async || respond(answers::books()))),
        )
        .service(web::resource("/reviews").post(async || respond(answers::review())))
        .default_service(web::to(nothing_here))
        .wrap(from_fn(reached))
        .wrap(Cors::new(&OPEN));
    let account = web::scope("/account")
        .service(web::resource("/login").post(async || respond(answers::login())))
        .service(web::resource("/profile").get(profile).put(save_profile).delete(delete_profile))
        .service(web::resource("/notes").post(async || respond(answers::note())))
        .service(web::resource("/statement").get(async || respond(answers::statement())))
        .default_service(web::to(nothing_here))
        .wrap(from_fn(number))
        .wrap(from_fn(reached))
        .wrap(Cors::new(&ACCOUNT));
    let partner = web::scope("/partner")
        .service(
            web::resource("/orders")
                .get(async || respond(answers::orders()))
                .post(async || respond(answers::place_order())),
        )
        .service(web::resource("/orders/42").put(async || respond(answers::change_order())))
        .default_service(web::to(nothing_here))
        .wrap(from_fn(reached))
        .wrap(Cors::new(&PARTNER));
    config.service(open).service(account).service(partner);
}

async fn profile(request: HttpRequest) -> HttpResponse {
    respond(answers::profile(cookies(&request)))
}

async fn save_profile(request: HttpRequest) -> HttpResponse {
    respond(answers::save_profile(cookies(&request)))
}

async fn delete_profile(request: HttpRequest) -> HttpResponse {
    respond(answers::delete_profile(cookies(&request)))
}

fn cookies(request: &HttpRequest) -> Option<&[u8]> {
    request.headers().get(header::COOKIE).map(HeaderValue::as_bytes)
}

async fn nothing_here() -> HttpResponse {
    respond(answers::nothing_here())
}

/// The answer in actix-web's types, which use an older version of `http`.
fn respond(answer: Answer) -> HttpResponse {
    let (head, body) = answer.into_parts();
    let status = StatusCode::from_u16(head.status.as_u16());
    let mut response = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &head.headers {
        response.append_header((name.as_str(), value.as_bytes()));
    }
    response.body(body)
}

async fn number(
    numbers: web::Data<Numbers>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    for (name, value) in numbers.next() {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    Ok(response)
}

/// Outside of the policies: logs each request and its response.
async fn record(
    log: web::Data<Log>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let visit = log.arrive(request.method().as_str(), request.uri(), lines!(request));
    request.extensions_mut().insert(visit.reached());
    let response = next.call(request).await?;
    visit.leave(response.status().as_u16(), lines!(response));
    Ok(response)
}

/// Inside of the policies: marks that the request reached the application.
async fn reached(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(reached) = request.extensions().get::<Reached>() {
        reached.mark();
    }
    next.call(request).await
}
