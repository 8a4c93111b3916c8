//! Requests from a `curl` command, such as "Copy as cURL" of a browser's developer tools gives.
//!
//! ```text
//! curl 'https://api.test/a' -X PUT -H 'x-a: 1' --data-raw '{}'
//!      words ──> options ──> WireRequest
//! ```

mod options;
mod words;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cors_user_agent::Url;

use super::request::WireRequest;
use options::{OptionKind, long, short};

/// Why a command could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurlError {
    /// A quote is not closed.
    Quote,
    /// The first word is not `curl`.
    NotCurl(String),
    /// An option that is not known.
    Unknown(String),
    /// An option that needs a value has none.
    NoValue(String),
    /// An option that would read a file or send another request.
    Unsupported {
        /// The option.
        option: String,
        /// Why it is not supported.
        reason: &'static str,
    },
    /// A header without a colon.
    Header(String),
    /// No URL.
    NoUrl,
    /// Not a valid URL.
    Url(String),
}

impl fmt::Display for CurlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quote => f.write_str("a quote is not closed"),
            Self::NotCurl(word) => write!(f, "expected `curl`, found `{word}`"),
            Self::Unknown(option) => write!(f, "`{option}` is not a known option of curl"),
            Self::NoValue(option) => write!(f, "`{option}` needs a value"),
            Self::Unsupported { option, reason } => {
                write!(f, "`{option}` is not supported: {reason}")
            }
            Self::Header(header) => write!(f, "the header `{header}` has no colon"),
            Self::NoUrl => f.write_str("the command has no URL"),
            Self::Url(url) => write!(f, "`{url}` is not a valid URL"),
        }
    }
}

/// The requests of a command, one for each of its URLs.
///
/// # Errors
///
/// If it is not a `curl` command, or uses an option that this program doesn't know.
pub fn parse(command: &str) -> Result<Vec<WireRequest>, CurlError> {
    let words = words::split(command.trim())?;
    let mut words = words.into_iter();
    match words.next() {
        Some(word) if is_curl(&word) => {}
        other => return Err(CurlError::NotCurl(other.unwrap_or_default())),
    }
    let mut curl = Curl::default();
    let mut is_url_only = false;
    while let Some(word) = words.next() {
        if is_url_only || !word.starts_with('-') || word == "-" {
            curl.urls.push(word);
        } else if word == "--" {
            is_url_only = true;
        } else if let Some(name) = word.strip_prefix("--") {
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (name, None),
            };
            let kind = long(name).ok_or_else(|| CurlError::Unknown(format!("--{name}")))?;
            let value = match (kind.has_value(), value) {
                (true, Some(value)) => value,
                (true, None) => {
                    words.next().ok_or_else(|| CurlError::NoValue(format!("--{name}")))?
                }
                (false, _) => String::new(),
            };
            curl.apply(kind, &format!("--{name}"), value)?;
        } else {
            let mut letters = word.chars().skip(1);
            // `-sXPUT`: letters without values, and then one whose value is the rest, or the next word.
            while let Some(letter) = letters.next() {
                let option = format!("-{letter}");
                let kind = short(letter).ok_or_else(|| CurlError::Unknown(option.clone()))?;
                if !kind.has_value() {
                    curl.apply(kind, &option, String::new())?;
                    continue;
                }
                let rest: String = letters.by_ref().collect();
                let value = if rest.is_empty() { words.next() } else { Some(rest) };
                let value = value.ok_or_else(|| CurlError::NoValue(option.clone()))?;
                curl.apply(kind, &option, value)?;
            }
        }
    }
    curl.requests()
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

/// A command whose options were read.
#[derive(Debug, Default)]
struct Curl {
    urls: Vec<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    removed: Vec<String>,
    data: Vec<String>,
    content_type: Option<&'static str>,
    is_json: bool,
    is_head: bool,
    is_get: bool,
    uploads: bool,
}

