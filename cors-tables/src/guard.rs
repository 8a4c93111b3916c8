//! Whether a request may reach its handler: a check of what CORS does not stop.
//!
//! CORS hides responses from pages and asks before unusual requests. It stops neither WebSocket handshakes nor
//! form posts of other sites, and both carry cookies. The guard refuses them by the headers that pages
//! cannot forge, `Origin` and [`Sec-Fetch-Site`](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header).
//!
//! ```text
//!                                        otherwise
//! several lines of a header ────────────────────────────────────────────────> refused
//! preflight; or GET, HEAD, OPTIONS that open no connection ─────────────────> passes     (strict: preflights only)
//! strict: `Host` not listed ────────────────────────────────────────────────> refused
//! `Origin` in the policy's set ─────────────────────────────────────────────> passes
//! strict: any other `Origin` ───────────────────────────────────────────────> refused
//! `Sec-Fetch-Site`: `same-origin`, `none` ──────────────────────────────────> passes
//!                   anything else ──────────────────────────────────────────> refused
//! no `Sec-Fetch-Site`: no `Origin` ─────────────────────────────────────────> passes     (unless configured otherwise)
//!                      an `Origin` with the server's own host ──────────────> passes
//!                      any other `Origin`, `null` too ──────────────────────> refused
//! ```
//!
//! Each step decides what the steps above it left open. Browsers send `Sec-Fetch-Site` only to potentially
//! trustworthy URLs (`https:` and localhost), and Chromium omits it from WebSocket handshakes, so the last
//! steps are needed as well.

use core::fmt;

use crate::escaped::Escaped;
use crate::request::FieldLine;

/// What a request does, as far as the guard distinguishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// A CORS-preflight request, which the policy answers.
    Preflight,
    /// It only reads: `GET`, `HEAD` or `OPTIONS`.
    Read,
    /// It opens a connection that later messages use without another check: a WebSocket handshake, or a
    /// `CONNECT` with a protocol ([RFC 8441](https://www.rfc-editor.org/rfc/rfc8441)).
    Connect,
    /// Any other method.
    Write,
}

/// The part of a request that the guard reads.
#[derive(Clone, Copy)]
pub struct GuardedRequest<'r> {
    /// What it does.
    pub action: Action,
    /// Its `Origin`.
    pub origin: Option<FieldLine<'r>>,
    /// Its `Sec-Fetch-Site`.
    pub fetch_site: Option<FieldLine<'r>>,
    /// The host and port that it is for: of `:authority` or `Host`. `None` if there are several that differ.
    pub authority: Option<&'r [u8]>,
}

/// Escaped and limited in length.
impl fmt::Debug for GuardedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedRequest")
            .field("action", &self.action)
            .field("origin", &self.origin)
            .field("fetch_site", &self.fetch_site)
            .field("authority", &self.authority.map(Escaped))
            .finish()
    }
}

/// How a guard treats requests that no browser header describes, and hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarding<'g, S> {
    /// Whether a request with neither `Origin` nor `Sec-Fetch-Site` passes, as programs other than browsers
    /// send it.
    pub passes_non_browsers: bool,
    /// For a strict guard, the hosts that the server has, with or without a port.
    pub hosts: Option<&'g [S]>,
}

/// The reason why the guard refuses a request.
///
/// The bytes come from the request. `Debug` and `Display` print them escaped and limited in length.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blocked<'r> {
    /// The request has several `Origin` headers, which browsers never send.
    SeveralOrigins,
    /// The request has several `Sec-Fetch-Site` headers, which browsers never send.
    SeveralFetchSites,
    /// The origin is neither in the policy's set nor the server's own.
    OriginNotAllowed {
        /// The value of `Origin`.
        origin: &'r [u8],
    },
    /// The browser marks the request as coming from another origin, and it has no `Origin` that the policy
    /// allows.
    FromAnotherOrigin {
        /// The value of `Origin`, if there is one.
        origin: Option<&'r [u8]>,
        /// The value of `Sec-Fetch-Site`.
        site: &'r [u8],
    },
    /// The request has neither `Origin` nor `Sec-Fetch-Site`, and the guard refuses such requests.
    NotFromBrowser,
    /// The host is not in the list of a strict guard.
    HostNotListed {
        /// The host and port that the request is for, if it is clear.
        host: Option<&'r [u8]>,
    },
}

impl<'r> Blocked<'r> {
    /// The value of `Origin` that was refused, if there was one.
    #[must_use]
    pub const fn origin(self) -> Option<&'r [u8]> {
        match self {
            Self::OriginNotAllowed { origin } => Some(origin),
            Self::FromAnotherOrigin { origin, .. } => origin,
            _ => None,
        }
    }
}

impl fmt::Display for Blocked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SeveralOrigins => {
                f.write_str("the request has several `Origin` headers, which browsers never send")
            }
            Self::SeveralFetchSites => f.write_str(
                "the request has several `Sec-Fetch-Site` headers, which browsers never send",
            ),
            Self::OriginNotAllowed { origin } => write!(
                f,
                "the origin `{}` is neither in `allow_origins` nor the server's own",
                Escaped(origin)
            ),
            Self::FromAnotherOrigin { origin: Some(origin), site } => write!(
                f,
                "the origin `{}` is not in `allow_origins`, and the browser marks the request as `{}`",
                Escaped(origin),
                Escaped(site)
            ),
            Self::FromAnotherOrigin { origin: None, site } => write!(
                f,
                "the browser marks the request as `{}`, and it has no `Origin` that could be in \
                 `allow_origins`",
                Escaped(site)
            ),
            Self::NotFromBrowser => f.write_str(
                "the request has neither `Origin` nor `Sec-Fetch-Site`, and this server accepts only \
                 requests of browsers",
            ),
            Self::HostNotListed { host: Some(host) } => {
                write!(f, "the host `{}` is not one of this server's hosts", Escaped(host))
            }
            Self::HostNotListed { host: None } => {
                f.write_str("the request has no host, or several that differ")
            }
        }
    }
}

