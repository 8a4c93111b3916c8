//! Emulators of storage services: started, stopped, and configured.

use std::fs;
use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Response, read_response};
use crate::program;
use crate::requests::Request;

/// The longest origin that is tried: browsers send no longer ones, and emulators limit the size of all headers.
pub const MAX_LEN: usize = 327;

/// An emulator that runs until this is dropped.
pub struct Emulator {
    child: Child,
    folder: std::path::PathBuf,
}

impl Emulator {
    /// Starts an emulator, and waits until it accepts connections.
    pub fn start(name: &str, mut command: Command, port: u16) -> Self {
        let folder = program::folder(name);
        let log = fs::File::create(folder.join("log")).unwrap();
        let child = command
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let emulator = Self { child, folder };
        let deadline = Instant::now() + Duration::from_secs(120);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(emulator.folder.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "{}", log());
            thread::sleep(Duration::from_millis(50));
        }
        emulator
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Sends a document of XML, with a further header.
pub fn put(port: u16, path: &str, header: &str, body: &str) -> Response {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nContent-Type: application/xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len(),
    )
    .unwrap();
    read_response(&mut BufReader::new(stream)).unwrap()
}

/// Preflights with each of some methods and the headers of a rule, and with others; whether the rule grants them.
pub fn preflights(
    origin: &str,
    path: &'static str,
    methods: &[&str],
    headers: &[&str],
) -> Vec<(Request, &'static str, bool)> {
    let mut preflights = Vec::new();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        for names in [&[], headers, &["x-other"]] {
            let mut request = Request::preflight(origin, method);
            request.path = path;
            if !names.is_empty() {
                request.headers.push(("Access-Control-Request-Headers".into(), names.join(",")));
            }
            let is_granted = methods.contains(&method)
                && names.iter().all(|name| headers.contains(name) || headers == ["*"]);
            preflights.push((request, method, is_granted));
        }
    }
    preflights
}
