//! A policy in front of a handler, as the other end of the user agent's wire.

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
    /// The status that the handler answers.
    pub status: StatusCode,
    /// How many preflights came.
    pub preflights: usize,
    /// How many requests reached the handler.
    pub handled: usize,
}

impl Server {
    /// A server whose handler answers 200 with these headers.
    ///
    /// The policy, which is a pointer to tables that live as long as the test, does so itself.
    #[must_use]
    pub fn new(policy: Policy, adapter: Adapter, headers: HeaderMap) -> Self {
        let policy = Box::leak(Box::new(policy));
        Self { policy, adapter, headers, status: StatusCode::OK, preflights: 0, handled: 0 }
    }

    /// Answers a request, hostile ones too, whatever its path.
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

/// The user agent's request in `http`'s types; bodies are left behind, as CORS looks at none.
///
/// # Errors
///
/// `http` has no place for it.
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
