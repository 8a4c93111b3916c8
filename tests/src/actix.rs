//! Requests to an actix-web application, without a socket, with the types of `http` 1.
//!
//! actix-web uses an older version of `http`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use actix_web::body::MessageBody;
use actix_web::dev::Service as _;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse};
use http::{Request, Response};

/// Sends a request to an application, and converts an error to a response as actix-web would.
///
/// # Panics
///
/// If the application panics: it runs in this thread.
pub async fn send<T, B>(app: App<T>, request: Request<String>) -> Response<String>
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    T::Future: 'static,
    B: MessageBody,
{
    let service = init_service(app).await;
    let (head, body) = request.into_parts();
    let method = Method::from_bytes(head.method.as_str().as_bytes())
        .expect("methods are valid in both versions");
    let mut sent = TestRequest::default().method(method).uri(&head.uri.to_string());
    for (name, value) in &head.headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes())
            .expect("names are valid in both versions");
        let value =
            HeaderValue::from_bytes(value.as_bytes()).expect("values are valid in both versions");
        sent = sent.append_header((name, value));
    }
    match service.call(sent.set_payload(body).to_request()).await {
        Ok(response) => to_http(response.into_parts().1).await,
        Err(error) => to_http(error.error_response()).await,
    }
}

async fn to_http<B: MessageBody>(response: HttpResponse<B>) -> Response<String> {
    let mut converted = Response::builder().status(response.status().as_u16());
    for (name, value) in response.headers() {
        converted = converted.header(name.as_str(), value.as_bytes());
    }
    let body = actix_web::body::to_bytes(response.into_body()).await;
    let body = body.unwrap_or_else(|_| panic!("the body is in memory"));
    converted.body(String::from_utf8_lossy(&body).into_owned()).expect("the parts are valid")
}

/// The same response in actix-web's types.
///
/// # Panics
///
/// Never: both versions have the same values.
#[must_use]
pub fn from_http(response: Response<String>) -> HttpResponse {
    let status = StatusCode::from_u16(response.status().as_u16())
        .expect("statuses are valid in both versions");
    let mut converted = HttpResponse::build(status);
    for (name, value) in response.headers() {
        converted.append_header((name.as_str(), value.as_bytes()));
    }
    converted.body(response.into_body())
}