impl Curl {
    fn apply(&mut self, kind: OptionKind, option: &str, value: String) -> Result<(), CurlError> {
        let unsupported =
            |reason| Err(CurlError::Unsupported { option: option.to_owned(), reason });
        match kind {
            OptionKind::Flag | OptionKind::Value => {}
            OptionKind::Url => self.urls.push(value),
            OptionKind::Request => self.method = Some(value),
            OptionKind::Header => {
                if value.starts_with('@') {
                    return unsupported("headers in a file are not read");
                }
                self.header(&value)?;
            }
            OptionKind::Data => {
                self.data.push(value);
                self.content_type.get_or_insert("application/x-www-form-urlencoded");
            }
            OptionKind::Json => {
                self.data.push(value);
                self.is_json = true;
            }
            OptionKind::Form => {
                self.data.push(String::new());
                self.content_type = Some("multipart/form-data; boundary=boundary");
            }
            OptionKind::Upload => self.uploads = true,
            OptionKind::Cookie => self.headers.push(("Cookie".to_owned(), value)),
            OptionKind::User => {
                let value = format!("Basic {}", STANDARD.encode(value));
                self.headers.push(("Authorization".to_owned(), value));
            }
            OptionKind::Bearer => {
                self.headers.push(("Authorization".to_owned(), format!("Bearer {value}")));
            }
            OptionKind::UserAgent => self.headers.push(("User-Agent".to_owned(), value)),
            OptionKind::Referer => self.headers.push(("Referer".to_owned(), value)),
            OptionKind::Range => self.headers.push(("Range".to_owned(), format!("bytes={value}"))),
            OptionKind::Head => self.is_head = true,
            OptionKind::Get => self.is_get = true,
            OptionKind::Config => return unsupported("options in a file are not read"),
            OptionKind::Next => return unsupported("evaluate one request at a time"),
        }
        Ok(())
    }

    /// `name: value`, `name;` for an empty value, `name:` to remove one that curl adds.
    fn header(&mut self, header: &str) -> Result<(), CurlError> {
        if let Some((name, value)) = header.split_once(':').filter(|(name, _)| !name.is_empty()) {
            match value.trim() {
                "" => self.removed.push(name.trim().to_owned()),
                value => self.headers.push((name.trim().to_owned(), value.to_owned())),
            }
            return Ok(());
        }
        match header.strip_suffix(';') {
            Some(name) => {
                self.headers.push((name.trim().to_owned(), String::new()));
                Ok(())
            }
            // `:method: GET`, as some tools export it from HTTP/2.
            None if header.starts_with(':') => Ok(()),
            None => Err(CurlError::Header(header.to_owned())),
        }
    }

    fn requests(self) -> Result<Vec<WireRequest>, CurlError> {
        if self.urls.is_empty() {
            return Err(CurlError::NoUrl);
        }
        let has_data = !self.data.is_empty() && !self.is_get;
        let method = match &self.method {
            Some(method) => method.clone(),
            None if self.is_head => "HEAD".to_owned(),
            None if self.uploads => "PUT".to_owned(),
            None if has_data => "POST".to_owned(),
            None => "GET".to_owned(),
        };
        let mut headers = self.headers.clone();
        let mut default = |name: &str, value: &str| {
            let is_same = |other: &str| other.eq_ignore_ascii_case(name);
            let is_set = headers.iter().any(|(other, _)| is_same(other))
                || self.removed.iter().any(|other| is_same(other));
            if !is_set {
                headers.push((name.to_owned(), value.to_owned()));
            }
        };
        if self.is_json {
            default("Content-Type", "application/json");
            default("Accept", "application/json");
        } else if let Some(content_type) = self.content_type.filter(|_| has_data) {
            default("Content-Type", content_type);
        }
        let request = |url: &String| {
            let with_scheme =
                if url.contains("://") { url.clone() } else { format!("http://{url}") };
            let mut parsed: Url = with_scheme.parse().map_err(|_| CurlError::Url(url.clone()))?;
            if self.is_get && !self.data.is_empty() {
                let query = parsed.query().into_iter().chain(self.data.iter().map(String::as_str));
                let query = query.collect::<Vec<_>>().join("&");
                parsed.set_query(Some(&query));
            }
            Ok(WireRequest {
                method: method.clone(),
                url: parsed,
                headers: headers.clone(),
                has_body: has_data || self.uploads,
            })
        };
        self.urls.iter().map(request).collect()
    }
}

#[cfg(test)]
mod tests;
