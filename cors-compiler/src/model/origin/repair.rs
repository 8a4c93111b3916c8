//! What somebody meant who wrote an origin that can never match.
//!
//! One repair for all mistakes: take what is there apart as loosely as people write it, put it
//! together as a browser writes it, and offer the result only if it is well-formed. Where two
//! things may have been meant, nothing is offered.

mod ports;
mod ranges;
mod schemes;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cors_tables::fetch;

use super::address::{ends_in_a_number, read_ipv4, serialise_ipv6};
use super::parse::parse_one;
use super::range::AddressRange;
use crate::language::Budget;
use crate::model::pattern;

pub(crate) use ports::{run_of_numbers, with_meant_ports};
pub(crate) use ranges::like_address;
pub(crate) use schemes::per_scheme;

/// The text to write instead of `text`, if there is one that differs and is well-formed.
///
/// ```
/// use cors_compiler::model::origin::repaired;
/// assert_eq!(repaired("Example.COM/*").as_deref(), Some("https://example.com"));
/// ```
#[must_use]
pub fn repaired(text: &str) -> Option<String> {
    repaired_within(text, &Budget::unlimited())
}

/// The same as [`repaired`], within a budget.
#[must_use]
pub fn repaired_within(text: &str, budget: &Budget) -> Option<String> {
    let trimmed = text.trim().trim_matches(['"', '\'', '`', ',', ';']);
    // A regex of nothing but letters is the origin itself.
    let trimmed = trimmed.trim_start_matches('^').trim_end_matches('$');
    if let Some(port) = trimmed.strip_prefix("localhost://")
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        return repaired_within(&format!("localhost:{port}"), budget);
    }
    if let Some(meant) = with_meant_ports(trimmed, budget) {
        return Some(meant);
    }
    let (scheme, rest) = split_scheme(trimmed);
    if let Some(meant) = ranges::meant_range(&ranges::cleaned(rest)) {
        // What is written like a range was not meant as an address with a path.
        let (range, port) = meant?;
        return repaired_range(scheme.as_deref(), range, port).filter(|meant| meant != text);
    }
    if looks_like_regex(rest) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let authority = match authority.rsplit_once('@') {
        // Which of two hosts was meant cannot be told.
        Some((user_info, _)) if user_info.contains('.') => return None,
        Some((_, host)) => host,
        None => authority,
    };
    let (host, port) = split_port(authority)?;
    // Nobody who writes `localhost` means port 80 alone.
    let any_port = scheme.is_none() && authority == host && is_own_machine(host);
    let scheme = match scheme.as_deref() {
        Some("ws") => "http",
        Some("wss") => "https",
        Some("localhost") => return None,
        Some(scheme) => meant_scheme(scheme).unwrap_or(scheme),
        None if is_local(host) => "http",
        None if host.contains('.') => "https",
        None => return None,
    };
    let host = if fetch::default_port(scheme).is_some() {
        web_host(host)?
    } else {
        custom_host(scheme, host)
    };
    let port = if any_port { ":*".to_owned() } else { repaired_port(port, scheme)? };
    let repaired = format!("{scheme}://{host}{port}");
    (repaired != text && pattern::parse_within(&repaired, budget).is_ok()).then_some(repaired)
}

/// The pattern of a range. Nobody who names a private network without a scheme means port 80 alone.
fn repaired_range(scheme: Option<&str>, range: AddressRange, port: &str) -> Option<String> {
    let any_port = scheme.is_none() && port.is_empty() && range.is_private();
    let scheme = match scheme {
        None | Some("ws") => "http",
        Some("wss") => "https",
        Some(scheme) => meant_scheme(scheme).unwrap_or(scheme),
    };
    let port = match port {
        _ if any_port => ":*".to_owned(),
        "" => String::new(),
        port if port.contains('*') => ":*".to_owned(),
        port => repaired_port(port, scheme)?,
    };
    let repaired = format!("{scheme}://{}{port}", range.host());
    super::parse_pattern(&repaired).is_ok().then_some(repaired)
}

/// The host behind a custom scheme. A `*` alone is a placeholder: each extension has a host of its
/// own, and all apps of these frameworks have the same.
fn custom_host(scheme: &str, host: &str) -> String {
    match (scheme, host) {
        ("capacitor" | "ionic" | "tauri", "*") => "localhost".to_owned(),
        (scheme, "*") if scheme.ends_with("-extension") => "{id}".to_owned(),
        (_, "*") => "{name}".to_owned(),
        (_, host) => host.to_owned(),
    }
}

