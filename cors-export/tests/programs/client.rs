//! A client that sends exactly the lines that it is given, over one connection.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::requests::Request;

/// A response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

pub struct Client {
    port: u16,
    connection: Option<BufReader<TcpStream>>,
}

impl Client {
    pub fn new(port: u16) -> Self {
        Self { port, connection: None }
    }

    /// Sends a request; on a connection that the server has closed meanwhile, once more on a new one.
    pub fn send(&mut self, request: &Request) -> io::Result<Response> {
        if self.connection.is_some()
            && let Ok(response) = self.exchange(request)
        {
            return Ok(response);
        }
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        self.connection = Some(BufReader::new(stream));
        self.exchange(request)
    }

    fn exchange(&mut self, request: &Request) -> io::Result<Response> {
        let mut connection = self.connection.take().ok_or(io::ErrorKind::NotConnected)?;
        connection.get_mut().write_all(&request.bytes())?;
        let response = read_response(&mut connection)?;
        let is_open = read_body(&mut connection, request, &response)?;
        if is_open && response.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Ok(response)
    }
}

/// Reads the status and the headers.
pub fn read_response(connection: &mut BufReader<TcpStream>) -> io::Result<Response> {
    let mut line = String::new();
    read_line(connection, &mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("not a response: {line:?}")))?;
    let mut headers = Vec::new();
    loop {
        read_line(connection, &mut line)?;
        if line.is_empty() {
            return Ok(Response { status, headers });
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn read_line(connection: &mut BufReader<TcpStream>, line: &mut String) -> io::Result<()> {
    line.clear();
    if connection.read_line(line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(())
}

/// Reads the body; whether the connection can be used again.
fn read_body(
    connection: &mut BufReader<TcpStream>,
    request: &Request,
    response: &Response,
) -> io::Result<bool> {
    if request.method == "HEAD" || matches!(response.status, 204 | 304) {
        return Ok(true);
    }
    if let Some(length) = response.header("content-length") {
        let length: usize = length.parse().map_err(io::Error::other)?;
        connection.read_exact(&mut vec![0; length])?;
        return Ok(true);
    }
    if response.header("transfer-encoding").is_none() {
        connection.read_to_end(&mut Vec::new())?;
        return Ok(false);
    }
    let mut line = String::new();
    loop {
        read_line(connection, &mut line)?;
        let length = usize::from_str_radix(&line, 16).map_err(io::Error::other)?;
        connection.read_exact(&mut vec![0; length + 2])?;
        if length == 0 {
            return Ok(true);
        }
    }
}
