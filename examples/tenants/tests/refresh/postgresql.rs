//! A PostgreSQL server, run by the example's script.

use std::fs::File;
use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::{Folder, until};

/// A server with its own data, which can be stopped and started again.
pub(crate) struct PostgreSql {
    /// Dropped after the server has ended, in `drop`.
    folder: Folder,
    process: Option<Child>,
}

impl PostgreSql {
    /// Starts a new server. Without PostgreSQL, the test is skipped with a notice, or fails if `CI` is in the environment.
    pub(crate) fn new() -> Option<Self> {
        let mut server = Self { folder: Folder::unused(), process: None };
        let Err(status) = server.try_start() else { return Some(server) };
        assert_eq!(status.code(), Some(127), "the server ended: {}", server.log());
        assert!(std::env::var_os("CI").is_none(), "PostgreSQL is not installed, and CI needs it");
        // Not captured by the test runner, so that it is seen.
        let _ = writeln!(std::io::stderr(), "skipped: PostgreSQL is not installed");
        None
    }

    /// Starts the server that was stopped.
    pub(crate) fn start(&mut self) {
        if let Err(status) = self.try_start() {
            panic!("the server ended, {status}: {}", self.log());
        }
    }

    /// Returns when queries are answered.
    fn try_start(&mut self) -> Result<(), ExitStatus> {
        let log = File::create(self.log_path()).unwrap();
        let process = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/database"))
            .arg(&self.folder.0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.process = Some(process);
        let mut ended = None;
        until("PostgreSQL answers", || {
            ended = self.process.as_mut().and_then(|process| process.try_wait().unwrap());
            ended.is_some() || query(&self.url(), "SELECT 1").is_some()
        });
        let Some(status) = ended else { return Ok(()) };
        self.process = None;
        Err(status)
    }

    /// Sends the signal: `INT` ends connections and stops, `QUIT` is a crash.
    pub(crate) fn stop(&mut self, signal: &str) {
        if let Some(mut process) = self.process.take() {
            send(signal, &process.id().to_string());
            until("PostgreSQL ends", || process.try_wait().unwrap().is_some());
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("host={} user=tenants dbname=tenants", self.folder.0.display())
    }

    /// Runs SQL, and returns what it prints.
    pub(crate) fn run(&self, sql: &str) -> String {
        query(&self.url(), sql).unwrap_or_else(|| panic!("{sql} failed: {}", self.log()))
    }

    fn log_path(&self) -> std::path::PathBuf {
        self.folder.0.with_extension("log")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }
}

impl Drop for PostgreSql {
    fn drop(&mut self) {
        self.stop("QUIT");
        let _ = std::fs::remove_file(self.log_path());
    }
}

fn query(url: &str, sql: &str) -> Option<String> {
    let psql = ["--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"];
    let output = Command::new("psql").args(psql).args(["-d", url, "-c", sql]).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// Sends a signal to a process.
pub(crate) fn send(signal: &str, process: &str) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(process).status().unwrap();
    assert!(sent.success(), "SIG{signal} to {process}");
}
