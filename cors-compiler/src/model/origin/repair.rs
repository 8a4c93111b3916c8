//! What somebody meant who wrote an origin that can never match.
//!
//! One repair for all mistakes: take what is there apart as loosely as people write it, put it
//! together as a browser writes it, and offer the result only if [`parse`] takes it.

use cors_core::fetch;

use super::address::{ends_in_a_number, read_ipv4, serialise_ipv6};
use super::parse;

/// The text to write instead of `text`, if there is one that differs and is well-formed.
///
/// ```
/// use cors_compiler::model::origin::repaired;
/// assert_eq!(repaired("Example.COM/*").as_deref(), Some("https://example.com"));
/// ```
#[must_use]
pub fn repaired(text: &str) -> Option<String> {
    let trimmed = text.trim().trim_matches(['"', '\'', '`']);
    let (scheme, rest) = match trimmed.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, trimmed.trim_start_matches('/')),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let authority = authority.rsplit('@').next()?;
    let (host, port) = split_port(authority);
    let scheme = match scheme.as_deref() {
        Some("ws") => "http",
        Some("wss") => "https",
        Some(scheme) => scheme,
        None if is_local(host) => "http",
        None => "https",
    };
    let host =
        if fetch::default_port(scheme).is_some() { web_host(host)? } else { host.to_owned() };
    let port = repaired_port(port?, scheme);
    let repaired = format!("{scheme}://{host}{port}");
    (repaired != text && parse(&repaired).is_ok()).then_some(repaired)
}

/// The origins that stand in one string, if each is well-formed once it is repaired.
#[must_use]
pub fn several(text: &str) -> Option<Vec<String>> {
    text.split([',', ';', ' ', '|'])
        .filter(|one| !one.is_empty())
        .map(|one| parse(one).map_or_else(|_| repaired(one), |pattern| Some(pattern.to_string())))
        .collect()
}

/// Host and port; no port is `Some("")`, and one that is no number `None`.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            let is_port = port == "*" || port.bytes().all(|byte| byte.is_ascii_digit());
            (host, is_port.then_some(port))
        }
        _ => (authority, Some("")),
    }
}

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::Ipv4Addr>().is_ok()
}

fn repaired_port(port: &str, scheme: &str) -> String {
    let significant = port.trim_start_matches('0');
    match significant {
        "" => String::new(),
        port if fetch::default_port(scheme).is_some_and(|default| default.to_string() == port) => {
            String::new()
        }
        port => format!(":{port}"),
    }
}

fn web_host(host: &str) -> Option<String> {
    // `*example.com` is meant as its subdomains.
    let (wildcard, host) = match host.strip_prefix('*') {
        Some(base) => ("*.", base.trim_start_matches('.')),
        None => ("", host),
    };
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Some(format!("[{}]", serialise_ipv6(address)));
    }
    let ascii = host.split('.').map(label_to_ascii).collect::<Option<Vec<_>>>()?.join(".");
    if ends_in_a_number(&ascii) {
        return read_ipv4(&ascii).map(|address| address.to_string());
    }
    Some(format!("{wildcard}{ascii}"))
}

/// A label in lower case, in Punycode where it is not ASCII.
///
/// Source: [domain to ASCII](https://url.spec.whatwg.org/#concept-domain-to-ascii), but for its
/// mapping of compatibility characters, which nobody types.
fn label_to_ascii(label: &str) -> Option<String> {
    let lower_case = label.to_lowercase();
    if lower_case.is_ascii() {
        return Some(lower_case);
    }
    punycode::encode(&lower_case).ok().map(|encoded| format!("xn--{encoded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses() {
        for (text, want) in [
            ("example.com", Some("https://example.com")),
            ("//example.com", Some("https://example.com")),
            ("localhost:3000", Some("http://localhost:3000")),
            ("127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("*.example.com", Some("https://*.example.com")),
            ("example.com/*", Some("https://example.com")),
            ("https://example.com/", Some("https://example.com")),
            ("https://example.com/a?b#c", Some("https://example.com")),
            ("https://*example.com", Some("https://*.example.com")),
            ("HTTPS://Example.com", Some("https://example.com")),
            ("https://user:pw@example.com:443", Some("https://example.com")),
            ("https://example.com:08443", Some("https://example.com:8443")),
            ("https://bücher.example", Some("https://xn--bcher-kva.example")),
            ("https://Bücher.example/", Some("https://xn--bcher-kva.example")),
            ("http://[0:0:0:0:0:0:0:1]", Some("http://[::1]")),
            ("http://::1", Some("http://[::1]")),
            ("http://127.1", Some("http://127.0.0.1")),
            ("wss://example.com", Some("https://example.com")),
            (" https://example.com ", Some("https://example.com")),
            ("https://example.com:", Some("https://example.com")),
            ("https://example.com:x", None),
            ("https://", None),
            ("", None),
            ("https://foo.1", None),
            ("file:///x", None),
            ("https://example.com", None),
        ] {
            assert_eq!(repaired(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn several_in_one_string() {
        let want = ["https://a.example", "https://b.example"];
        assert_eq!(several("https://a.example, https://b.example/").unwrap(), want);
        assert_eq!(several("https://a.example,,ftp://"), None);
    }
}
