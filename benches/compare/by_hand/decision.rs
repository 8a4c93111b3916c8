//! The hand-written decision: a method and a header map in, an enum out.

use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderValue, Method};

use super::{Promises, Trust};

/// The policy's decision on a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict<'r> {
    /// The handler runs, and the response is not shared.
    Private,
    /// The handler runs, and the response is shared with this origin.
    Shared(&'r HeaderValue),
    /// A preflight that is granted to this origin.
    Granted(&'r HeaderValue),
    /// A preflight that is refused.
    Refused,
}

impl Verdict<'_> {
    /// Whether the request is allowed.
    pub(crate) fn is_allowed(self) -> bool {
        matches!(self, Self::Shared(_) | Self::Granted(_))
    }
}

/// The number of names of a requested list that are examined.
const MAX_NAMES: usize = 16;

/// Evaluates a request.
#[inline]
pub(crate) fn decide<'r, P: Promises>(
    _: P,
    trust: impl Trust,
    method: &Method,
    headers: &'r HeaderMap,
) -> Verdict<'r> {
    let (origin, is_alone) = if P::ALL {
        let mut lines = headers.get_all(ORIGIN).iter();
        (lines.next(), lines.next().is_none())
    } else {
        (headers.get(ORIGIN), true)
    };
    let Some(origin) = origin else { return Verdict::Private };
    let is_allowed = is_alone && trust.allows(origin.as_bytes());
    if *method == Method::OPTIONS
        && let Some(method) = headers.get(ACCESS_CONTROL_REQUEST_METHOD)
    {
        let is_granted = is_allowed
            && matches!(method.as_bytes(), b"GET" | b"POST" | b"PUT")
            && headers
                .get(ACCESS_CONTROL_REQUEST_HEADERS)
                .is_none_or(|names| are_allowed(names.as_bytes()));
        return if is_granted { Verdict::Granted(origin) } else { Verdict::Refused };
    }
    if is_allowed { Verdict::Shared(origin) } else { Verdict::Private }
}

/// Whether every name of a list is allowed, in any order, compared with constant lengths.
#[inline]
pub(super) fn are_allowed(names: &[u8]) -> bool {
    let mut rest = names;
    for _ in 0..MAX_NAMES {
        let after = rest
            .strip_prefix(b"authorization")
            .or_else(|| rest.strip_prefix(b"content-type"))
            .or_else(|| rest.strip_prefix(b"x-request-id"));
        rest = match after {
            Some([]) => return true,
            Some([b',', rest @ ..]) => rest,
            _ => return false,
        };
    }
    false
}
