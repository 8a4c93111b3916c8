//! The requests: one mixture, with the expected answer to each, from the list of origins.
//!
//! ```text
//! of 20 requests   9 actual, allowed       one of a thousand origins of the list
//!                  1 without Origin
//!                  3 actual, refused       unknown origins, and some similar to allowed ones
//!                  4 preflights, allowed
//!                  1 preflight, refused
//!                  2 hostile               8 KB of commas, junk for an origin, two origins
//! ```
//!
//! The expected answers don't use the library's tables: an origin is allowed if it is in the list.

use std::collections::HashSet;
use std::fmt::Write as _;

/// The number of origins in the policy.
pub(crate) const ORIGINS: usize = 10_000;

/// The number of these that send requests.
const SENDERS: usize = 1_000;

/// The names that preflights request, in a browser's form.
pub(crate) const NAMES: &str = "authorization,content-type,x-request-id";

const KILOBYTES: usize = 8;

/// The list of the policy, the same in every run.
pub(crate) fn origins() -> Vec<String> {
    (0..ORIGINS).map(|index| format!("https://tenant-{index:05}.example.com")).collect()
}

/// One request, and whether its origin may read the response.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The bytes on the wire.
    pub(crate) bytes: Vec<u8>,
    /// Its `Origin`, if there is one line and the list has it.
    pub(crate) allowed: Option<String>,
    /// Whether the policy answers it.
    pub(crate) is_preflight: bool,
    /// The number of its `Origin` lines.
    pub(crate) origins: usize,
}

/// The requests in the order in which they are sent, repeatedly.
pub(crate) fn mixture() -> Vec<Request> {
    let origins = origins();
    let list: HashSet<&[u8]> = origins.iter().map(String::as_bytes).collect();
    let senders: Vec<&String> = origins.iter().step_by(ORIGINS / SENDERS).collect();
    let mut requests = Vec::new();
    for (index, sender) in senders.iter().enumerate() {
        let sender = sender.as_bytes();
        let commas = ",".repeat(KILOBYTES * 1024);
        let hostile = junk(index, sender);
        match index % 20 {
            0..9 => requests.push(actual(&list, &[sender])),
            9 => requests.push(actual(&list, &[])),
            10 => requests.push(actual(&list, &[b"https://stranger.example.org"])),
            11 => requests.push(actual(&list, &[&[sender, b".example.org"].concat()])),
            12 => requests.push(actual(&list, &[&[sender, b":8443"].concat()])),
            13..17 => requests.push(preflight(&list, &[sender], NAMES)),
            17 => requests.push(preflight(&list, &[b"https://stranger.example.org"], NAMES)),
            18 => requests.push(preflight(&list, &[sender], &commas)),
            _ => {
                let lines: Vec<&[u8]> = hostile.iter().map(Vec::as_slice).collect();
                requests.push(actual(&list, &lines));
            }
        }
    }
    shuffled(&requests)
}

/// The `Origin` lines of a hostile request.
fn junk(index: usize, sender: &[u8]) -> Vec<Vec<u8>> {
    match index / 20 % 5 {
        0 => vec![[b"https://".as_slice(), &b"a".repeat(KILOBYTES * 1024)].concat()],
        1 => vec![vec![0xff; 64]],
        2 => vec![b"null".to_vec()],
        3 => vec![sender.to_vec(), sender.to_vec()],
        _ => vec![sender.to_ascii_uppercase()],
    }
}

fn actual(list: &HashSet<&[u8]>, origins: &[&[u8]]) -> Request {
    request(list, "GET", origins, "")
}

fn preflight(list: &HashSet<&[u8]>, origins: &[&[u8]], names: &str) -> Request {
    let headers = format!(
        "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: {names}\r\n"
    );
    request(list, "OPTIONS", origins, &headers)
}

fn request(list: &HashSet<&[u8]>, method: &str, origins: &[&[u8]], lines: &str) -> Request {
    let mut bytes = format!("{method} /users HTTP/1.1\r\nHost: api.example.com\r\n").into_bytes();
    for origin in origins {
        bytes.extend([b"Origin: ".as_slice(), origin, b"\r\n"].concat());
    }
    bytes.extend(lines.as_bytes());
    bytes.extend(b"\r\n");
    let allowed = match origins {
        [origin] if list.contains(origin) => Some(String::from_utf8_lossy(origin).into_owned()),
        _ => None,
    };
    Request { bytes, allowed, is_preflight: method == "OPTIONS", origins: origins.len() }
}

/// The same requests in another fixed order: the index grows by a number that has no divisor in common with
/// their number.
fn shuffled(requests: &[Request]) -> Vec<Request> {
    const STEP: usize = 617;
    (0..requests.len()).map(|index| requests[index * STEP % requests.len()].clone()).collect()
}

/// The script with which wrk sends them and prints its counts.
pub(crate) fn script(requests: &[Request]) -> String {
    let mut script = String::from("local requests = {\n");
    for request in requests {
        script.push('"');
        for &byte in &request.bytes {
            match byte {
                b'"' | b'\\' | ..b' ' | 0x7f.. => {
                    // Writing to a string cannot fail.
                    let _ = write!(script, "\\{byte:03}");
                }
                _ => script.push(char::from(byte)),
            }
        }
        script.push_str("\",\n");
    }
    script.push_str(CALLBACKS);
    script
}

const CALLBACKS: &str = r#"}
local at = 0

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local e = summary.errors
  print(string.format("counted %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.timeout))
end
"#;
