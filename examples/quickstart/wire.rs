//! Real sockets for the user agent of `--check`.

use std::fmt;

use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::runtime::Handle;

type Body = Full<std::io::Cursor<Vec<u8>>>;

/// Connections to the servers.
///
/// The user agent waits for its answers, so it runs on a thread that may wait, and the sockets on
/// the runtime.
#[derive(Debug)]
pub(crate) struct Wire {
    connections: Client<HttpConnector, Body>,
    runtime: Handle,
}

impl Wire {
    pub(crate) fn new(runtime: Handle) -> Self {
        Self { connections: Client::builder(TokioExecutor::new()).build_http(), runtime }
    }
}

impl Network for Wire {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let failed = |what: &str, error: &dyn fmt::Display| {
            NetworkError::Connection(format!("{what} {} failed: {error}", request.url))
        };
        let mut sent =
            http::Request::builder().method(request.method.as_str()).uri(request.url.as_str());
        for (name, value) in request.header_list.iter() {
            sent = sent.header(name, value);
        }
        let body = Full::new(std::io::Cursor::new(request.body.clone()));
        let sent = sent.body(body).map_err(|error| failed("request to", &error))?;
        self.runtime.block_on(async {
            let answer = self.connections.request(sent).await;
            let (parts, body) = answer.map_err(|error| failed("request to", &error))?.into_parts();
            let body =
                body.collect().await.map_err(|error| failed("reading the response of", &error))?;
            let mut response = HttpResponse::new(parts.status.as_u16());
            for (name, value) in &parts.headers {
                response.header_list.append(name.as_str(), value);
            }
            response.body = body.to_bytes().into();
            Ok(response)
        })
    }
}
