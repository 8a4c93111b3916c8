//! Requests to the servers.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// The head of a response; names of headers are in lower case.
pub(crate) struct Response {
    pub(crate) status: String,
    headers: Vec<(String, String)>,
}

impl Response {
    /// The values of a header.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let has_name = |(header, _): &&(String, String)| header == name;
        self.headers.iter().filter(has_name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether it is shared with an origin.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        let values = self.values("access-control-allow-origin");
        matches!(values.as_slice(), [value] if *value == "*" || *value == origin)
    }
}

/// A port that no server has.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

/// The response to a request with these headers.
pub(crate) fn send(port: u16, method: &str, headers: &[(&str, &str)]) -> Response {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout can be set");
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request =
        format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).expect("received");
    let response = String::from_utf8_lossy(&response).into_owned();
    let mut lines = response.split("\r\n\r\n").next().unwrap_or_default().lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let header = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_ascii_lowercase(), value.to_owned()))
    };
    Response { status: status.to_owned(), headers: lines.filter_map(header).collect() }
}
