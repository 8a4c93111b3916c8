//! One request and one response, as HTTP/1.1 over a socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use http::{Request, Response};

/// Sends every header line unchanged, and reads until the server closes the connection.
pub(super) fn exchange(server: SocketAddr, request: &Request<String>) -> Response<String> {
    let mut socket = TcpStream::connect(server).expect("the server listens");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket has a timeout");
    socket.write_all(&wire(server, request)).expect("the server reads the request");
    let mut received = Vec::new();
    socket.read_to_end(&mut received).expect("the server answers in time");
    read(&received).expect("the server speaks HTTP/1.1")
}

fn wire(server: SocketAddr, request: &Request<String>) -> Vec<u8> {
    let start = format!(
        "{} {} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\ncontent-length: {}\r\n",
        request.method(),
        request.uri().path(),
        request.body().len()
    );
    let mut wire = start.into_bytes();
    for (name, value) in request.headers() {
        wire.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    wire.extend(b"\r\n");
    wire.extend(request.body().as_bytes());
    wire
}

/// `None` for an incomplete response, or one in chunks.
fn read(received: &[u8]) -> Option<Response<String>> {
    let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let (head, body) = (received.get(..end)?, received.get(end.checked_add(4)?..)?);
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let status = lines.next()?.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    let mut response = Response::builder().status(status);
    for line in lines {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = line.split_at_checked(colon)?;
        response = response.header(name, value.strip_prefix(b":")?.trim_ascii());
    }
    let response = response.body(String::from_utf8_lossy(body).into_owned()).ok()?;
    (!response.headers().contains_key("transfer-encoding")).then_some(response)
}
