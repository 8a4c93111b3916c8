//! The user agent written from the standard, on the same servers, over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use cors_user_agent::{
    CredentialsMode, HttpRequest, HttpResponse, Mode, Network, NetworkError, Page, Request,
    UserAgent,
};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::runtime::Handle;

use crate::api::Api;
use crate::api::handler::NAMES;
use crate::policies::{HOME, Kind};
use crate::scenario::{Scenario, Seen, Step};

type Body = Full<std::io::Cursor<Vec<u8>>>;

/// Connections to one server for any host.
pub(crate) struct Wire {
    connections: Client<HttpConnector, Body>,
    server: SocketAddr,
    runtime: Handle,
}

impl Wire {
    pub(crate) fn new(server: SocketAddr, runtime: Handle) -> Self {
        let connections = Client::builder(TokioExecutor::new()).build_http();
        Self { connections, server, runtime }
    }
}

impl Network for Wire {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let failed = |error: &dyn std::fmt::Display| {
            NetworkError::Connection(format!("{} failed: {error}", request.url))
        };
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let mut url = request.url.clone();
        // TLS ends at the proxy.
        url.set_scheme("http").map_err(|()| failed(&"no scheme"))?;
        url.set_ip_host(self.server.ip()).map_err(|()| failed(&"no host"))?;
        url.set_port(Some(self.server.port())).map_err(|()| failed(&"no port"))?;
        let mut sent = http::Request::builder()
            .method(request.method.as_str())
            .uri(url.as_str())
            .header("host", host);
        for (name, value) in request.header_list.iter() {
            sent = sent.header(name, value);
        }
        let body = Full::new(std::io::Cursor::new(request.body.clone()));
        let sent = sent.body(body).map_err(|error| failed(&error))?;
        self.runtime.block_on(async {
            let answer = self.connections.request(sent).await;
            let (parts, body) = answer.map_err(|error| failed(&error))?.into_parts();
            let body = body.collect().await.map_err(|error| failed(&error))?;
            let mut response = HttpResponse::new(parts.status.as_u16());
            for (name, value) in &parts.headers {
                response.header_list.append(name.as_str(), value);
            }
            response.body = body.to_bytes().into();
            Ok(response)
        })
    }
}

/// The results of a case that begins its steps at these times.
pub(crate) fn run(scenario: &Scenario, api: &Api, wire: &mut Wire, times: &[Duration]) -> Seen {
    let mut user_agent = UserAgent::new();
    let name = format!("{}~", scenario.id);
    let mut read = Vec::new();
    for (step, at) in scenario.steps_as(&name).zip(times) {
        let response = user_agent.fetch(wire, request(&step), *at).ok();
        read.push(response.map(|response| {
            let names = NAMES.into_iter().filter(|name| response.header_list.contains(name));
            (response.status, names.map(str::to_owned).collect())
        }));
    }
    Seen::new(read, &api.log.of(&name))
}

fn request(step: &Step) -> Request {
    let page = match step.page.kind {
        Kind::Plain => Page::new(step.page.origin).unwrap(),
        Kind::Sandboxed | Kind::Data => Page::opaque(),
    };
    let page = page.framed_by(&Page::new(HOME.origin).unwrap());
    let mode = if step.no_cors { Mode::NoCors } else { Mode::Cors };
    let mut request = Request::with_mode(&page, mode, step.method, &step.url).unwrap();
    for (name, value) in &step.headers {
        request = request.header(name, value).unwrap();
    }
    if let Some(body) = step.body {
        request = request.body(body).unwrap();
    }
    if step.credentials {
        request = request.credentials(CredentialsMode::Include);
    }
    if step.listens {
        request = request.with_forced_preflight();
    }
    request
}
