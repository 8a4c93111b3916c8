//! The API: three parts on one port, each under its own policy, implemented once for each framework as its
//! users would write it.

#[cfg(feature = "actix-web")]
mod actix_web;
mod axum;
mod hyper;

use std::fmt;
use std::io;

use clap::ValueEnum;
use tokio::net::TcpListener;

use crate::log::Log;

/// The server of the API. The policies, the answers and the page are the same for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// An axum router: `CorsLayer` on nested routers, `protect` around an application.
    Axum,
    /// An actix-web application: `Cors` around scopes.
    ActixWeb,
    /// hyper, and tower services under `CorsLayer` around plain functions.
    Hyper,
}

impl Server {
    /// All servers that this program was built with.
    pub const ALL: &[Self] = &[
        Self::Axum,
        #[cfg(feature = "actix-web")]
        Self::ActixWeb,
        Self::Hyper,
    ];

    /// Whether this program was built with this server.
    #[must_use]
    pub fn is_built(self) -> bool {
        Self::ALL.contains(&self)
    }

    /// Serves until the future is dropped, or the server fails.
    pub(crate) async fn serve(self, listener: TcpListener, log: Log) -> io::Result<()> {
        match self {
            Self::Axum => ::axum::serve(listener, axum::api(log)).await,
            #[cfg(feature = "actix-web")]
            Self::ActixWeb => actix_web::serve(listener.into_std()?, log).await,
            #[cfg(not(feature = "actix-web"))]
            Self::ActixWeb => Err(io::ErrorKind::Unsupported.into()),
            Self::Hyper => hyper::serve(listener, log).await,
        }
    }
}

/// The name, as given on the command line.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Axum => "axum",
            Self::ActixWeb => "actix-web",
            Self::Hyper => "hyper",
        })
    }
}
