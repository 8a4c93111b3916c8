//! The server behind the programs. Its answer depends on the path alone, so that the test knows it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::configurations::Upstream;

/// A path with its answer.
pub struct Page {
    pub path: &'static str,
    pub status: u16,
    pub headers: &'static [(&'static str, &'static str)],
}

pub static PAGES: [Page; 14] = [
    Page { path: "/", status: 200, headers: &[("X-Request-Id", "7")] },
    Page { path: "/missing", status: 404, headers: &[] },
    Page { path: "/broken", status: 500, headers: &[] },
    Page { path: "/moved", status: 302, headers: &[("Location", "/elsewhere")] },
    Page { path: "/unchanged", status: 304, headers: &[("ETag", "\"1\"")] },
    Page { path: "/forbidden", status: 403, headers: &[] },
    Page { path: "/vary", status: 200, headers: &[("Vary", "Accept-Encoding")] },
    Page { path: "/vary-origin", status: 200, headers: &[("Vary", "Accept, origin")] },
    Page { path: "/vary-any", status: 200, headers: &[("Vary", "*")] },
    Page { path: "/vary-twice", status: 200, headers: &[("Vary", "Accept"), ("Vary", "Cookie")] },
    Page {
        path: "/own",
        status: 200,
        headers: &[
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "*"),
            ("Access-Control-Allow-Headers", "*"),
            ("Access-Control-Expose-Headers", "*"),
            ("Access-Control-Max-Age", "5"),
            ("Access-Control-Allow-Private-Network", "true"),
        ],
    },
    Page {
        path: "/neighbours",
        status: 200,
        headers: &[
            ("Timing-Allow-Origin", "https://other.example"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("Activate-Storage-Access", "load"),
        ],
    },
    Page {
        path: "/vary-storage-access",
        status: 200,
        headers: &[("Vary", "sec-fetch-storage-access")],
    },
    Page { path: "/unknown-header", status: 200, headers: &[("Access-Control-Something", "yes")] },
];

/// Starts the server.
pub fn start() -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve(stream));
        }
    });
    // The port of a service that is never run.
    Upstream { port, dead_port: 1 }
}

fn serve(stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let Ok(mut writer) = stream.try_clone() else { return };
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        if !matches!(reader.read_line(&mut line), Ok(1..)) {
            return;
        }
        let mut words = line.split(' ');
        let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
        loop {
            line.clear();
            if !matches!(reader.read_line(&mut line), Ok(1..)) {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        // In one write: a response in parts confuses some programs.
        if writer.write_all(response(&method, &path).as_bytes()).is_err() {
            return;
        }
    }
}

fn response(method: &str, path: &str) -> String {
    let page = PAGES.iter().find(|page| page.path == path).unwrap_or(&PAGES[1]);
    let mut text = format!("HTTP/1.1 {} Status\r\n", page.status);
    for (name, value) in page.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = "hello";
    if page.status != 304 {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    if method != "HEAD" && page.status != 304 {
        text.push_str(body);
    }
    text
}
