//! The hand-written decision: a method and a header map in, an enum out.

use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderValue, Method};

use super::{Promises, Trust};

/// The policy's decision on a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict<'r> {
    /// The handler runs, and the response is not shared.
    #[allow(dead_code, reason = "the reason is for messages, which are not measured")]
    Private { origin: Option<&'r HeaderValue>, refusal: Option<Refusal<'r>> },
    /// The handler runs, and the response is shared with this origin.
    Shared(&'r HeaderValue),
    /// A preflight that is answered with the lists, for this origin.
    Answered { origin: &'r HeaderValue, refusal: Option<Refusal<'r>> },
    /// A preflight that is answered 403.
    #[allow(dead_code, reason = "the reason is for messages, which are not measured")]
    Refused(Option<Refusal<'r>>),
}

/// Why a request is refused, if that is [promised](Promises).
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "it is for messages, which are not measured")]
pub(crate) enum Refusal<'r> {
    Origin(&'r HeaderValue),
    SeveralOrigins,
    Method(&'r HeaderValue),
    Headers,
}

impl Verdict<'_> {
    /// Whether the request is allowed.
    pub(crate) fn is_allowed(self) -> bool {
        matches!(self, Self::Shared(_) | Self::Answered { refusal: None, .. })
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
    let because = |refusal| if P::ALL { Some(refusal) } else { None };
    let (origin, is_alone) = if P::ALL {
        let mut lines = headers.get_all(ORIGIN).iter();
        (lines.next(), lines.next().is_none())
    } else {
        (headers.get(ORIGIN), true)
    };
    let Some(origin) = origin else {
        return Verdict::Private { origin: None, refusal: None };
    };
    let refusal = if !is_alone {
        Some(Refusal::SeveralOrigins)
    } else if trust.allows(origin.as_bytes()) {
        None
    } else {
        Some(Refusal::Origin(origin))
    };
    if *method == Method::OPTIONS
        && let Some(method) = headers.get(ACCESS_CONTROL_REQUEST_METHOD)
    {
        if let Some(refusal) = refusal {
            return Verdict::Refused(because(refusal));
        }
        let refusal = if !matches!(method.as_bytes(), b"GET" | b"POST" | b"PUT") {
            Some(Refusal::Method(method))
        } else if !allows_headers::<P>(headers) {
            Some(Refusal::Headers)
        } else {
            None
        };
        return match refusal {
            Some(_) if !P::ALL => Verdict::Refused(None),
            refusal => Verdict::Answered { origin, refusal },
        };
    }
    match refusal {
        None => Verdict::Shared(origin),
        Some(refusal) => Verdict::Private { origin: Some(origin), refusal: because(refusal) },
    }
}

/// Whether the requested names are allowed.
#[inline]
fn allows_headers<P: Promises>(headers: &HeaderMap) -> bool {
    if !P::ALL {
        let line = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
        return line.is_none_or(|names| are_allowed(names.as_bytes()));
    }
    let lines = headers.get_all(ACCESS_CONTROL_REQUEST_HEADERS);
    let mut values = lines.iter().map(HeaderValue::as_bytes);
    match (values.next(), values.next()) {
        (None, _) => true,
        (Some(line), None) if are_allowed(line) => true,
        _ => are_allowed_in_any_form(lines.iter().map(HeaderValue::as_bytes)),
    }
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

/// The same for lists that a proxy has changed.
#[cold]
fn are_allowed_in_any_form<'l>(mut lines: impl Iterator<Item = &'l [u8]>) -> bool {
    const MAX_BYTES: usize = 512;
    let mut bytes = 0;
    lines.all(|line| {
        bytes += line.len();
        bytes <= MAX_BYTES
            && line.split(|&byte| byte == b',').map(<[u8]>::trim_ascii).all(|name| {
                matches!(name, b"" | b"authorization" | b"content-type" | b"x-request-id")
            })
    })
}
