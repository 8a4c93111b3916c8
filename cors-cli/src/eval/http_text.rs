//! A request from raw HTTP/1.1, as logs, proxies and documentation show it.
//!
//! ```text
//! PUT /orders?page=2 HTTP/1.1       the version may be missing, the target may be a whole URL
//! Host: api.test
//! Origin: https://app.test
//!
//! {"a":1}                           everything behind the empty line is the body
//! ```

use std::fmt;

use cors_user_agent::{Url, methods};

use super::request::WireRequest;

/// Why a text is not a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// The first line is not `METHOD TARGET`.
    RequestLine(String),
    /// A line of the headers without a name and a colon.
    Header {
        /// Its number, counted from 1.
        line: usize,
        /// The line.
        text: String,
    },
    /// The target is a path, and `Host` is missing.
    NoHost,
    /// Not a valid URL.
    Url(String),
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequestLine(line) => {
                write!(f, "expected a request line like `PUT /path HTTP/1.1`, found `{line}`")
            }
            Self::Header { line, text } => {
                write!(f, "line {line} is not a header: `{text}`")
            }
            Self::NoHost => f.write_str("the request has no `Host`, and its target is not a URL"),
            Self::Url(url) => write!(f, "`{url}` is not a valid URL"),
        }
    }
}

/// Reads a request. Its scheme is `https`, unless its target is a URL or its host is loopback.
///
/// # Errors
///
/// If it is not a request.
pub fn parse(text: &str) -> Result<WireRequest, HttpError> {
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim().is_empty());
    let first = lines.next().map(|(_, line)| line).unwrap_or_default();
    let bad_line = || HttpError::RequestLine(first.to_owned());
    let mut words = first.split_ascii_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(bad_line());
    };
    let is_version = |word: &str| word.starts_with("HTTP/");
    if !methods::is_token(method.as_bytes()) || !words.next().is_none_or(is_version) {
        return Err(bad_line());
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut has_body = false;
    for (index, line) in lines.by_ref() {
        if line.trim().is_empty() {
            has_body = lines.any(|(_, line)| !line.trim().is_empty());
            break;
        }
        let mistake = || HttpError::Header { line: index.saturating_add(1), text: line.to_owned() };
        // A line that begins with a space continues the one before (RFC 9112, section 5.2).
        if line.starts_with([' ', '\t']) {
            let (_, value) = headers.last_mut().ok_or_else(mistake)?;
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (name, value) = match line.strip_prefix(':') {
            // `:authority: api.test`, as it is in HTTP/2.
            Some(rest) => {
                let (name, value) = rest.split_once(':').ok_or_else(mistake)?;
                (format!(":{name}"), value)
            }
            None => {
                let (name, value) = line.split_once(':').ok_or_else(mistake)?;
                (name.to_owned(), value)
            }
        };
        if !methods::is_token(name.trim_start_matches(':').as_bytes()) {
            return Err(mistake());
        }
        headers.push((name, value.trim().to_owned()));
    }
    let url = url_of(target, &headers)?;
    headers.retain(|(name, _)| !name.starts_with(':') && !name.eq_ignore_ascii_case("host"));
    Ok(WireRequest { method: method.to_owned(), url, headers, has_body })
}

fn url_of(target: &str, headers: &[(String, String)]) -> Result<Url, HttpError> {
    let header = |name: &str| {
        let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    };
    let url = if target.contains("://") {
        target.to_owned()
    } else {
        let host = header("host").or_else(|| header(":authority")).ok_or(HttpError::NoHost)?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_loopback = name == "localhost"
            || name.ends_with(".localhost")
            || name == "127.0.0.1"
            || host.starts_with("[::1]");
        let scheme = header(":scheme").unwrap_or(if is_loopback { "http" } else { "https" });
        format!("{scheme}://{host}{}{target}", if target.starts_with('/') { "" } else { "/" })
    };
    url.parse().map_err(|_| HttpError::Url(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let request = parse(
            "PUT /a?b HTTP/1.1\r\nHost: api.test\r\nX-A: 1\r\n  2\r\nOrigin: https://p.test\r\n\r\n{}",
        )
        .unwrap();
        assert_eq!(
            (request.method.as_str(), request.url.as_str()),
            ("PUT", "https://api.test/a?b")
        );
        assert_eq!(request.header("x-a"), Some("1 2"));
        assert_eq!(request.header("host"), None);
        assert!(request.has_body);
        let request = parse("\nGET http://a.test/x\n").unwrap();
        assert_eq!(request.url.as_str(), "http://a.test/x");
        let request = parse("GET / HTTP/1.1\nhost: localhost:3000\n\n").unwrap();
        assert_eq!((request.url.as_str(), request.has_body), ("http://localhost:3000/", false));
        let request = parse("GET /x HTTP/2\n:authority: a.test\n:scheme: https\nx: y\n").unwrap();
        assert_eq!(request.url.as_str(), "https://a.test/x");
        assert_eq!(request.headers.len(), 1);
    }

    #[test]
    fn mistakes_are_reported() {
        for (text, message) in [
            ("", "expected a request line like `PUT /path HTTP/1.1`, found ``"),
            ("hello", "expected a request line like `PUT /path HTTP/1.1`, found `hello`"),
            (
                "HTTP/1.1 200 OK\n",
                "expected a request line like `PUT /path HTTP/1.1`, found `HTTP/1.1 200 OK`",
            ),
            ("GET / HTTP/1.1\nx\n", "line 2 is not a header: `x`"),
            ("GET / HTTP/1.1\n x\n", "line 2 is not a header: ` x`"),
            ("GET / HTTP/1.1\na b: c\n", "line 2 is not a header: `a b: c`"),
            ("GET / HTTP/1.1\nx: y\n", "the request has no `Host`, and its target is not a URL"),
            ("GET https://[ HTTP/1.1\n", "`https://[` is not a valid URL"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), message);
        }
    }
}
