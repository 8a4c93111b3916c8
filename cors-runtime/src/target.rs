//! The parts of a request by which a policy may be selected.

use std::fmt;

use cors_tables::policy_map::RequestHost;
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
    host: HostHeader<'r>,
    path: &'r str,
    /// Whether a router has removed the beginning of the path, because it is nested in another one.
    is_nested: bool,
}

/// The header `Host`, which is looked up only for a choice by host.
#[derive(Clone, Copy)]
enum HostHeader<'r> {
    /// There is no request.
    Absent,
    /// In a header list.
    In(&'r HeaderMap),
    /// In a header list of actix-web.
    #[cfg(feature = "actix-web")]
    InActixWeb(&'r actix_web::http::header::HeaderMap),
    /// Its lines, of another library.
    #[cfg(feature = "rocket")]
    Lines(Option<FieldLine<'r>>),
}

impl<'r> HostHeader<'r> {
    #[inline]
    fn lines(self) -> Option<FieldLine<'r>> {
        let headers = match self {
            Self::Absent => return None,
            #[cfg(feature = "rocket")]
            Self::Lines(lines) => return lines,
            Self::In(headers) => headers,
            #[cfg(feature = "actix-web")]
            Self::InActixWeb(headers) => {
                let lines = headers.get_all(actix_web::http::header::HOST);
                return FieldLine::read(lines.map(actix_web::http::header::HeaderValue::as_bytes));
            }
        };
        // Clients of HTTP/1.1 send it first. If no name is repeated, it is found there without a hash.
        if headers.len() == headers.keys_len() {
            if let Some((_, host)) = headers.iter().next().filter(|(name, _)| **name == HOST) {
                return Some(FieldLine::One(host.as_bytes()));
            }
        }
        FieldLine::read(headers.get_all(HOST).iter().map(HeaderValue::as_bytes))
    }
}

impl<'r> Target<'r> {
    /// An empty target.
    pub(crate) const NOTHING: Self = Self {
        scheme: None,
        authority: None,
        host: HostHeader::Absent,
        path: "",
        is_nested: false,
    };

    /// The target of a request with this URI and these headers.
    #[must_use]
    pub fn new(uri: &'r Uri, headers: &'r HeaderMap) -> Self {
        Self {
            scheme: uri.scheme_str(),
            authority: uri.authority().map(http::uri::Authority::as_str),
            host: HostHeader::In(headers),
            path: uri.path(),
            is_nested: false,
        }
    }

    /// The target of a request as a service receives it.
    #[cfg(feature = "tower")]
    #[inline]
    pub(crate) fn of_request<B>(request: &'r http::Request<B>) -> Self {
        #[cfg(feature = "axum")]
        let is_nested = request.extensions().get::<axum::extract::NestedPath>().is_some();
        #[cfg(not(feature = "axum"))]
        let is_nested = false;
        Self { is_nested, ..Self::new(request.uri(), request.headers()) }
    }

    /// The target of a request of actix-web.
    #[cfg(feature = "actix-web")]
    pub(crate) fn of_actix_web(request: &'r actix_web::dev::RequestHead) -> Self {
        Self {
            scheme: request.uri.scheme_str(),
            authority: request.uri.authority().map(actix_web::http::uri::Authority::as_str),
            host: HostHeader::InActixWeb(request.headers()),
            path: request.uri.path(),
            is_nested: false,
        }
    }

    /// The target of another library's request.
    #[cfg(feature = "rocket")]
    pub(crate) fn of_parts(
        scheme: Option<&'r str>,
        authority: Option<&'r str>,
        host: Option<FieldLine<'r>>,
        path: &'r str,
    ) -> Self {
        Self { scheme, authority, host: HostHeader::Lines(host), path, is_nested: false }
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
    /// or if one of them is not a single host. `X-Forwarded-Host` is ignored, because any client can
    /// send it.
    #[must_use]
    pub fn host(self) -> Option<&'r str> {
        match self.request_host() {
            RequestHost::Name(name) => std::str::from_utf8(name).ok(),
            RequestHost::Absent | RequestHost::Unclear => None,
        }
    }

    /// The host, or why there is none.
    pub(crate) fn request_host(self) -> RequestHost<'r> {
        let authority = self.authority.map(str::as_bytes);
        match self.host.lines() {
            None => RequestHost::new(authority, None),
            Some(FieldLine::One(line)) => RequestHost::new(authority, Some(line)),
            Some(_) => RequestHost::Unclear,
        }
    }

    /// The host and port of the request, as sent. `None` if there is neither an authority nor `Host`, or if
    /// they differ.
    pub(crate) fn host_and_port(self) -> Option<&'r [u8]> {
        match (self.authority.map(str::as_bytes), self.host.lines()) {
            (Some(authority), None) => Some(authority),
            (None, Some(FieldLine::One(host))) => Some(host),
            (Some(authority), Some(FieldLine::One(host)))
                if authority.eq_ignore_ascii_case(host) =>
            {
                Some(authority)
            }
            _ => None,
        }
    }

    /// The path, unless a router has removed its beginning.
    pub(crate) fn whole_path(self) -> Option<&'r str> {
        (!self.is_nested).then_some(self.path)
    }

    /// The path of the request, as sent: percent-encoded, without the query.
    #[must_use]
    pub fn path(self) -> &'r str {
        self.path
    }
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

    fn host(authority: Option<&'static str>, hosts: &[&'static str]) -> Option<String> {
        let (before, after) = (("accept", "*/*"), ("via", "1.1 a"));
        let hosts = hosts.iter().map(|host| ("host", *host));
        let lists: [Vec<(&str, &str)>; 4] = [
            hosts.clone().collect(),
            hosts.clone().chain([before, after]).collect(),
            [before].into_iter().chain(hosts.clone()).collect(),
            hosts.chain([after, after]).collect(),
        ];
        let found = lists.map(|list| {
            let mut headers = HeaderMap::new();
            for (name, value) in list {
                headers.append(name, HeaderValue::from_static(value));
            }
            let host = HostHeader::In(&headers);
            let target = Target { host, authority, ..Target::NOTHING };
            target.host().map(str::to_owned)
        });
        // The same wherever it is, and whether another name is repeated.
        assert!(found.iter().all(|other| *other == found[0]), "{found:?}");
        let [found, ..] = found;
        found
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
            ("user@example.com", None),
            ("", None),
            (".", None),
            (":80", None),
            ("example.com:80:80", None),
            ("example.com:x", None),
            ("[::1]x", None),
        ] {
            assert_eq!(host(Some(sent), &[]).as_deref(), expected, "{sent}");
            assert_eq!(host(None, &[sent]).as_deref(), expected, "{sent}");
        }
    }

    #[test]
    fn several_hosts_are_none() {
        assert_eq!(host(None, &[]), None);
        assert_eq!(host(Some("a.example"), &["A.example:80"]).as_deref(), Some("a.example"));
        assert_eq!(host(Some("a.example"), &["b.example"]), None);
        assert_eq!(host(Some("a.example"), &["a.example", "a.example"]), None);
        assert_eq!(host(Some("a.example"), &[""]), None);
        assert_eq!(host(None, &["a.example", "b.example"]), None);
    }
}
