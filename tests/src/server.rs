//! A policy in front of a handler, as the user agent's network.

use cors_runtime::Policy;
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use http::uri::Uri;
use http::{HeaderMap, Request, Response, StatusCode};

use crate::adapters::Adapter;

/// A server with one policy and one handler, which gives the same response to every request.
#[derive(Clone, Debug)]
pub struct Server {
    policy: &'static Policy,
    adapter: Adapter,
    /// The headers that the handler sends.
    pub headers: HeaderMap,
    /// The status of the handler's responses.
    pub status: StatusCode,
    /// The number of preflights.
    pub preflights: usize,
    /// The number of requests that reached the handler.
    pub handled: usize,
}

impl Server {
    /// A server whose handler answers 200 with these headers.
    ///
    /// The policy, like the tables that it points to, lives until the end of the tests.
    #[must_use]
    pub fn new(policy: Policy, adapter: Adapter, headers: HeaderMap) -> Self {
        let policy = Box::leak(Box::new(policy));
        Self { policy, adapter, headers, status: StatusCode::OK, preflights: 0, handled: 0 }
    }

    /// Answers a request, including hostile ones, on any path.
    pub fn answer(&mut self, request: Request<()>) -> Response<()> {
        let mut response = Response::new(String::new());
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        let mut request = request.map(|()| String::new());
        *request.uri_mut() = Uri::from_static("/");
        let answer = self.adapter.send_to(response, self.policy, request);
        self.handled = self.handled.saturating_add(answer.handled);
        answer.response.map(|_body| ())
    }
}

impl Network for Server {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        if request.is_preflight() {
            self.preflights = self.preflights.saturating_add(1);
        }
        Ok(from_http(&self.answer(to_http(request)?)))
    }
}

/// The user agent's request in `http`'s types, without the body, which CORS does not use.
///
/// # Errors
///
/// If `http` cannot represent it.
pub fn to_http(request: &HttpRequest) -> Result<Request<()>, NetworkError> {
    let mut builder = Request::builder().method(request.method.as_str()).uri(request.url.as_str());
    for (name, value) in request.header_list.iter() {
        builder = builder.header(name, value);
    }
    builder.body(()).map_err(|error| NetworkError::Connection(error.to_string()))
}

/// A response in the user agent's types.
pub fn from_http(response: &Response<()>) -> HttpResponse {
    let mut answer = HttpResponse::new(response.status().as_u16());
    for (name, value) in response.headers() {
        answer.header_list.append(name.as_str(), value);
    }
    answer
}
