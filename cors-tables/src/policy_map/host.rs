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
    fn read(text: &'r [u8]) -> Self {
        if text.is_empty() {
            return Self::Absent;
        }
        let (name, port) = split_port(text);
        let name = name.strip_suffix(b".").unwrap_or(name);
        let is_port = port.iter().all(u8::is_ascii_digit);
        if is_port && is_host(name) { Self::Name(name) } else { Self::Unclear }
    }
}

/// Splits `host:port`; a port that is absent is empty.
fn split_port(text: &[u8]) -> (&[u8], &[u8]) {
    // The colons of an IPv6 address are in brackets.
    let brackets = text.iter().rposition(|&byte| byte == b']').unwrap_or_default();
    let colon = text.iter().skip(brackets).position(|&byte| byte == b':');
    let colon = colon.map(|colon| colon.saturating_add(brackets));
    match colon.and_then(|colon| text.split_at_checked(colon)) {
        Some((host, port)) => (host, port.get(1..).unwrap_or_default()),
        None => (text, &[]),
    }
}

/// Whether these may be the bytes of a domain or an address.
fn is_host(name: &[u8]) -> bool {
    let address = name.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    if let Some(address) = address {
        return address.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    }
    !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

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
            "a,b", "a\\b", "a?b", "a#b", ":80", "[g]",
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
