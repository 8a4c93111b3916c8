//! One request on one connection, as bytes.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// The maximum time for an answer: far longer than usual, so that the test passes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The response.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: Option<u16>,
    /// The first bytes of the answer, in lower case.
    pub(crate) head: String,
    /// Whether the connection was reset by a server that did not read the rest of the request.
    pub(crate) was_reset: bool,
}

/// Sends a request and reads the answer while sending, because servers may answer before they have read
/// everything.
pub(crate) fn send(address: SocketAddr, request: &[u8]) -> Got {
    let mut socket = TcpStream::connect(address).expect("the server listens");
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_write_timeout(Some(PATIENCE)).unwrap();
    let mut sending = socket.try_clone().unwrap();
    thread::scope(|scope| {
        // A server may not read the rest; the answer is checked in any case.
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
