//! One request on one connection, as bytes.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// How long an answer may take: far longer than it does, so that a machine under load passes.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: Option<u16>,
    /// The first bytes of the answer, in lower case.
    pub(crate) head: String,
    /// Whether the connection was reset, by a server that did not want to read on.
    pub(crate) was_reset: bool,
}

/// Sends a request and reads the answer while sending, as servers answer before they have read
/// all.
pub(crate) fn send(address: SocketAddr, request: &[u8]) -> Got {
    let mut socket = TcpStream::connect(address).expect("the server listens");
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_write_timeout(Some(PATIENCE)).unwrap();
    let mut sending = socket.try_clone().unwrap();
    thread::scope(|scope| {
        // What is not sent is not read either, and the answer says what is of it.
        let sent = scope.spawn(move || sending.write_all(request).is_ok());
        let mut answer = Vec::new();
        let end = socket.read_to_end(&mut answer);
        if let Err(error) = &end {
            let is_reset =
                matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
            assert!(is_reset, "no answer: {error}");
        }
        let was_reset = end.is_err() || !sent.join().unwrap();
        answer.truncate(2_000);
        let head = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Got { status, head, was_reset }
    })
}
