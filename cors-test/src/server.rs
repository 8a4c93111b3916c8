//! Servers: what answers the requests of the browser.

#[cfg(feature = "actix-web")]
pub(crate) mod actix_web;
#[cfg(feature = "running")]
pub(crate) mod running;
#[cfg(feature = "tower")]
pub(crate) mod tower;

use std::error::Error;
use std::marker::PhantomData;

use bytes::Bytes;
use cors_user_agent::{AsyncNetwork, HttpRequest, HttpResponse, NetworkError};
use http::header::HOST;
use http::{Request, Response, Uri};

use crate::outcome::Exchange;

/// Why a server did not answer.
pub type ServerError = Box<dyn Error + Send + Sync>;

/// Answers HTTP requests.
///
/// `K` is inferred: it says how a type is a server, so that the services of several frameworks can be servers. An
/// implementation of your own can use `Server<()>`:
///
/// ```
/// use cors_test::{Page, Server, ServerError};
///
/// struct Always(u16);
///
/// impl Server<()> for Always {
///     async fn respond(
///         &mut self,
///         _: http::Request<bytes::Bytes>,
///     ) -> Result<http::Response<bytes::Bytes>, ServerError> {
///         Ok(http::Response::builder().status(self.0).body(bytes::Bytes::new())?)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut page = Page::at("https://app.example.com").calling("https://api.example.com");
/// page.get("/").fetch(&mut Always(200)).await.expect_blocked();
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a server that `fetch` can call",
    note = "it takes tower services with bodies of any type (such as an axum `Router` without missing state), with the feature `actix-web` what `actix_web::test::init_service` returns, and with the feature `running` a `RunningServer`"
)]
pub trait Server<K> {
    /// The response to a request, whose URI is a path and whose host is in `Host`.
    ///
    /// # Errors
    ///
    /// If there is none: the page gets a network error.
    fn respond(
        &mut self,
        request: Request<Bytes>,
    ) -> impl Future<Output = Result<Response<Bytes>, ServerError>>;

    /// What it is written with, for advice in messages.
    fn framework(&self) -> Framework {
        Framework::Unknown
    }
}

/// What a server is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framework {
    /// A tower service, such as an axum `Router`.
    Tower,
    /// actix-web.
    ActixWeb,
    /// Any.
    Unknown,
}

/// A server as the network of the user agent, which keeps what was exchanged.
pub(crate) struct Recorder<'s, K, S> {
    server: &'s mut S,
    exchanges: Vec<Exchange>,
    kind: PhantomData<fn() -> K>,
}

impl<'s, K, S: Server<K>> Recorder<'s, K, S> {
    pub(crate) fn new(server: &'s mut S) -> Self {
        Self { server, exchanges: Vec::new(), kind: PhantomData }
    }

    pub(crate) fn into_exchanges(self) -> Vec<Exchange> {
        self.exchanges
    }
}

impl<K, S: Server<K>> AsyncNetwork for Recorder<'_, K, S> {
    async fn respond(&mut self, request: HttpRequest) -> Result<HttpResponse, NetworkError> {
        let responded = match to_http(&request) {
            Ok(sent) => self.server.respond(sent).await.map(|response| from_http(&response)),
            Err(error) => Err(error.into()),
        };
        let responded =
            responded.map_err(|error: ServerError| NetworkError::Connection(error.to_string()));
        let response = responded.as_ref().ok().cloned();
        self.exchanges.push(Exchange { request, response, is_redirected: false });
        responded
    }
}

/// The request as a server gets it: with a path as URI, and with `Host`.
fn to_http(request: &HttpRequest) -> Result<Request<Bytes>, http::Error> {
    let url = &request.url;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{}{port}", url.host_str().unwrap_or_default());
    let uri: Uri = target.try_into()?;
    let mut sent = Request::builder().method(request.method.as_str()).uri(uri).header(HOST, host);
    for (name, value) in request.header_list.iter() {
        sent = sent.header(name, value);
    }
    sent.body(Bytes::copy_from_slice(&request.body))
}

fn from_http(response: &Response<Bytes>) -> HttpResponse {
    let mut received = HttpResponse::new(response.status().as_u16());
    for (name, value) in response.headers() {
        received.header_list.append(name.as_str(), value.as_bytes());
    }
    received.body = response.body().to_vec();
    received
}
