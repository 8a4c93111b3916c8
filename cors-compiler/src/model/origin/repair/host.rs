//! Hosts as people write them, and as a browser writes them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::origin::address::{read_ipv4, serialise_ipv6};
use crate::origins::ends_in_a_number;

/// Host and port; no port is the empty string. `None` where the port is not one, or where the
/// colons of an address without brackets may or may not set off a port. `::1:3000` is an address
/// too, but an unlikely one.
pub(super) fn split_port(authority: &str) -> Option<(&str, &str)> {
    if authority.parse::<Ipv6Addr>().is_ok() {
        let (before, last) = authority.rsplit_once(':')?;
        let may_be_port = last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_digit());
        return match before.parse::<Ipv6Addr>() {
            Ok(address) if may_be_port => address.is_loopback().then_some((before, last)),
            _ => Some((authority, "")),
        };
    }
    if authority.ends_with(']') {
        return Some((authority, ""));
    }
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            // `30*` is meant as a wildcard, and only the whole port can be one.
            let port = if port.contains('*') { "*" } else { port };
            let is_port = port == "*" || port.bytes().all(|byte| byte.is_ascii_digit());
            is_port.then_some((host, port))
        }
        Some(_) => None,
        None => Some((authority, "")),
    }
}

/// Whether pages of the host are seldom served over https.
pub(super) fn is_local(host: &str) -> bool {
    is_own_machine(host) || host.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_own_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// The host behind a custom scheme. A `*` alone is a placeholder: each extension has a host of its
/// own, and all apps of these frameworks have the same.
pub(super) fn custom(scheme: &str, host: &str) -> String {
    match (scheme, host) {
        ("capacitor" | "ionic" | "tauri", "*") => "localhost".to_owned(),
        (scheme, "*") if scheme.ends_with("-extension") => "{id}".to_owned(),
        (_, "*") => "{name}".to_owned(),
        (_, host) => host.to_owned(),
    }
}

/// The host behind `http` or `https`, unless it is ambiguous which one was meant.
pub(super) fn web(host: &str) -> Option<String> {
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Some(format!("[{}]", serialise_ipv6(address)));
    }
    let (wildcard, host) = without_wildcard(host);
    let labels: Option<Vec<String>> =
        host.split('.').filter(|label| !label.is_empty()).map(repaired_label).collect();
    let ascii = labels?.join(".");
    // `example.com*` would match `example.community`.
    if ascii.rsplit('.').next().is_some_and(|last| last.contains('{')) {
        return None;
    }
    if ends_in_a_number(&ascii) {
        // `1.2.3` is an address to a browser, and hardly the one that was meant.
        let is_meant = ascii.split('.').count() == 4 || !ascii.contains('.');
        // Browsers read leading zeros as octal, but people rarely mean that.
        let is_octal = |part: &str| part.len() > 1 && part.starts_with('0') && !part.contains('x');
        if ascii.split('.').any(is_octal) {
            return None;
        }
        return read_ipv4(&ascii)
            .filter(|address| is_meant || address.is_loopback())
            .map(|address| address.to_string());
    }
    Some(format!("{wildcard}{ascii}"))
}

/// A host that is meant as the subdomains of another: `*example.com`, `.example.com` and
/// `*.*.example.com` too.
fn without_wildcard(host: &str) -> (&'static str, &str) {
    let base = host.trim_start_matches(['*', '.']);
    // `*-preview.example.com` is meant as a part of its label.
    let is_part = host.starts_with('*') && base.starts_with(['-', '_']);
    if base.len() < host.len() && !is_part { ("*.", base) } else { ("", host) }
}

/// A label in lower case, in Punycode where it is not ASCII; a `*` within it is a placeholder.
///
/// Source: [domain to ASCII](https://url.spec.whatwg.org/#concept-domain-to-ascii), for letters
/// that are their own normal form. For others nothing is offered, nor for what passes for Punycode
/// already.
fn repaired_label(label: &str) -> Option<String> {
    // Each letter alone: a whole word's last `Σ` would become `ς`, which is another domain.
    let lower_case: String = label.chars().flat_map(char::to_lowercase).collect();
    if label.len() > 1 && lower_case.matches('*').count() == 1 {
        return Some(lower_case.replace('*', "{name}"));
    }
    if lower_case.is_ascii() {
        return Some(lower_case);
    }
    if lower_case.starts_with("xn--")
        || !lower_case.chars().all(|c| c.is_ascii() || is_its_own_normal_form(c))
    {
        return None;
    }
    punycode::encode(&lower_case).ok().map(|encoded| format!("xn--{encoded}"))
}

/// Letters that no mapping or normalisation changes: composed Latin, Greek, Cyrillic, kana, Han
/// and Hangul, which is what people have on their keyboards.
fn is_its_own_normal_form(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c,
            '\u{df}'..='\u{131}' | '\u{134}'..='\u{13e}' | '\u{141}'..='\u{148}'
            | '\u{14a}'..='\u{17e}' | '\u{3ac}'..='\u{3ce}' | '\u{430}'..='\u{45f}'
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}')
}
