//! The command line and `DATABASE_URL`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use tracing::Level;

use crate::origins::Failure;
use crate::origins::database::Database;
use crate::origins::file::File;

/// A server whose tenants, and their origins, are in PostgreSQL or in a file.
#[derive(Debug, Parser)]
#[command(name = "tenants")]
pub(crate) struct Configuration {
    /// The address to listen on; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
    /// The database, as a URL or as `host=… user=… dbname=…`. Without it, the origins are read from a file.
    // Not parsed by clap, whose errors would print it with the password.
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The file with the origins, one per line.
    #[arg(long, value_name = "FILE", default_value = "examples/tenants/origins.txt")]
    file: PathBuf,
    /// Read the origins at least this often, in seconds, also if no change is reported.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// What to log: `error`, `warn`, `info`, or `debug` for each decision.
    #[arg(long, value_name = "LEVEL", default_value_t = Level::INFO)]
    pub(crate) log: Level,
}

impl Configuration {
    /// The database, if there is one.
    ///
    /// # Errors
    ///
    /// If its URL cannot be read.
    pub(crate) fn database(&self) -> Result<Option<Database>, Failure> {
        let url = self.database_url.as_deref().filter(|url| !url.is_empty());
        url.map(Database::new).transpose()
    }

    /// The file, for a server without a database.
    pub(crate) fn file(&self) -> File {
        File::new(self.file.clone())
    }

    pub(crate) fn every(&self) -> Duration {
        Duration::from_secs(self.every)
    }
}
