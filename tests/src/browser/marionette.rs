//! Firefox's own protocol for programs that drive it: JSON texts with their lengths in front, over TCP.
//!
//! <https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html>

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};

use serde_json::{Value, json};

use super::PATIENCE;

/// A connection with a session. When it is closed, Firefox keeps its pages, and trusts certificates as usual.
#[derive(Debug)]
pub(super) struct Marionette {
    stream: TcpStream,
    sent: u32,
}

impl Marionette {
    pub(super) fn connect(port: u16) -> Self {
        let stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("Firefox accepts a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let mut marionette = Self { stream, sent: 0 };
        // It greets with its version.
        marionette.read();
        marionette
    }

    pub(super) fn start_session(&mut self, accepts_any_certificate: bool) {
        self.send(
            "WebDriver:NewSession",
            &json!({ "acceptInsecureCerts": accepts_any_certificate, "pageLoadStrategy": "none" }),
        );
    }

    pub(super) fn navigate(&mut self, page: &str) {
        self.send("WebDriver:Navigate", &json!({ "url": page }));
    }

    fn send(&mut self, command: &str, parameters: &Value) {
        self.sent = self.sent.saturating_add(1);
        let text = json!([0, self.sent, command, parameters]).to_string();
        write!(self.stream, "{}:{text}", text.len()).expect("Firefox receives commands");
        let answer = self.read();
        let error = answer.get(2).unwrap_or(&Value::Null);
        assert!(error.is_null(), "{command}: {error}");
    }

    fn read(&mut self) -> Value {
        let mut length = Vec::new();
        let mut byte = [0];
        loop {
            self.stream.read_exact(&mut byte).expect("Firefox answers");
            match byte {
                [b':'] => break,
                [digit] => length.push(digit),
            }
        }
        let length = String::from_utf8_lossy(&length).parse().expect("a length");
        let mut text = vec![0; length];
        self.stream.read_exact(&mut text).expect("Firefox answers");
        serde_json::from_slice(&text).expect("Firefox answers with JSON")
    }
}
