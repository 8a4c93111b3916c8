//! The servers: one for each adapter, all with the same policies and one handler. And programs with exported policies, in
//! front of a server with that handler and without policies.
//!
//! | path | response |
//! | --- | --- |
//! | `/p/<policy>/x`, `/p/<policy>/x/` | of the handler, for every method that the adapter can mount |
//! | `/p/<policy>/only-get` | of the handler for `GET`, the framework's 405 for others |
//! | `/p/<policy>/nowhere` | the framework's 404 |

mod actix;
mod axum;
mod exported;
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

use crate::policies::{Named, POLICIES};
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
    /// Not an adapter, but a program with exported policies, in front of a server without any.
    Nginx,
    Haproxy,
    Apache,
    Caddy,
    Envoy,
    Worker,
}

/// A server, running.
pub(crate) struct Api {
    pub(crate) adapter: Adapter,
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
    /// The program, if it is one.
    _program: Option<exported::Running>,
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

    /// The programs with exported policies.
    pub(crate) const EXPORTED: [Self; 6] =
        [Self::Nginx, Self::Haproxy, Self::Apache, Self::Caddy, Self::Envoy, Self::Worker];

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
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Apache => "apache",
            Self::Caddy => "caddy",
            Self::Envoy => "envoy",
            Self::Worker => "worker",
        }
    }

    /// The status for a method without a handler, on a path that has others.
    pub(crate) const fn status_of_other_methods(self) -> u16 {
        match self {
            Self::Rocket => 404,
            _ => 405,
        }
    }

    /// Whether a policy can be used with it.
    pub(crate) fn supports(self, policy: &Named) -> bool {
        exported::is_supported(self, policy)
    }

    /// Starts its server; `None`, with a notice, if it is a program that is not installed.
    pub(crate) async fn start(self) -> Option<Api> {
        let log = Log::default();
        let mut program = None;
        let address = match self {
            Self::Protect => serve(axum::protected(&log)).await,
            Self::Tower => serve(axum::tower(&log)).await,
            Self::Routes => serve(routes::routes(&log)).await,
            Self::ActixWeb => actix::start(&log),
            Self::Salvo => salvo::start(&log).await,
            Self::Poem => poem::start(&log).await,
            Self::Rocket => rocket::start(&log).await,
            exported => {
                let upstream = serve(axum::without_policies(&log)).await;
                let started = exported::start(exported, upstream)?;
                let address = serve(axum::recorded(exported::front(&started), &log)).await;
                program = Some(started);
                address
            }
        };
        Some(Api { adapter: self, address, log, _program: program })
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
