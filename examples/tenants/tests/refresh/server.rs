//! The example as a process.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::{Folder, PATIENCE};

/// The program.
pub(crate) fn tenants() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenants"));
    command.env_remove("DATABASE_URL").args(["--listen", "127.0.0.1:0"]);
    command
}

/// A running server, which ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
    folder: Folder,
}

impl Server {
    pub(crate) fn start<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let folder = Folder::new();
        let log = File::create(folder.0.join("log")).unwrap();
        let mut process =
            tenants().args(arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { process, address, folder }
    }

    /// Whether a page of this origin may send a `PUT`, and read what a `GET` returns.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        let preflight = self.answer("OPTIONS", origin, "Access-Control-Request-Method: PUT\r\n");
        let actual = self.answer("GET", origin, "");
        assert!(actual.starts_with("HTTP/1.1 200 "), "{actual}");
        let header = format!("\r\naccess-control-allow-origin: {origin}\r\n");
        let allowed = [&preflight, &actual].map(|answer| answer.contains(&header));
        let status = if allowed[0] { "HTTP/1.1 204 " } else { "HTTP/1.1 403 " };
        assert!(preflight.starts_with(status), "{preflight}");
        // The policy may have been replaced between the two.
        allowed == [true, true]
    }

    fn answer(&self, method: &str, origin: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let Self { address, .. } = self;
        write!(
            stream,
            "{method} /profile HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\n{headers}Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// How many lines of the log contain all of these texts.
    pub(crate) fn logged(&self, texts: &[&str]) -> usize {
        let log = std::fs::read_to_string(self.folder.0.join("log")).unwrap();
        log.lines().filter(|line| texts.iter().all(|text| line.contains(text))).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.0.join("log")).unwrap_or_default();
            let _ = writeln!(std::io::stderr(), "the log of the server:\n{log}");
        }
    }
}
