//! Requests to a rocket application, without a socket, with the types of `http`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::Cursor;

use http::{Request, Response, StatusCode};
use rocket::config::{Ident, LogLevel, Shutdown};
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::Client;
use rocket::{Build, Config, Rocket};

/// An application without routes, whose responses have no headers of their own, and which logs nothing.
#[must_use]
pub fn application() -> Rocket<Build> {
    rocket::custom(Config {
        log_level: LogLevel::Off,
        ident: Ident::none(),
        port: 0,
        shutdown: Shutdown { ctrlc: false, ..Shutdown::default() },
        ..Config::debug_default()
    })
    .attach(rocket::shield::Shield::new())
}

/// The application, ready for requests.
///
/// # Panics
///
/// If it does not launch.
pub async fn client(application: Rocket<Build>) -> Client {
    Client::untracked(application).await.expect("the application launches")
}

/// Sends a request. As with rocket's server, header values that are not UTF-8 are dropped, and unknown methods are
/// answered 400.
///
/// # Panics
///
/// If rocket's response has invalid headers.
pub async fn send(client: &Client, request: Request<String>) -> Response<String> {
    let (head, body) = request.into_parts();
    let Ok(method) = head.method.as_str().parse::<Method>() else {
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        return response;
    };
    let mut sent = client.req(method, head.uri.to_string()).body(body);
    for (name, value) in &head.headers {
        if let Ok(value) = std::str::from_utf8(value.as_bytes()) {
            sent = sent.header(Header::new(name.as_str().to_owned(), value.to_owned()));
        }
    }
    let response = sent.dispatch().await;
    let mut converted = Response::builder().status(response.status().code);
    for line in response.headers().iter() {
        converted = converted.header(line.name.as_str(), &*line.value);
    }
    let body = response.into_string().await.unwrap_or_default();
    converted.body(body).expect("the parts are valid")
}

/// The same response in rocket's types.
#[must_use]
pub fn from_http(response: Response<String>) -> rocket::Response<'static> {
    let (head, body) = response.into_parts();
    let mut converted = rocket::Response::new();
    converted.set_status(Status::new(head.status.as_u16()));
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        converted.adjoin_header(Header::new(name.as_str().to_owned(), value));
    }
    converted.set_sized_body(body.len(), Cursor::new(body));
    converted
}

/// A route for each method that rocket knows, with one handler.
#[must_use]
pub fn any_method(
    path: &str,
    handler: &(impl rocket::route::Handler + Clone),
) -> Vec<rocket::Route> {
    use Method::{Connect, Delete, Get, Head, Options, Patch, Post, Put, Trace};
    [Connect, Delete, Get, Head, Options, Patch, Post, Put, Trace]
        .map(|method| rocket::Route::new(method, path, handler.clone()))
        .to_vec()
}
