//! The host of a request.
//!
//! ```text
//!   request target    Host              the host
//!   /users            API.Example.com:8443    api.example.com      in lower case, without port
//!   /users            api.example.com.        api.example.com      and without one trailing dot
//!   //a.example/x     b.example               unclear
//!   /users            (two lines)             unclear
//!   /users            (none)                  absent
//! ```
//!
//! HTTP/1.1 sends the header `Host`; HTTP/2 and HTTP/3 send `:authority`, which servers put into the
//! request's target. If both are present and differ, proxies may have used either of them.
//!
//! Source: [RFC 9110, section 7.2](https://www.rfc-editor.org/rfc/rfc9110#section-7.2).

use crate::words::{all_words, is_name};

/// The host of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestHost<'r> {
    /// It names this host, without port and trailing dot. Letters may be in upper case.
    Name(&'r [u8]),
    /// It names no host.
    Absent,
    /// It names several hosts, or something that is not a host.
    Unclear,
}

impl<'r> RequestHost<'r> {
    /// The host of a request by the authority of its target and the values of its `Host` lines.
    #[must_use]
    pub fn new(authority: Option<&'r [u8]>, lines: impl IntoIterator<Item = &'r [u8]>) -> Self {
        let mut lines = lines.into_iter();
        match (authority, lines.next(), lines.next()) {
            (None, None, _) => Self::Absent,
            (Some(text), None, _) | (None, Some(text), None) => Self::read(text),
            (Some(target), Some(line), None) => match (Self::read(target), Self::read(line)) {
                (Self::Name(target), Self::Name(line)) if target.eq_ignore_ascii_case(line) => {
                    Self::Name(target)
                }
                _ => Self::Unclear,
            },
            (_, Some(_), Some(_)) => Self::Unclear,
        }
    }

    /// The host in an authority or in the value of `Host`.
    #[inline]
    fn read(text: &'r [u8]) -> Self {
        // Most hosts have only such bytes.
        match all_words(text, is_name) {
            Some(true) => Self::Name(text.strip_suffix(b".").unwrap_or(text)),
            Some(false) | None => Self::read_bytes(text),
        }
    }

    /// The same for a host with a port, an IPv6 address, and short ones.
    #[inline(never)]
    fn read_bytes(text: &'r [u8]) -> Self {
        let end = text.iter().position(|&byte| !is_name_byte(byte)).unwrap_or(text.len());
        let (name, port) = match text.split_at_checked(end).unwrap_or((text, &[])) {
            (&[], &[]) => return Self::Absent,
            (name, rest) if !name.is_empty() && matches!(rest, [] | [b':', ..]) => {
                (name, rest.get(1..).unwrap_or_default())
            }
            _ => match split_address(text) {
                Some(parts) => parts,
                None => return Self::Unclear,
            },
        };
        let name = name.strip_suffix(b".").unwrap_or(name);
        let is_port = port.iter().all(u8::is_ascii_digit);
        if is_port && !name.is_empty() { Self::Name(name) } else { Self::Unclear }
    }
}

/// Splits `[address]:port` of IPv6; a port that is absent is empty. `None` if it is not such a host.
fn split_address(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|&byte| byte == b']')?;
    let (host, rest) = text.split_at_checked(end.checked_add(1)?)?;
    let (address, _) = host.strip_prefix(b"[")?.split_at_checked(end.checked_sub(1)?)?;
    let is_address =
        address.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let port = match rest {
        [b'.', b':', port @ ..] | [b':', port @ ..] => port,
        [] | [b'.'] => &[],
        _ => return None,
    };
    is_address.then_some((host, port))
}

/// Whether this may be a byte of a domain or of an IPv4 address.
#[inline]
fn is_name_byte(byte: u8) -> bool {
    OF_NAMES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// The bytes of names: one load is faster than comparisons.
static OF_NAMES: [bool; 256] = {
    let mut of_names = [false; 256];
    let mut rest: &mut [bool] = &mut of_names;
    let mut byte = 0_u8;
    while let Some((first, others)) = rest.split_first_mut() {
        *first = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        rest = others;
        byte = byte.wrapping_add(1);
    }
    of_names
};

#[cfg(test)]
mod tests {
    use super::*;

    fn host<'r>(authority: Option<&'r str>, lines: &[&'r str]) -> RequestHost<'r> {
        RequestHost::new(authority.map(str::as_bytes), lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn hosts_without_port_and_trailing_dot() {
        for (written, name) in [
            ("example.com", "example.com"),
            ("example.com:8443", "example.com"),
            ("example.com:", "example.com"),
            ("example.com.:80", "example.com"),
            ("example.com..", "example.com."),
            ("127.0.0.1:80", "127.0.0.1"),
            ("[::1]:80", "[::1]"),
            ("[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]"),
            ("[::1].", "[::1]"),
            ("[::1].:80", "[::1]"),
        ] {
            let name = RequestHost::Name(name.as_bytes());
            assert_eq!(host(None, &[written]), name, "{written}");
            assert_eq!(host(Some(written), &[]), name, "{written}");
            assert_eq!(host(Some(written), &[written]), name, "{written}");
        }
    }

    #[test]
    fn several_or_invalid_hosts_are_unclear() {
        for written in [
            "a/b", "a b", "user@a", "a%2eb", "a:b", "a:80:80", "[::1", "::1", "[::1]x", "é", ".",
            "a,b", "a\\b", "a?b", "a#b", ":80", "[g]", "[::1]]", "[::1].x", "[::1", "a]", "a:8]",
        ] {
            assert_eq!(host(None, &[written]), RequestHost::Unclear, "{written}");
        }
        for (authority, lines) in [
            (None, &["a.example", "a.example"][..]),
            (None, &["a.example", "b.example"]),
            (None, &["", ""]),
            (Some("a.example"), &["b.example"]),
            (Some("a.example"), &["a.example", "b.example"]),
            (Some("a.example"), &["/"]),
            (Some("a.example"), &[""]),
            (Some("user@a.example"), &["a.example"]),
        ] {
            assert_eq!(host(authority, lines), RequestHost::Unclear, "{authority:?} {lines:?}");
        }
    }

    #[test]
    fn authority_and_header_may_agree() {
        let name = RequestHost::Name(b"A.example");
        assert_eq!(host(Some("A.example:1"), &["a.EXAMPLE.:2"]), name);
        assert_eq!(host(None, &[]), RequestHost::Absent);
        assert_eq!(host(None, &[""]), RequestHost::Absent);
    }
}
