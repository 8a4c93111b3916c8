//! Running servers, over sockets.

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{Server, ServerError};

/// The kind of [`RunningServer`].
#[derive(Clone, Copy, Debug)]
pub struct Running;

/// A server that is running, for example on a port of this machine, over plain HTTP.
///
/// All requests go to its address, whatever their URL is, so that a page can call `https://api.example.com` while the
/// server runs without TLS. It requires a runtime of tokio.
///
/// ```
/// use axum::{Router, routing::get};
/// use cors_runtime::{Policy, axum::protect, cors};
/// use cors_test::{Page, RunningServer};
///
/// static API: Policy = cors! { allow_origins = ["https://app.example.com"] };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let mut server = RunningServer::at(&listener.local_addr()?.to_string());
/// let app = Router::new().route("/", get(async || "hello"));
/// tokio::spawn(async move { axum::serve(listener, protect(app, &API)).await });
///
/// let mut page = Page::at("https://app.example.com").calling("https://api.example.com");
/// page.get("/").fetch(&mut server).await.expect_readable();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RunningServer {
    address: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl RunningServer {
    /// The server at this address: a host and a port, such as `127.0.0.1:3000`.
    #[must_use]
    pub fn at(address: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).set_host(false).build_http();
        Self { address: address.to_owned(), client }
    }
}

impl Server<Running> for RunningServer {
    async fn respond(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>, ServerError> {
        let (mut head, body) = request.into_parts();
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        head.uri = Uri::builder()
            .scheme("http")
            .authority(self.address.as_str())
            .path_and_query(target)
            .build()?;
        let sent = Request::from_parts(head, Full::new(body));
        let no_answer = |error: &dyn std::error::Error| {
            let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            ServerError::from(format!("no response from {}: {error}{source}", self.address))
        };
        let response = self.client.request(sent).await.map_err(|error| no_answer(&error))?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| no_answer(&error))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}
