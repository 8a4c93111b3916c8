//! The servers: one for each adapter, all with the same policies and one handler.
//!
//! | path | response |
//! | --- | --- |
//! | `/p/<policy>/x`, `/p/<policy>/x/` | of the handler, for every method that the adapter can mount |
//! | `/p/<policy>/only-get` | of the handler for `GET`, the framework's 405 for others |
//! | `/p/<policy>/nowhere` | the framework's 404 |

mod actix;
mod axum;
pub(crate) mod handler;
pub(crate) mod log;
mod poem;
mod rocket;
mod routes;
mod salvo;

use std::net::{Ipv4Addr, SocketAddr};

use ::axum::Router;
use cors_runtime::{PolicySource, select};
use tokio::net::TcpListener;

use crate::policies::POLICIES;
use log::Log;

/// An adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adapter {
    Protect,
    Tower,
    Routes,
    ActixWeb,
    Salvo,
    Poem,
    Rocket,
}

/// A server, running.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) adapter: Adapter,
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
}

impl Adapter {
    pub(crate) const ALL: [Self; 7] = [
        Self::Protect,
        Self::Tower,
        Self::Routes,
        Self::ActixWeb,
        Self::Salvo,
        Self::Poem,
        Self::Rocket,
    ];

    /// The name in hosts and in the ids of cases.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Protect => "protect",
            Self::Tower => "tower",
            Self::Routes => "routes",
            Self::ActixWeb => "actix-web",
            Self::Salvo => "salvo",
            Self::Poem => "poem",
            Self::Rocket => "rocket",
        }
    }

    /// The status for a method without a handler, on a path that has others.
    pub(crate) const fn status_of_other_methods(self) -> u16 {
        match self {
            Self::Rocket => 404,
            _ => 405,
        }
    }

    /// Starts its server.
    pub(crate) async fn start(self) -> Api {
        let log = Log::default();
        let address = match self {
            Self::Protect => serve(axum::protected(&log)).await,
            Self::Tower => serve(axum::tower(&log)).await,
            Self::Routes => serve(routes::routes(&log)).await,
            Self::ActixWeb => actix::start(&log),
            Self::Salvo => salvo::start(&log).await,
            Self::Poem => poem::start(&log).await,
            Self::Rocket => rocket::start(&log).await,
        };
        Api { adapter: self, address, log }
    }
}

/// Chooses the policy that the path names, for frameworks with one policy around everything.
pub(crate) fn of_the_path() -> impl PolicySource {
    select(|target| {
        let name = target.path().strip_prefix("/p/")?.split('/').next()?;
        POLICIES.iter().find(|named| named.name == name).map(|named| named.policy.clone())
    })
}

/// Serves an application on a free port, until the runtime ends.
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { ::axum::serve(listener, app).await });
    address
}
