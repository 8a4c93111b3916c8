//! The interface to servers.

use std::future::Future;

use url::Url;

use crate::header_list::HeaderList;
use crate::network_error::NetworkError;

/// Answers requests at once: a function, a policy, a blocking client.
pub trait Network {
    /// The response to a request.
    ///
    /// # Errors
    ///
    /// If there is no response: [`NetworkError::Connection`].
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError>;
}

impl<F: FnMut(&HttpRequest) -> Result<HttpResponse, NetworkError>> Network for F {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        self(request)
    }
}

/// Answers requests asynchronously: a service, a client with a runtime. Each [`Network`] is one, too.
pub trait AsyncNetwork {
    /// The response to a request.
    ///
    /// # Errors
    ///
    /// If there is no response: [`NetworkError::Connection`].
    fn respond(
        &mut self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<HttpResponse, NetworkError>>;
}

impl<N: Network> AsyncNetwork for N {
    async fn respond(&mut self, request: HttpRequest) -> Result<HttpResponse, NetworkError> {
        Network::respond(self, &request)
    }
}

/// An HTTP request.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// The method, as sent.
    pub method: String,
    /// The whole URL; a fragment is not sent.
    pub url: Url,
    /// The headers of the page and the user agent, without `Host` and headers of the connection.
    pub header_list: HeaderList,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// A [CORS-preflight request](https://fetch.spec.whatwg.org/#cors-preflight-request).
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS"
            && self.header_list.contains("origin")
            && self.header_list.contains("access-control-request-method")
    }
}

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// Any status.
    pub status: u16,
    /// All headers.
    pub header_list: HeaderList,
    /// The whole body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// A response without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, header_list: HeaderList::default(), body: Vec::new() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.header_list.append(name, value);
        self
    }
}
