//! A server whose tenants, and their origins, are in PostgreSQL or in a file.
//!
//! ```text
//!  PostgreSQL: NOTIFY ──┐                                              request
//!                       ├──> refresh: read all rows ──> tenants           │
//!  a file: an event ────┤    on a change, on the timer,   │ LivePolicy    ▼
//!                timer ─┘    after a failure              └────────────> application
//! ```
//!
//! | module | contents |
//! | --- | --- |
//! | `configuration` | the command line and `DATABASE_URL` |
//! | `application` | the handlers, under the policy of `tenants` |
//! | `tenants` | the policy, and how rows get into it |
//! | `origins` | where rows are from: a database or a file |
//! | `refresh` | when they are read |
//! | `backoff` | how long to wait after a failure |
//!
//! `README.md` has the commands.

mod application;
mod backoff;
mod configuration;
mod origins;
mod refresh;
mod tenants;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tokio::net::TcpListener;
use tracing::error;

use crate::application::application;
use crate::configuration::Configuration;
use crate::refresh::refresh;

#[tokio::main]
async fn main() -> ExitCode {
    let configuration = Configuration::parse();
    tracing_subscriber::fmt()
        .with_max_level(configuration.log)
        .with_writer(io::stderr)
        .with_ansi(false)
        .init();
    match serve(&configuration).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the application, and refreshes its policy.
async fn serve(configuration: &Configuration) -> Result<(), Box<dyn Error>> {
    // A mistake in the configuration ends the program; a database that is down does not.
    let database = configuration.database()?;
    let address = configuration.listen;
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;

    // Requests don't wait for the first rows: until these are read, only the compiled origins are allowed.
    let every = configuration.every();
    let refresh = match database {
        Some(database) => tokio::spawn(refresh(database, every)),
        None => tokio::spawn(refresh(configuration.file(), every)),
    };
    tokio::select! {
        served = axum::serve(listener, application()) => Ok(served?),
        // It ends only by a panic. Better no server than one whose origins are never refreshed again.
        ended = refresh => match ended? {},
    }
}
