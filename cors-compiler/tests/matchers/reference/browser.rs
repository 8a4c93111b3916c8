//! Which origins a browser can send, but for `null`: the grammar, read from left to right.
//!
//! ```text
//! scheme :// host [: port]      http, https: a domain or an address, lower case, canonical;
//!                                            the default port is never written
//!                               others:      an opaque host, its case kept, or an IPv6 address
//! ```
//!
//! There is no standard for how others are serialised; what is excluded for certain are the
//! schemes whose pages send `null`, and those that have no pages.
//!
//! Source: [HTML, serialisation of an origin](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin);
//! [URL, host parsing](https://url.spec.whatwg.org/#host-parsing) and
//! [host serializing](https://url.spec.whatwg.org/#host-serializing).

use std::net::{Ipv4Addr, Ipv6Addr};

/// Forbidden host code points that are printable.
const FORBIDDEN: &str = "#/:<>?@[\\]^|";

/// Whether a browser can send `origin`.
pub(crate) fn can_send(origin: &[u8]) -> bool {
    // Text that is not UTF-8 is not ASCII either.
    let Ok(origin) = std::str::from_utf8(origin) else { return false };
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    let Some((host, port)) = host_and_port(rest) else { return false };
    let default = match scheme {
        "http" => Some("80"),
        "https" => Some("443"),
        _ => None,
    };
    port.is_none_or(|port| is_port(port) && Some(port) != default)
        && match default {
            Some(_) => is_ipv6(host) || is_ipv4(host) || is_domain(host),
            None => is_custom_scheme(scheme) && (is_ipv6(host) || is_opaque(host)),
        }
}

/// A colon ends the host, unless it is in brackets.
fn host_and_port(rest: &str) -> Option<(&str, Option<&str>)> {
    let host_len = match rest.strip_prefix('[') {
        Some(address) => address.find(']')? + 2,
        None => rest.find(':').unwrap_or(rest.len()),
    };
    let (host, behind) = rest.split_at(host_len);
    match behind.strip_prefix(':') {
        Some(port) => Some((host, Some(port))),
        None => behind.is_empty().then_some((host, None)),
    }
}

/// 1 to 65535, as a number is printed.
fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port)
}

fn is_custom_scheme(scheme: &str) -> bool {
    !["file", "ftp", "ws", "wss"].contains(&scheme)
        && scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'.' | b'-'))
}

fn is_opaque(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_ascii_graphic() && !FORBIDDEN.contains(c))
}

fn is_ipv4(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok_and(|address| address.to_string() == host)
}

/// The standard library prints an address as the URL Standard does, but for IPv4 in IPv6, which
/// it prints with dots.
fn is_ipv6(host: &str) -> bool {
    let Some(text) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) else {
        return false;
    };
    text.parse::<Ipv6Addr>().is_ok_and(|address| match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}") == text,
        _ => address.to_string() == text,
    })
}

/// Printable, lower case, nothing forbidden, `%` before two upper-case digits; and a browser
/// would not take it for an IPv4 address.
fn is_domain(host: &str) -> bool {
    let mut encoded = host.split('%');
    let unencoded = encoded.next().unwrap_or_default();
    let is_upper_hex = |c: char| matches!(c, '0'..='9' | 'A'..='F');
    let is_plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_graphic() && !c.is_ascii_uppercase() && !FORBIDDEN.contains(c))
    };
    !host.is_empty()
        && is_plain(unencoded)
        && encoded.all(|text| {
            text.split_at_checked(2)
                .is_some_and(|(hex, rest)| hex.chars().all(is_upper_hex) && is_plain(rest))
        })
        && !ends_in_a_number(host)
}

/// [`#ends-in-a-number-checker`](https://url.spec.whatwg.org/#ends-in-a-number-checker)
fn ends_in_a_number(host: &str) -> bool {
    let mut labels: Vec<&str> = host.split('.').collect();
    if labels.len() > 1 && labels.last() == Some(&"") {
        labels.pop();
    }
    let last = labels.last().copied().unwrap_or_default();
    match last.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

#[test]
fn what_browsers_were_seen_to_send_and_what_never() {
    for origin in [
        "https://example.com",
        "https://example.com.",
        "http://a_b.test:8101",
        "http://a..b.test",
        "http://a%2Ab.test",
        "http://a*b.test",
        "http://-foo-.test",
        "http://a\"b.test",
        "https://a.test:80",
        "http://127.0.0.1:65535",
        "http://[::ffff:7f00:1]",
        "http://[1::2:3:0:0:4]",
        "http://[2001:db8::a]:8443",
        "tauri://localhost",
        "safari-web-extension://0F1E",
        "app://a\"b:80",
    ] {
        assert!(can_send(origin.as_bytes()), "{origin}");
    }
    for origin in [
        "",
        "null",
        "https://",
        "https://A.test",
        "https://a.test/",
        "https://a.test:443",
        "https://a.test:080",
        "https://a.test:0",
        "https://a.test:65536",
        "https://a.test:+80",
        "https://a.test:",
        "https://u@a.test",
        "https://a%2a.test",
        "https://a%2.test",
        "https://a%",
        "https://1.2.3",
        "https://1.2.3.4.",
        "https://a.0x",
        "https://a.09.",
        "https://[::0]",
        "https://[::ffff:127.0.0.1]",
        "https://[::1]a",
        "https://[::1",
        "https://é.test",
        "file://a",
        "wss://a.test",
        "app://",
        "App://a",
        "1a://a",
    ] {
        assert!(!can_send(origin.as_bytes()), "{origin}");
    }
}
