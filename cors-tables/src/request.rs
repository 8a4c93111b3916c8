//! The kind of a request.
//!
//! ```text
//! no Origin ───────────────────────────────────────────────> NotCors
//! Origin, OPTIONS, Access-Control-Request-Method ──────────> Preflight
//! Origin, anything else (OPTIONS without ACRM too) ────────> Actual
//! ```
//!
//! Source: [`#cors-request`](https://fetch.spec.whatwg.org/#cors-request) and
//! [`#cors-preflight-request`](https://fetch.spec.whatwg.org/#cors-preflight-request).

use core::fmt;

use crate::escaped::Escaped;

/// The headers of a request that are relevant for CORS.
///
/// This is the only interface to an HTTP library: implement it for a view of its header map.
pub trait HeaderList<'r>: Copy {
    /// `Origin`, if present.
    fn origin(self) -> Option<FieldLine<'r>>;

    /// `Access-Control-Request-Method`, if present.
    fn access_control_request_method(self) -> Option<FieldLine<'r>>;

    /// `Access-Control-Request-Headers`, if present. It is a list, which may legally have several lines.
    fn access_control_request_headers(self) -> Option<FieldLine<'r>>;

    /// The values of all lines of `Access-Control-Request-Headers`, in order.
    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]>;

    /// `Sec-Fetch-Storage-Access`, if present.
    fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>>;
}

/// A header that a browser sends in one line.
///
/// Its `Debug` output is escaped and limited in length.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldLine<'r> {
    /// It has one line, with this value.
    One(&'r [u8]),
    /// It has several lines, which no browser sends. A single value cannot be trusted then.
    Several,
}

impl<'r> FieldLine<'r> {
    /// The one line among `lines`, if there is one.
    #[inline]
    pub fn read(mut lines: impl Iterator<Item = &'r [u8]>) -> Option<Self> {
        let first = lines.next()?;
        Some(if lines.next().is_none() { Self::One(first) } else { Self::Several })
    }

    /// The value, if there is one line.
    #[inline]
    #[must_use]
    pub const fn value(self) -> Option<&'r [u8]> {
        match self {
            Self::One(value) => Some(value),
            Self::Several => None,
        }
    }
}

impl fmt::Debug for FieldLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(value) => f.debug_tuple("One").field(&Escaped(value)).finish(),
            Self::Several => f.write_str("Several"),
        }
    }
}

/// The kind of a request, as the Fetch standard defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestKind<'r> {
    /// Not a CORS request: it has no `Origin`.
    NotCors,
    /// A CORS request that is not a preflight. Its handler runs, regardless of the origin: a browser also
    /// sends `Origin` with same-origin requests and with WebSocket handshakes.
    Actual {
        /// Its `Origin`.
        origin: FieldLine<'r>,
    },
    /// A CORS-preflight request. The policy answers it; the handler does not run.
    Preflight {
        /// Its `Origin`.
        origin: FieldLine<'r>,
        /// Its `Access-Control-Request-Method`.
        method: FieldLine<'r>,
    },
}

impl<'r> RequestKind<'r> {
    /// The request's `Origin`; `None` if it is not a CORS request.
    #[inline]
    #[must_use]
    pub const fn origin(self) -> Option<FieldLine<'r>> {
        match self {
            Self::NotCors => None,
            Self::Actual { origin } | Self::Preflight { origin, .. } => Some(origin),
        }
    }

    /// `not CORS`, `actual` or `preflight`, as in log events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotCors => "not CORS",
            Self::Actual { .. } => "actual",
            Self::Preflight { .. } => "preflight",
        }
    }
}

/// Determines the kind of a request, whose method is `OPTIONS` or another one.
///
/// ```
/// use cors_tables::request::{HeaderList, FieldLine, RequestKind, classify};
///
/// #[derive(Clone, Copy)]
/// struct OnlyOrigin<'r>(&'r [u8]);
///
/// impl<'r> HeaderList<'r> for OnlyOrigin<'r> {
///     fn origin(self) -> Option<FieldLine<'r>> {
///         Some(FieldLine::One(self.0))
///     }
///     fn access_control_request_method(self) -> Option<FieldLine<'r>> {
///         None
///     }
///     fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
///         None
///     }
///     fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
///         std::iter::empty()
///     }
///     fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
///         None
///     }
/// }
///
/// let kind = classify(false, OnlyOrigin(b"https://example.com"));
/// assert_eq!(kind, RequestKind::Actual { origin: FieldLine::One(b"https://example.com") });
/// ```
#[inline]
pub fn classify<'r>(is_options: bool, headers: impl HeaderList<'r>) -> RequestKind<'r> {
    let Some(origin) = headers.origin() else {
        return RequestKind::NotCors;
    };
    if !is_options {
        return RequestKind::Actual { origin };
    }
    match headers.access_control_request_method() {
        Some(method) => RequestKind::Preflight { origin, method },
        None => RequestKind::Actual { origin },
    }
}
