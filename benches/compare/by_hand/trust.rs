//! The hand-written matchers.

use http::HeaderValue;

use super::PerfectHash;

/// The one exact origin of the benchmarks.
const ORIGIN: &str = "https://app.example.com";

/// A policy's origins.
pub(crate) trait Trust: Copy + Send + Sync + 'static {
    /// Whether `origin` is allowed.
    fn allows(self, origin: &[u8]) -> bool;

    /// The value of `Access-Control-Allow-Origin` for it.
    fn value(self, origin: &HeaderValue) -> HeaderValue {
        origin.clone()
    }
}

/// One origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exact;

impl Trust for Exact {
    #[inline]
    fn allows(self, origin: &[u8]) -> bool {
        // An array instead of a `match` on a literal, which would compare byte by byte.
        <&[u8; ORIGIN.len()]>::try_from(origin)
            .is_ok_and(|origin| origin == b"https://app.example.com")
    }

    #[inline]
    fn value(self, _: &HeaderValue) -> HeaderValue {
        HeaderValue::from_static(ORIGIN)
    }
}

/// Many origins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed(pub(crate) &'static PerfectHash);

impl Trust for Listed {
    #[inline]
    fn allows(self, origin: &[u8]) -> bool {
        self.0.contains(origin)
    }
}

/// `https://*.example.com`
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subdomains;

impl Trust for Subdomains {
    #[inline]
    fn allows(self, origin: &[u8]) -> bool {
        subdomain(origin)
    }
}

/// `https://*.example.com`
#[inline]
fn subdomain(origin: &[u8]) -> bool {
    origin
        .strip_prefix(b"https://")
        .and_then(|host| host.strip_suffix(b".example.com"))
        .is_some_and(are_labels)
}

/// `https://*.example.com:*`
#[inline]
pub(crate) fn subdomain_any_port(origin: &[u8]) -> bool {
    without_port(origin, b"443")
        .and_then(|origin| origin.strip_prefix(b"https://"))
        .and_then(|host| host.strip_suffix(b".example.com"))
        .is_some_and(are_labels)
}

/// `http://localhost:*`
#[inline]
pub(crate) fn any_port(origin: &[u8]) -> bool {
    match origin.strip_prefix(b"http://localhost") {
        Some([]) => true,
        Some([b':', port @ ..]) => is_port(port, b"80"),
        _ => false,
    }
}

/// `https://pr-{n:[0-9]+}.preview.example.net`
#[inline]
pub(crate) fn preview(origin: &[u8]) -> bool {
    origin
        .strip_prefix(b"https://pr-")
        .and_then(|rest| rest.strip_suffix(b".preview.example.net"))
        .is_some_and(|number| {
            !number.is_empty() && number.len() <= 60 && number.iter().all(u8::is_ascii_digit)
        })
}

/// `https://{branch:[a-z]+}-{day:[0-9]+}-{user:[a-z]+}.example.net`
#[inline]
pub(crate) fn branch(origin: &[u8]) -> bool {
    let middle = origin
        .strip_prefix(b"https://")
        .and_then(|rest| rest.strip_suffix(b".example.net"))
        .filter(|middle| middle.len() <= 63);
    let Some(middle) = middle else { return false };
    let mut parts = middle.split(|&byte| byte == b'-');
    let is = |part: Option<&[u8]>, is_it: fn(&u8) -> bool| {
        part.is_some_and(|part| !part.is_empty() && part.iter().all(is_it))
    };
    is(parts.next(), u8::is_ascii_lowercase)
        && is(parts.next(), u8::is_ascii_digit)
        && is(parts.next(), u8::is_ascii_lowercase)
        && parts.next().is_none()
}

/// The four patterns of the mixture, and its denial.
#[inline]
pub(crate) fn mixture(origin: &[u8]) -> bool {
    origin == b"https://example.com"
        || (subdomain(origin) && !origin.ends_with(b".usercontent.example.com"))
        || any_port(origin)
        || preview(origin)
}

/// `https://*.` and one of these suffixes.
#[inline]
pub(crate) fn below_one(suffixes: &PerfectHash, origin: &[u8]) -> bool {
    let Some(host) = origin.strip_prefix(b"https://") else { return false };
    (1..host.len())
        .any(|dot| host[dot] == b'.' && suffixes.contains(&host[dot..]) && are_labels(&host[..dot]))
}

/// Not longer than a name can be, not empty, and only bytes of names.
#[inline]
fn are_labels(labels: &[u8]) -> bool {
    let is_name_byte = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    labels.len() <= 253
        && labels.first().is_some_and(|&first| first != b'.')
        && labels.iter().all(is_name_byte)
}

#[inline]
fn without_port<'o>(origin: &'o [u8], default: &[u8]) -> Option<&'o [u8]> {
    // A port has five digits at most, so its colon is among the last six bytes.
    let from = origin.len().saturating_sub(6);
    match origin[from..].iter().position(|&byte| byte == b':') {
        // The scheme's colon, of an origin that is shorter than any.
        Some(at) if from + at < 6 => Some(origin),
        Some(at) => {
            let (before, port) = origin.split_at(from + at);
            is_port(&port[1..], default).then_some(before)
        }
        None => Some(origin),
    }
}

#[inline]
fn is_port(port: &[u8], default: &[u8]) -> bool {
    let number = || {
        port.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    (1..=5).contains(&port.len())
        && port[0] != b'0'
        && port != default
        && number().is_some_and(|number| number <= 65_535)
}