/// Whether the text is a regex that was written without `regex()`.
fn looks_like_regex(text: &str) -> bool {
    text.contains("\\.") || text.contains(['(', ')', '^', '$', '+', '|'])
}

/// The regex that was written as an origin, if it is one. Without backslashes its dots are dots.
pub(crate) fn meant_regex(text: &str, budget: &Budget) -> Option<String> {
    let meant =
        if text.contains('\\') { text.to_owned() } else { pattern::with_dots_escaped(text) };
    match pattern::parse_regex_within(&meant, budget) {
        Ok(_) => Some(meant),
        Err(_) => pattern::repaired_regex_within(&meant, budget),
    }
}

/// How many origins of one string are repaired.
const MOST_IN_A_STRING: usize = 32;

/// The origins in a string that contains several, if each of them is or can be made well-formed and
/// there are few enough to show.
///
/// White space separates origins only if each has a scheme.
#[must_use]
pub fn several(text: &str) -> Option<Vec<String>> {
    let (inside, is_array) = match in_array(text) {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let quotes: &[char] = if is_array { &['"', '\''] } else { &[] };
    let ones = inside
        .split([',', ';', ' ', '|', '\n'])
        .map(|one| one.trim_matches(quotes))
        .filter(|one| !one.is_empty());
    if ones.clone().nth(MOST_IN_A_STRING).is_some() {
        return None;
    }
    let is_list = is_array || text.contains([',', ';', '|']);
    if !is_list && ones.clone().any(|one| !one.contains("://")) {
        return None;
    }
    // Only what needs no automaton: the text is not known to be a list yet.
    let none = Budget::of(0);
    let each = |one: &str| match parse_one(one) {
        Ok(pattern) => Some(pattern.to_string()),
        Err(_) => repaired_within(one, &none),
    };
    ones.map(each).collect()
}

/// Whether a text is an array, as JSON has it.
pub(crate) fn is_array(text: &str) -> bool {
    in_array(text).is_some()
}

/// What is in an array of strings. The brackets of an IPv6 address enclose neither quotes nor a scheme.
fn in_array(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inside.contains(['"', '\'']).then_some(inside)
}

/// `http` or `https`, if somebody who wrote `scheme` meant it and made a slip.
pub(crate) fn meant_scheme(scheme: &str) -> Option<&'static str> {
    let is_slip =
        |meant: &&str| scheme != *meant && strsim::damerau_levenshtein(scheme, meant) <= 1;
    let meant = ["https", "http"].into_iter().filter(|_| !["http", "https"].contains(&scheme));
    meant.filter(is_slip).min_by_key(|meant| strsim::damerau_levenshtein(scheme, meant))
}

/// The scheme in lower case, however it is set off: `https:/`, `https//` and `https:\\` too.
fn split_scheme(text: &str) -> (Option<String>, &str) {
    if let Some((scheme, rest)) = text.split_once("://") {
        return (Some(scheme.to_ascii_lowercase()), rest);
    }
    for scheme in ["https", "http"] {
        let Some((start, rest)) = text.split_at_checked(scheme.len()) else { continue };
        let behind = rest.trim_start_matches([':', '/', '\\']);
        if start.eq_ignore_ascii_case(scheme) && behind.len() < rest.len() {
            return (Some(scheme.to_owned()), behind);
        }
    }
    (None, text.trim_start_matches('/'))
}