impl fmt::Debug for Blocked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Blocked").field(&format_args!("{self}")).finish()
    }
}

impl<S: AsRef<str>> Guarding<'_, S> {
    /// Decides whether a request passes; `trusts` tells whether an origin is in the policy's set.
    ///
    /// # Errors
    ///
    /// The reason why it does not.
    ///
    /// ```
    /// use cors_tables::guard::{Action, Blocked, GuardedRequest, Guarding};
    /// use cors_tables::request::FieldLine;
    ///
    /// let guarding = Guarding::<&str> { passes_non_browsers: true, hosts: None };
    /// let trusts = |origin: &[u8]| origin == b"https://app.example.com";
    /// let handshake = |origin| GuardedRequest {
    ///     action: Action::Connect,
    ///     origin: Some(FieldLine::One(origin)),
    ///     fetch_site: None,
    ///     authority: Some(b"api.example.com"),
    /// };
    /// assert!(guarding.check(handshake(b"https://app.example.com"), trusts).is_ok());
    /// assert!(guarding.check(handshake(b"https://api.example.com"), trusts).is_ok());
    /// assert_eq!(
    ///     guarding.check(handshake(b"https://evil.example"), trusts),
    ///     Err(Blocked::OriginNotAllowed { origin: b"https://evil.example" })
    /// );
    /// ```
    pub fn check<'r>(
        &self,
        request: GuardedRequest<'r>,
        trusts: impl FnOnce(&'r [u8]) -> bool,
    ) -> Result<(), Blocked<'r>> {
        let origin = one(request.origin).ok_or(Blocked::SeveralOrigins)?;
        let site = one(request.fetch_site).ok_or(Blocked::SeveralFetchSites)?;
        match (request.action, self.hosts) {
            (Action::Preflight, _) | (Action::Read, None) => return Ok(()),
            (_, None) => {}
            (_, Some(hosts)) => {
                let host = request.authority;
                if !host.is_some_and(|host| hosts.iter().any(|listed| is_host(listed, host))) {
                    return Err(Blocked::HostNotListed { host });
                }
            }
        }
        if let Some(origin) = origin {
            if trusts(origin) {
                return Ok(());
            }
            if self.hosts.is_some() {
                return Err(Blocked::OriginNotAllowed { origin });
            }
        }
        match (site, origin) {
            (Some(b"same-origin" | b"none"), _) => Ok(()),
            (Some(site), origin) => Err(Blocked::FromAnotherOrigin { origin, site }),
            (None, None) if self.passes_non_browsers => Ok(()),
            (None, None) => Err(Blocked::NotFromBrowser),
            (None, Some(origin)) => {
                let is_own = request.authority.is_some_and(|host| is_origin_of(origin, host));
                if is_own { Ok(()) } else { Err(Blocked::OriginNotAllowed { origin }) }
            }
        }
    }
}

/// The value of a header that may be absent; `None` if it has several lines.
fn one(line: Option<FieldLine<'_>>) -> Option<Option<&[u8]>> {
    match line {
        None => Some(None),
        Some(line) => line.value().map(Some),
    }
}

/// Whether a listed host is that of a request: its name, and its port if the list has one.
fn is_host(listed: &impl AsRef<str>, host: &[u8]) -> bool {
    let listed = listed.as_ref().as_bytes();
    let (_, port) = split_port(listed);
    let host = if port.is_none() { split_port(host).0 } else { host };
    !listed.is_empty() && listed.eq_ignore_ascii_case(host)
}

/// Whether the host and port of an origin are those of a request. The scheme is not compared: a proxy in
/// front of the server may have removed TLS.
fn is_origin_of(origin: &[u8], host: &[u8]) -> bool {
    let colon = origin.iter().position(|&byte| byte == b':');
    let Some((scheme, rest)) = colon.and_then(|colon| origin.split_at_checked(colon)) else {
        return false;
    };
    let Some(own) = rest.strip_prefix(b"://") else { return false };
    // An origin never has its scheme's default port, and `Host` may.
    let default: &[u8] = match scheme {
        b"https" => b"443",
        b"http" => b"80",
        _ => return false,
    };
    let host = match split_port(host) {
        (name, Some(port)) if port == default => name,
        _ => host,
    };
    !own.is_empty() && own.eq_ignore_ascii_case(host)
}

/// The name and the port of a host, whose IPv6 address is in brackets.
fn split_port(host: &[u8]) -> (&[u8], Option<&[u8]>) {
    let last = host.iter().rposition(|&byte| byte == b':' || byte == b']');
    match last.and_then(|last| host.split_at_checked(last)) {
        Some((name, [b':', port @ ..])) => (name, Some(port)),
        _ => (host, None),
    }
}

#[cfg(test)]
mod cases;
