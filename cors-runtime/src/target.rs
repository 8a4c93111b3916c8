//! The parts of a request by which a policy may be selected.

use std::fmt;

use cors_tables::request::FieldLine;
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri};

/// The part of a request by which a policy may be selected: its scheme, its host and its path.
///
/// Preflights carry no cookies and no credentials, and browsers cache their answers by URL, so the
/// selection cannot depend on other parts of a request.
///
/// ```
/// use cors_runtime::Target;
/// use http::{HeaderMap, HeaderValue, header};
///
/// let mut headers = HeaderMap::new();
/// headers.insert(header::HOST, HeaderValue::from_static("acme.example.app:8443"));
///
/// let uri = "/users?page=2".parse()?;
/// let target = Target::new(&uri, &headers);
/// assert_eq!(target.host(), Some("acme.example.app"));
/// assert_eq!(target.path(), "/users");
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Copy)]
pub struct Target<'r> {
    scheme: Option<&'r str>,
    /// The authority of the request's URI, which HTTP/2 always sends.
    authority: Option<&'r str>,
    /// The header `Host`, which HTTP/1.1 always sends.
    host: Option<FieldLine<'r>>,
    path: &'r str,
}

impl<'r> Target<'r> {
    /// An empty target.
    #[cfg(feature = "__handlers")]
    pub(crate) const NOTHING: Self = Self { scheme: None, authority: None, host: None, path: "" };

    /// The target of a request with this URI and these headers.
    #[must_use]
    pub fn new(uri: &'r Uri, headers: &'r HeaderMap) -> Self {
        let hosts = headers.get_all(HOST).iter().map(HeaderValue::as_bytes);
        Self {
            scheme: uri.scheme_str(),
            authority: uri.authority().map(http::uri::Authority::as_str),
            host: FieldLine::read(hosts),
            path: uri.path(),
        }
    }

    /// The target of another library's request.
    #[cfg(feature = "actix-web")]
    pub(crate) fn of_parts(
        scheme: Option<&'r str>,
        authority: Option<&'r str>,
        host: Option<FieldLine<'r>>,
        path: &'r str,
    ) -> Self {
        Self { scheme, authority, host, path }
    }

    /// The scheme of the request's URI, if it has one: requests of HTTP/2 do, those of HTTP/1.1 usually don't.
    #[must_use]
    pub fn scheme(self) -> Option<&'r str> {
        self.scheme
    }

    /// The host of the request, as sent, without its port and without one trailing dot. Hosts are
    /// case-insensitive, so compare it with [`eq_ignore_ascii_case`](str::eq_ignore_ascii_case) or in lower
    /// case.
    ///
    /// It is the authority of the request's URI or its `Host`. `None` if there is neither, if they differ,
    /// or if `Host` is not a single line of text. `X-Forwarded-Host` is ignored, because any client can
    /// send it.
    #[must_use]
    pub fn host(self) -> Option<&'r str> {
        let host_of_header =
            |line: FieldLine<'r>| host_of(std::str::from_utf8(line.value()?).ok()?);
        let of_header = match self.host {
            Some(line) => Some(host_of_header(line)?),
            None => None,
        };
        let of_uri = match self.authority {
            Some(authority) => Some(host_of(authority)?),
            None => None,
        };
        match (of_uri, of_header) {
            (Some(uri), Some(header)) => Some(uri).filter(|uri| uri.eq_ignore_ascii_case(header)),
            (one, other) => one.or(other),
        }
    }

    /// The path of the request, as sent: percent-encoded, without the query.
    #[must_use]
    pub fn path(self) -> &'r str {
        self.path
    }
}

/// The host of an authority without its port, user information and one trailing dot.
fn host_of(authority: &str) -> Option<&str> {
    let host = match authority.rsplit_once('@') {
        Some((_, host)) => host,
        None => authority,
    };
    let end = match host.find(']') {
        Some(bracket) => bracket.saturating_add(1),
        None => host.find(':').unwrap_or(host.len()),
    };
    let (host, port) = host.split_at_checked(end)?;
    let is_port = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_digit()),
        None => port.is_empty(),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    Some(host).filter(|host| is_port && !host.is_empty())
}

/// Prints the scheme and the host; the path may contain a token.
impl fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("scheme", &self.scheme())
            .field("host", &self.host())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host<'r>(authority: Option<&'r str>, hosts: &[&'r str]) -> Option<&'r str> {
        let host = FieldLine::read(hosts.iter().map(|host| host.as_bytes()));
        Target { scheme: None, authority, host, path: "/" }.host()
    }

    #[test]
    fn host_has_no_port() {
        for (sent, expected) in [
            ("example.com", Some("example.com")),
            ("example.com:8080", Some("example.com")),
            ("example.com:", Some("example.com")),
            ("example.com.", Some("example.com")),
            ("example.com.:80", Some("example.com")),
            ("example.com..", Some("example.com.")),
            ("[::1]", Some("[::1]")),
            ("[::1]:8080", Some("[::1]")),
            ("user@example.com", Some("example.com")),
            ("", None),
            (".", None),
            (":80", None),
            ("example.com:80:80", None),
            ("example.com:x", None),
            ("[::1]x", None),
        ] {
            assert_eq!(host(Some(sent), &[]), expected, "{sent}");
            assert_eq!(host(None, &[sent]), expected, "{sent}");
        }
    }

    #[test]
    fn several_hosts_are_none() {
        assert_eq!(host(None, &[]), None);
        assert_eq!(host(Some("a.example"), &["A.example:80"]), Some("a.example"));
        assert_eq!(host(Some("a.example"), &["b.example"]), None);
        assert_eq!(host(Some("a.example"), &["a.example", "a.example"]), None);
        assert_eq!(host(Some("a.example"), &[""]), None);
        assert_eq!(host(None, &["a.example", "b.example"]), None);
    }
}