/// Host and port; no port is the empty string. `None` where the port is none, or where the
/// colons of an address without brackets may or may not set off a port. `::1:3000` is an address
/// too, but nobody's.
fn split_port(authority: &str) -> Option<(&str, &str)> {
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
fn is_local(host: &str) -> bool {
    is_own_machine(host) || host.parse::<Ipv4Addr>().is_ok()
}

fn is_own_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// The port with its colon, nothing for the default; `None` for port 0.
fn repaired_port(port: &str, scheme: &str) -> Option<String> {
    let significant = port.trim_start_matches('0');
    match significant {
        "" if port.is_empty() => Some(String::new()),
        "" => None,
        port if fetch::default_port(scheme).is_some_and(|default| default.to_string() == port) => {
            Some(String::new())
        }
        port => Some(format!(":{port}")),
    }
}

fn web_host(host: &str) -> Option<String> {
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return Some(format!("[{}]", serialise_ipv6(address)));
    }
    let (wildcard, host) = without_wildcard(host);
    let labels: Option<Vec<String>> =
        host.split('.').filter(|label| !label.is_empty()).map(repaired_label).collect();
    let ascii = labels?.join(".");
    // `example.com*` would let in `example.community`.
    if ascii.rsplit('.').next().is_some_and(|last| last.contains('{')) {
        return None;
    }
    if ends_in_a_number(&ascii) {
        // `1.2.3` is an address to a browser, and hardly the one that was meant.
        let is_meant = ascii.split('.').count() == 4 || !ascii.contains('.');
        // Leading zeros are octal to a browser, and to nobody else.
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
            ("localhost", Some("http://localhost:*")),
            ("localhost/", Some("http://localhost:*")),
            ("app.localhost", Some("http://app.localhost:*")),
            ("127.0.0.1", Some("http://127.0.0.1:*")),
            ("[::1]", Some("http://[::1]:*")),
            ("localhost:80", Some("http://localhost")),
            ("192.168.0.7", Some("http://192.168.0.7")),
            ("*.example.com", Some("https://*.example.com")),
            ("example.com/*", Some("https://example.com")),
            ("https://example.com/", Some("https://example.com")),
            ("https://example.com,", Some("https://example.com")),
            ("https://example.com/a?b#c", Some("https://example.com")),
            ("https://*example.com", Some("https://*.example.com")),
            ("https://.example.com", Some("https://*.example.com")),
            ("https://*.*.example.com", Some("https://*.example.com")),
            ("https://example..com", Some("https://example.com")),
            ("https://app-*.example.com", Some("https://app-{name}.example.com")),
            ("http://localhost:30*", Some("http://localhost:{p:30[0-9]*}")),
            ("http://localhost:3000-3010", Some("http://localhost:{p:300[0-9]|3010}")),
            ("http://localhost:[8080,8081]", Some("http://localhost:{p:8080|8081}")),
            ("http://localhost:(8080|8081)", Some("http://localhost:{p:8080|8081}")),
            ("http://localhost:8080,8081", Some("http://localhost:{p:8080|8081}")),
            ("localhost:3000..=3002", Some("http://localhost:{p:300[0-2]}")),
            ("http://localhost:30xx", Some("http://localhost:{p:30[0-9]{2}}")),
            ("http://localhost:\\d+", Some("http://localhost:*")),
            ("http://localhost:[0-9]{4}", Some("http://localhost:{p:[0-9]{4}}")),
            ("localhost:*", Some("http://localhost:*")),
            ("http://192.168.*:3000-3001", Some("http://192.168.0.0/16:{p:300[0-1]}")),
            ("http://localhost:3010-3000", None),
            ("http://10.1.2.3/8", Some("http://10.0.0.0/8")),
            ("http://10.0.0.7/32:*", Some("http://10.0.0.7:*")),
            ("http://10.0.0.0/08:80", Some("http://10.0.0.0/8")),
            ("http://10.0.0.0/255.0.0.0", Some("http://10.0.0.0/8")),
            ("http://10.0.0.0/255.0.255.0", None),
            ("http://10.0.0.0/33", None),
            ("http://10.0.0.0:*/8", Some("http://10.0.0.0/8:*")),
            ("http://10.0.0.0/8/", Some("http://10.0.0.0/8")),
            ("http://127.0.0.1:3000/1", Some("http://127.0.0.1:3000")),
            ("10/8", Some("http://10.0.0.0/8:*")),
            ("8.8.8/24", Some("http://8.8.8.0/24")),
            ("http://[FD00::]/8:*", Some("http://[fd00::/8]:*")),
            ("http://fd00::1/8", Some("http://[fd00::/8]")),
            ("http://[::1/128]", Some("http://[::1]")),
            ("http://[fd00::/129]", None),
            ("http://192.168.*", Some("http://192.168.0.0/16")),
            ("http://10.*.*.*:*", Some("http://10.0.0.0/8:*")),
            ("172.16.x.x", Some("http://172.16.0.0/16:*")),
            ("http://10.0.0.[0-255]", Some("http://10.0.0.0/24")),
            ("http://10.*.0.1", None),
            ("http://*.*.*.*", None),
            ("http://10.0.0.0-10.0.0.255", Some("http://10.0.0.0/24")),
            ("http://10.0.0.1-10.0.0.9", None),
            ("moz-extension://*", Some("moz-extension://{id}")),
            ("capacitor://*", Some("capacitor://localhost")),
            ("app://*", Some("app://{name}")),
            ("http://*", None),
            ("HTTPS://Example.com", Some("https://example.com")),
            ("https:/example.com", Some("https://example.com")),
            ("https//example.com", Some("https://example.com")),
            ("https:\\\\example.com", Some("https://example.com")),
            ("htps://example.com", Some("https://example.com")),
            ("htttp://example.com", Some("http://example.com")),
            ("https://user:pw@example.com:443", Some("https://example.com")),
            ("https://example.com:08443", Some("https://example.com:8443")),
            ("https://bücher.example", Some("https://xn--bcher-kva.example")),
            ("https://Bücher.example/", Some("https://xn--bcher-kva.example")),
            ("https://mu\u{308}nchen.example", None),
            ("ＥＸＡＭＰＬＥ.com", None),
            ("http://[0:0:0:0:0:0:0:1]", Some("http://[::1]")),
            ("http://::1", Some("http://[::1]")),
            ("http://::2:1", Some("http://[::2:1]")),
            ("http://fe80::ab:cd", Some("http://[fe80::ab:cd]")),
            ("http://[::1:80", None),
            ("http://::1:3000", Some("http://[::1]:3000")),
            ("::1:3000", Some("http://[::1]:3000")),
            ("http://2001:db8::1:3000", None),
            ("https://ΑΣ.example", Some("https://xn--mxa0b.example")),
            ("https://ας.example", Some("https://xn--mxa8a.example")),
            ("https://xn--ü.example.com", None),
            ("https://İ.example", None),
            ("http://127.1", Some("http://127.0.0.1")),
            ("https://1.2.3", None),
            ("http://3232235777", Some("http://192.168.1.1")),
            ("http://0xc0.168.1.1", Some("http://192.168.1.1")),
            ("wss://example.com", Some("https://example.com")),
            (" https://example.com ", Some("https://example.com")),
            ("https://example.com:", Some("https://example.com")),
            ("https://example.com:x", None),
            ("https://example.com*", None),
            ("https://a.*.example", None),
            ("https.example.com", Some("https://https.example.com")),
            ("admin:3000", None),
            ("https://*-preview.vercel.app", Some("https://{name}-preview.vercel.app")),
            ("http://192.168.001.010", None),
            ("https://app\\.example\\.com", None),
            ("^https://example.com$", Some("https://example.com")),
            ("https://example.com$", Some("https://example.com")),
            ("^https://(a|b).example.com$", None),
            ("http://10.0.0.0/ 8", Some("http://10.0.0.0/8")),
            ("http://10.0.0.0 / 8:*", Some("http://10.0.0.0/8:*")),
            ("http://user@10.0.0.0/8", Some("http://10.0.0.0/8")),
            ("http://user:secret@10.0.0.0/8:*", Some("http://10.0.0.0/8:*")),
            ("http://10.0.0.0/+8", Some("http://10.0.0.0/8")),
            ("http://10.0.0.0/-8", None),
            ("http://192.168.0.0/0.0.255.255", Some("http://192.168.0.0/16")),
            ("http://192.168.0.0/0.255.0.255", None),
            ("http://[fd00::/8", Some("http://[fd00::/8]")),
            ("http://fd00::/8]:*", Some("http://[fd00::/8]:*")),
            ("http://172.16-31.*.*", Some("http://172.16.0.0/12")),
            ("http://172.16-31.x.x:*", Some("http://172.16.0.0/12:*")),
            ("http://172.16-30.*.*", None),
            ("http://10.0.0.0/8:1-65535", Some("http://10.0.0.0/8:*")),
            ("http://10.0.0.0/8:0-65535", Some("http://10.0.0.0/8:*")),
            ("https://example.com@evil.com", None),
            ("help://app", None),
            ("http://localhost:0", None),
            ("localhost://3000", Some("http://localhost:3000")),
            ("localhost://example.com", None),
            ("self", None),
            ("any", None),
            ("$ALLOWED_ORIGINS", None),
            ("https://${DOMAIN}", None),
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
        for text in ["https://a.example, https://b.example/", "https://a.example;b.example"] {
            assert_eq!(several(text).unwrap(), want, "{text}");
        }
        assert_eq!(several("https://a.example https://b.example").unwrap(), want);
        for array in
            [r#"["https://a.example", "https://b.example"]"#, "['https://a.example','b.example/']"]
        {
            assert_eq!(several(array).unwrap(), want, "{array}");
        }
        assert_eq!(several(r#"["https://a.example"]"#).unwrap(), want[..1]);
        assert_eq!(several("a.example b.example"), None);
        assert_eq!(several("https://a.example,,ftp://"), None);
        assert_eq!(several("https://exa mple.com"), None);
        let many = |n| vec!["https://a.example"; n].join(",");
        assert_eq!(several(&many(32)).map(|several| several.len()), Some(32));
        assert_eq!(several(&many(33)), None);
    }
}
