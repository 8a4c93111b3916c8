//! The servers: one application served in three ways, each in a separate process.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, io, thread};

use axum::Router;
use axum::routing::any;
use cors_runtime::Policy;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method};
use tokio::net::TcpListener;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{live, requests};

/// What is around the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    Nothing,
    Protect,
    /// `protect` with a policy that is replaced while requests run.
    Live,
    TowerHttp,
}

impl Around {
    pub(crate) const ALL: [Self; 4] = [Self::Nothing, Self::Protect, Self::Live, Self::TowerHttp];

    /// The name on the command line and in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "without CORS",
            Self::Protect => "`protect`",
            Self::Live => "a live policy",
            Self::TowerHttp => "tower-http",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|around| around.name() == name)
    }
}

/// A server in a separate process, which ends when this value is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts this program again, as a server.
    pub(crate) fn start(around: Around) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(env::current_exe()?)
            .args(["--serve", around.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().parse().map_err(|_| format!("the server printed `{line}`"))?;
        Ok(Self { process, address })
    }

    /// The memory that it uses in KiB: `VmRSS` of Linux.
    pub(crate) fn memory(&self) -> Result<u64, Box<dyn Error>> {
        memory(self.process.id())
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it is still running.
    pub(crate) fn is_alive(&mut self) -> Result<bool, Box<dyn Error>> {
        Ok(self.process.try_wait()?.is_none())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The memory that a process uses in KiB.
pub(crate) fn memory(process: u32) -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("the process has no VmRSS: it has ended")?.parse()?)
}

/// Runs a server: prints its address, and serves until its input ends, which happens when the program that
/// started it ends.
pub(crate) fn serve(around: Around) -> Result<(), Box<dyn Error>> {
    thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_io()
        .enable_time()
        .build()?;
    let app = Router::new().route("/users", any(async || "a short answer"));
    runtime.block_on(async {
        match around {
            Around::Nothing => axum::serve(listener().await?, app).await?,
            Around::Protect => {
                let app = cors_runtime::axum::protect(app, policy()?);
                axum::serve(listener().await?, app).await?;
            }
            Around::Live => {
                let app = cors_runtime::axum::protect(app, live::policy()?);
                axum::serve(listener().await?, app).await?;
            }
            Around::TowerHttp => {
                let app = app.layer(tower_http()?);
                axum::serve(listener().await?, app).await?;
            }
        }
        Ok(())
    })
}

/// Listens on a port that the system chooses, and prints it when the server is ready.
async fn listener() -> io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    Ok(listener)
}

/// The number of seconds for which the answer to a preflight may be cached.
pub(crate) const MAX_AGE: u64 = 600;

fn policy() -> Result<Policy, Box<dyn Error>> {
    let names: Vec<&str> = requests::NAMES.split(',').collect();
    let text = format!(
        "allow_origins = {:?}\nallow_credentials = true\nallow_methods = [\"PUT\"]\n\
         allow_headers = {names:?}\nmax_age = {MAX_AGE}\n",
        requests::origins(),
    );
    Ok(Policy::from_toml(&text)?)
}

fn tower_http() -> Result<CorsLayer, Box<dyn Error>> {
    let origins: Result<Vec<HeaderValue>, _> =
        requests::origins().into_iter().map(HeaderValue::try_from).collect();
    Ok(CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins?))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, HeaderName::from_static("x-request-id")])
        .max_age(Duration::from_secs(MAX_AGE)))
}
