//! Both servers, started together, each on its own port.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::api::Server;
use crate::log::Log;
use crate::page::{PageResults, PageState, page};

/// Both servers, running. They stop accepting connections when this is dropped.
#[derive(Debug)]
pub struct Running {
    api: SocketAddr,
    page: SocketAddr,
    log: Log,
    results: watch::Receiver<Option<PageResults>>,
    servers: JoinSet<io::Result<()>>,
}

/// Why the servers could not start.
#[derive(Debug)]
pub struct StartError {
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    /// The program was built without this server.
    NotBuilt(Server),
    /// Both servers were given this port.
    SamePort(u16),
    /// A port cannot be listened on.
    Listen { role: Role, port: u16, cause: io::Error },
}

/// What a port is for.
#[derive(Clone, Copy, Debug)]
enum Role {
    Api,
    Page,
}

/// Starts the API, served by `server`, and the page on 127.0.0.1; port 0 picks a free one.
///
/// # Errors
///
/// If the program was built without `server`, both ports are the same, or one cannot be listened on.
pub async fn start(server: Server, api_port: u16, page_port: u16) -> Result<Running, StartError> {
    if !server.is_built() {
        return Err(StartError { reason: Reason::NotBuilt(server) });
    }
    if api_port == page_port && api_port != 0 {
        return Err(StartError { reason: Reason::SamePort(api_port) });
    }
    let (api_listener, api_address) = listen(Role::Api, api_port).await?;
    let (page_listener, page_address) = listen(Role::Page, page_port).await?;

    let log = Log::default();
    let (posted, results) = watch::channel(None);
    let api_origin = origin(api_address);
    let state = PageState { server, api_origin, log: log.clone(), results: posted };

    let mut servers = JoinSet::new();
    servers.spawn(server.serve(api_listener, log.clone()));
    servers.spawn(serve_page(page_listener, page(state)));
    Ok(Running { api: api_address, page: page_address, log, results, servers })
}

async fn listen(role: Role, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let error = |cause| StartError { reason: Reason::Listen { role, port, cause } };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(error)?;
    let address = listener.local_addr().map_err(error)?;
    Ok((listener, address))
}

async fn serve_page(listener: TcpListener, app: Router) -> io::Result<()> {
    axum::serve(listener, app).await
}

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}

impl Running {
    /// The API's origin.
    #[must_use]
    pub fn api_origin(&self) -> String {
        origin(self.api)
    }

    /// The page's origin.
    #[must_use]
    pub fn page_origin(&self) -> String {
        origin(self.page)
    }

    /// The requests that the API has received; the log grows with each request.
    #[must_use]
    pub fn observed(&self) -> &Log {
        &self.log
    }

    /// The results of a page, as soon as one has finished the table. If several pages finish it, or one
    /// runs it again, the latest results.
    ///
    /// `None` if the page's server has ended.
    pub async fn results(&self) -> Option<PageResults> {
        let mut results = self.results.clone();
        results.wait_for(Option::is_some).await.ok()?.clone()
    }

    /// Waits until a server ends, which only happens on an error.
    ///
    /// # Errors
    ///
    /// The error that ended it.
    pub async fn ended(mut self) -> io::Result<()> {
        match self.servers.join_next().await {
            Some(Ok(result)) => result,
            Some(Err(stopped)) => Err(io::Error::other(stopped)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, port, cause) = match &self.reason {
            Reason::NotBuilt(server) => {
                return write!(
                    f,
                    "this program was built without {server}; run `cargo run -p cors-examples \
                     --features {server} --bin quickstart -- --server {server}`"
                );
            }
            Reason::SamePort(port) => {
                return write!(
                    f,
                    "the API and the page cannot both use port {port}, because they must have \
                     different origins; choose two ports, or let the page use any free port with \
                     `--page-port 0`"
                );
            }
            Reason::Listen { role, port, cause } => (role, port, cause),
        };
        let (name, option) = match role {
            Role::Api => ("API", "--api-port"),
            Role::Page => ("page", "--page-port"),
        };
        if cause.kind() == io::ErrorKind::AddrInUse {
            write!(
                f,
                "port {port} on 127.0.0.1, for the {name}, is already in use; stop the program that \
                 uses it, or let the {name} use any free port with `{option} 0`"
            )
        } else {
            write!(
                f,
                "the {name} cannot listen on port {port} on 127.0.0.1: {cause}; let it use any \
                 free port with `{option} 0`"
            )
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::NotBuilt(_) | Reason::SamePort(_) => None,
            Reason::Listen { cause, .. } => Some(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn occupied_port_is_reported_with_its_option() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();

        let error = start(Server::Axum, port, 0).await.unwrap_err().to_string();
        assert!(error.contains(&format!("port {port}")), "{error}");
        assert!(error.contains("`--api-port 0`"), "{error}");

        let error = start(Server::Axum, 0, port).await.unwrap_err().to_string();
        assert!(error.contains("`--page-port 0`"), "{error}");
    }

    #[tokio::test]
    async fn one_port_for_both_servers_is_an_error() {
        let error = start(Server::Axum, 9000, 9000).await.unwrap_err().to_string();
        assert!(error.contains("both use port 9000"), "{error}");
        assert!(!error.contains("stop the program"), "{error}");
    }
}
