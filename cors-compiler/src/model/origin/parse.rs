//! From a text to an [`OriginPattern`], or to the one thing that is most wrong with it.
//!
//! ```text
//! https://*.example.com:8443
//! scheme     host       port
//! ```
//!
//! The parser reads from left to right and stops at the first mistake, at its byte. What else
//! is wrong is mended by the same repair, so one build shows one message a string.
//!
//! Source: [ASCII serialisation of an origin](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin),
//! [URL, host parsing](https://url.spec.whatwg.org/#host-parsing).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use cors_tables::fetch;

use super::address::{ends_in_a_number, serialise_ipv6};
use super::range::{self, Parsed};
use super::{Host, OriginPattern, Port};
use crate::origins::SchemeKind;
use crate::rules::{
    ADDRESS_RANGE, NULL_ORIGIN, ORIGIN_ADDRESS, ORIGIN_BLOCKED_PORT, ORIGIN_CASE,
    ORIGIN_DEFAULT_PORT, ORIGIN_HOST, ORIGIN_LENGTH, ORIGIN_PATH, ORIGIN_PORT, ORIGIN_SCHEME,
    ORIGIN_SEVERAL, ORIGIN_UNICODE, ORIGIN_USER_INFO, ORIGIN_WHITE_SPACE, ORIGIN_WILDCARD, Rule,
};

/// Why a text is no origin pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginError {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// Which bytes of it.
    pub range: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// A hint for this text alone.
    pub note: Option<String>,
    /// What to do, where no other text would mend it.
    pub help: Option<String>,
}

impl OriginError {
    pub(in crate::model) fn new(
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self { rule, range, message: message.into(), note: None, help: None }
    }

    pub(in crate::model) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub(in crate::model) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A part of the text and where it starts, so that errors know their bytes.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl<'t> Part<'t> {
    fn range(self) -> Range<usize> {
        self.start..self.start.saturating_add(self.text.len())
    }

    /// The part from byte `at` on.
    pub(super) fn from(self, at: usize) -> Self {
        let text = self.text.get(at..).unwrap_or_default();
        Self { text, start: self.start.saturating_add(at) }
    }

    /// The range of `text`, which is a part of this part's own text.
    fn range_of(self, text: &str) -> Range<usize> {
        match self.text.find(text) {
            Some(at) => {
                let start = self.start.saturating_add(at);
                start..start.saturating_add(text.len())
            }
            None => self.range(),
        }
    }

    pub(super) fn error(self, rule: &'static Rule, message: impl Into<String>) -> OriginError {
        OriginError::new(rule, self.range(), message)
    }
}

/// Reads one origin pattern that is not an address range.
///
/// # Errors
///
/// The first thing that is wrong with it.
///
/// ```
/// use cors_compiler::model::origin;
/// assert!(origin::parse("https://*.example.com:8443").is_ok());
/// let error = origin::parse("https://example.com/").unwrap_err();
/// assert_eq!((error.rule.name, error.range), ("origin_path", 19..20));
/// ```
pub fn parse(text: &str) -> Result<OriginPattern, OriginError> {
    match parse_pattern(text)? {
        Parsed::Plain(plain) => Ok(plain),
        Parsed::Range(range) => {
            let whole = Part { text, start: 0 };
            Err(whole.error(&ADDRESS_RANGE, format!("`{}` is an address range", range.range())))
        }
    }
}

/// Reads one origin pattern or address range.
///
/// # Errors
///
/// The first thing that is wrong with it.
///
/// ```
/// use cors_compiler::model::origin;
/// assert!(origin::parse_pattern("http://10.0.0.0/8:*").is_ok());
/// let error = origin::parse_pattern("http://10.1.2.3/8").unwrap_err();
/// assert_eq!((error.rule.name, error.range), ("address_range", 7..17));
/// ```
pub fn parse_pattern(text: &str) -> Result<Parsed, OriginError> {
    let whole = Part { text, start: 0 };
    if super::is_array(text) && super::several(text).is_some() {
        return Err(whole.error(&ORIGIN_SEVERAL, "a list in one string"));
    }
    if text.contains([',', ';', ' ', '|'])
        && super::several(text).is_some_and(|several| several.len() > 1)
    {
        return Err(whole.error(&ORIGIN_SEVERAL, "several origins in one string"));
    }
    parse_one(text)
}

/// Reads a text that is known to be one origin, or none.
pub(super) fn parse_one(text: &str) -> Result<Parsed, OriginError> {
    let whole = Part { text, start: 0 };
    check_text(whole)?;
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(no_scheme(whole));
    };
    let rest = Part { text: rest, start: text.len().saturating_sub(rest.len()) };
    check_scheme(Part { text: scheme, start: 0 })?;
    let kind = SchemeKind::of(scheme);
    if kind == SchemeKind::Web
        && let Some(range) = range::parse(scheme, rest)
    {
        return range.map(Parsed::Range);
    }
    check_behind_host(rest)?;
    let (host, port) = split_port(rest)?;
    let host = parse_host(host, kind)?;
    let port = match port {
        Some(port) => parse_port(port, scheme)?,
        None => Port::Default,
    };
    Ok(Parsed::Plain(OriginPattern { scheme: scheme.to_owned(), host, port }))
}

/// What can be wrong with the text as a whole.
fn check_text(whole: Part<'_>) -> Result<(), OriginError> {
    let text = whole.text;
    if text == "null" {
        return Err(whole.error(&NULL_ORIGIN, "`null` is the origin of anybody who wants it"));
    }
    if text.is_empty() {
        return Err(whole.error(&ORIGIN_SCHEME, "an empty string is no origin"));
    }
    if text.contains("\\.") {
        return Err(whole.error(&ORIGIN_HOST, "a backslash has no meaning in an origin"));
    }
    if text.matches("://").nth(1).is_some() {
        return Err(whole.error(&ORIGIN_SEVERAL, "several origins in one string"));
    }
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    if let Some(at) = text.find(is_space) {
        let here = whole.from(at);
        let len = here.text.find(|c| !is_space(c)).unwrap_or(here.text.len());
        let range = here.start..here.start.saturating_add(len);
        return Err(OriginError::new(&ORIGIN_WHITE_SPACE, range, "an origin has no white space"));
    }
    Ok(())
}

fn no_scheme(whole: Part<'_>) -> OriginError {
    let text = whole.text;
    let lower_case = text.trim_matches('\'').to_ascii_lowercase();
    let error = whole.error(&ORIGIN_SCHEME, format!("`{text}` has no scheme"));
    match lower_case.as_str() {
        "self" | "same-origin" => {
            error.note("a page of the server's own origin needs no permission").help("remove it")
        }
        "any" | "all" => {
            error.help("for any origin, without credentials, write `allow_origins = \"*\"`")
        }
        "null" => error
            .note("the origin of sandboxed frames is written in lower case")
            .help("write \"null\""),
        _ => match text.split_once(':') {
            Some((scheme, _)) if OPAQUE_SCHEMES.contains(&scheme) => no_origin(whole),
            _ => error,
        },
    }
}

/// Schemes whose pages have the origin `null`, or that of the page that made them.
const OPAQUE_SCHEMES: [&str; 4] = ["data", "about", "blob", "javascript"];

fn no_origin(part: Part<'_>) -> OriginError {
    part.error(&ORIGIN_SCHEME, format!("`{}` has no origin of its own", part.text))
        .note("such pages have the origin `null`, or that of the page that made them")
        .help("allow the origin of the page that makes them, or serve them by a server")
}

fn check_scheme(scheme: Part<'_>) -> Result<(), OriginError> {
    let text = scheme.text;
    let valid = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')
    };
    match text {
        "file" => {
            return Err(scheme
                .error(&ORIGIN_SCHEME, "a `file:` page has no origin to allow")
                .note("it sends `Origin: null`, as every sandboxed frame does")
                .help("serve the page by a local server, and write \"http://localhost:*\""));
        }
        "ws" | "wss" => {
            return Err(scheme
                .error(&ORIGIN_SCHEME, format!("no page has a `{text}:` origin"))
                .note("a WebSocket handshake carries the http or https origin of its page"));
        }
        "ftp" => {
            return Err(scheme
                .error(&ORIGIN_SCHEME, "browsers load no `ftp:` pages")
                .help("serve the page over https, and allow that origin"));
        }
        opaque if OPAQUE_SCHEMES.iter().any(|&of| opaque.split(':').next() == Some(of)) => {
            return Err(no_origin(scheme));
        }
        "localhost" => {
            return Err(scheme.error(&ORIGIN_SCHEME, "`localhost` is a host, and no scheme"));
        }
        _ => {}
    }
    if text.contains('*') {
        return Err(scheme
            .error(&ORIGIN_WILDCARD, "a scheme cannot have a wildcard")
            .note("each scheme needs a pattern of its own"));
    }
    if text.len() > 64 {
        return Err(scheme.error(&ORIGIN_LENGTH, "the scheme is longer than 64 bytes"));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(scheme.error(&ORIGIN_CASE, format!("the scheme `{text}` is not in lower case")));
    }
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.bytes().all(valid) {
        return Err(scheme.error(&ORIGIN_SCHEME, format!("`{text}` is no scheme")));
    }
    if let Some(meant) = super::meant_scheme(text) {
        let message = format!("`{text}` is no scheme of pages; `{meant}` is near");
        return Err(scheme.error(&ORIGIN_SCHEME, message));
    }
    Ok(())
}

/// User info before the host, a path behind it.
fn check_behind_host(rest: Part<'_>) -> Result<(), OriginError> {
    let authority_len = rest.text.find(['/', '?', '#', '\\']).unwrap_or(rest.text.len());
    let authority = rest.text.get(..authority_len).unwrap_or_default();
    if let Some((user_info, _)) = authority.split_once('@') {
        let range = rest.start..rest.start.saturating_add(user_info.len()).saturating_add(1);
        return Err(OriginError::new(&ORIGIN_USER_INFO, range, "an origin has no user info"));
    }
    let path = rest.from(authority_len);
    match path.text.bytes().next() {
        None => Ok(()),
        Some(b'/') if path.text.len() == 1 => {
            Err(path.error(&ORIGIN_PATH, "an origin has no trailing slash"))
        }
        Some(b'/' | b'\\') => Err(path.error(&ORIGIN_PATH, "an origin has no path")),
        Some(b'?') => Err(path.error(&ORIGIN_PATH, "an origin has no query")),
        Some(_) => Err(path.error(&ORIGIN_PATH, "an origin has no fragment")),
    }
}

/// Splits host and port; the port comes without its colon.
fn split_port(rest: Part<'_>) -> Result<(Part<'_>, Option<Part<'_>>), OriginError> {
    let host_len = if rest.text.starts_with('[') {
        match rest.text.find(']') {
            Some(bracket) => bracket.saturating_add(1),
            None => return Err(rest.error(&ORIGIN_ADDRESS, "the bracket is not closed")),
        }
    } else {
        if rest.text.matches(':').nth(1).is_some() {
            return Err(rest.error(&ORIGIN_ADDRESS, "IPv6 addresses must be bracketed"));
        }
        rest.text.find(':').unwrap_or(rest.text.len())
    };
    let host = Part { text: rest.text.get(..host_len).unwrap_or_default(), start: rest.start };
    let behind = rest.from(host_len);
    match behind.text.strip_prefix(':') {
        Some(_) => Ok((host, Some(behind.from(1)))),
        None if behind.text.is_empty() => Ok((host, None)),
        None => Err(behind.error(&ORIGIN_HOST, "only a port can follow an address")),
    }
}

fn parse_host(host: Part<'_>, kind: SchemeKind) -> Result<Host, OriginError> {
    let text = host.text;
    if text.is_empty() {
        return Err(host.error(&ORIGIN_HOST, "the host is missing"));
    }
    if let Some(address) = text.strip_prefix('[') {
        return parse_ipv6(host, address.trim_end_matches(']'));
    }
    if !text.is_ascii() {
        return Err(host.error(&ORIGIN_UNICODE, format!("the host `{text}` is not in ASCII")));
    }
    let (is_wildcard, base) = match text.strip_prefix("*.") {
        Some(_) => (true, host.from(2)),
        None => (false, host),
    };
    check_wildcards(host, base)?;
    // `*.` needs a label and a dot of its own.
    let longest = if is_wildcard { 251 } else { 253 };
    if base.text.strip_suffix('.').unwrap_or(base.text).len() > longest {
        return Err(base.error(&ORIGIN_LENGTH, "the host is longer than 253 bytes"));
    }
    if kind == SchemeKind::Custom {
        let base = parse_opaque(base)?;
        return Ok(if is_wildcard { Host::Subdomains(base) } else { Host::Opaque(base) });
    }
    check_domain(base)?;
    if !ends_in_a_number(base.text) {
        let base = base.text.to_owned();
        return Ok(if is_wildcard { Host::Subdomains(base) } else { Host::Domain(base) });
    }
    if is_wildcard {
        return Err(host.error(&ORIGIN_WILDCARD, "an address has no subdomains"));
    }
    match text.parse::<Ipv4Addr>() {
        Ok(address) => Ok(Host::Ipv4(address)),
        Err(_) => Err(host
            .error(&ORIGIN_ADDRESS, format!("`{text}` is no IPv4 address as a browser writes it"))),
    }
}

fn check_wildcards(host: Part<'_>, base: Part<'_>) -> Result<(), OriginError> {
    let Some(at) = base.text.find('*') else { return Ok(()) };
    if host.text == "*" {
        return Err(host
            .error(&ORIGIN_WILDCARD, "`*` alone is not a host")
            .note("`allow_origins = \"*\"` allows every origin, without credentials"));
    }
    let star = base.start.saturating_add(at);
    let range = star..star.saturating_add(1);
    Err(OriginError::new(&ORIGIN_WILDCARD, range, "a `*` in a host can only be a leading `*.`"))
}

fn parse_opaque(host: Part<'_>) -> Result<String, OriginError> {
    if host.text.is_empty() {
        return Err(host.error(&ORIGIN_HOST, "the host is missing"));
    }
    match host.text.find(|c| !SchemeKind::Custom.is_of_pages(c)) {
        None => Ok(host.text.to_owned()),
        Some(at) => Err(bad_byte(host, at)),
    }
}

/// Checks the bytes and labels of a web origin's domain, the case of its letters among them.
fn check_domain(domain: Part<'_>) -> Result<(), OriginError> {
    let text = domain.text;
    let labels = text.strip_suffix('.').unwrap_or(text);
    if let Some(at) = text.find(|c| !SchemeKind::Web.is_of_pages(c)) {
        return Err(bad_byte(domain, at));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(domain.error(&ORIGIN_CASE, format!("the host `{text}` is not in lower case")));
    }
    for label in labels.split('.') {
        if label.is_empty() {
            return Err(domain.error(&ORIGIN_HOST, format!("`{text}` has an empty label")));
        }
        if label.len() > 63 {
            let range = domain.range_of(label);
            return Err(OriginError::new(&ORIGIN_LENGTH, range, "a label is longer than 63 bytes"));
        }
    }
    Ok(())
}

fn bad_byte(host: Part<'_>, at: usize) -> OriginError {
    let here = host.from(at);
    let bad = here.text.chars().next().unwrap_or_default();
    let range = here.start..here.start.saturating_add(bad.len_utf8());
    let error =
        OriginError::new(&ORIGIN_HOST, range, format!("a host has no `{}`", bad.escape_debug()));
    match bad {
        // At the end it is a regex's.
        '$' if here.text.len() > 1 => error.note("variables and templates are not expanded"),
        _ => error,
    }
}

fn parse_ipv6(host: Part<'_>, address: &str) -> Result<Host, OriginError> {
    if address.contains('%') {
        return Err(host.error(&ORIGIN_ADDRESS, "an address in an origin has no zone"));
    }
    let Ok(parsed) = address.parse::<Ipv6Addr>() else {
        return Err(host.error(&ORIGIN_ADDRESS, format!("`{address}` is no IPv6 address")));
    };
    if serialise_ipv6(parsed) != address {
        let message = format!("`{address}` is not how a browser writes this address");
        return Err(host.error(&ORIGIN_ADDRESS, message));
    }
    Ok(Host::Ipv6(parsed))
}

pub(super) fn parse_port(port: Part<'_>, scheme: &str) -> Result<Port, OriginError> {
    let text = port.text;
    if text == "*" {
        return Ok(Port::Any);
    }
    if text.is_empty() {
        let colon = port.start.saturating_sub(1)..port.start;
        return Err(OriginError::new(&ORIGIN_PORT, colon, "a colon without a port"));
    }
    if text.contains('*') {
        return Err(port.error(&ORIGIN_WILDCARD, "`*` stands for the whole port or not at all"));
    }
    let number = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse::<u16>().ok().filter(|&number| number > 0)
    } else {
        None
    };
    let Some(number) = number else {
        return Err(port.error(&ORIGIN_PORT, format!("`{text}` is no port")));
    };
    if fetch::default_port(scheme) == Some(number) {
        let message = format!("{number} is the default port of `{scheme}`");
        return Err(port.error(&ORIGIN_DEFAULT_PORT, message));
    }
    if text.starts_with('0') {
        return Err(port.error(&ORIGIN_PORT, format!("the port `{text}` has a leading zero")));
    }
    if fetch::default_port(scheme).is_some() && fetch::is_bad_port(number) {
        return Err(port
            .error(&ORIGIN_BLOCKED_PORT, format!("browsers block port {number}"))
            .help("serve the page on another port, and allow that one"));
    }
    Ok(Port::Number(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is longer than this by one byte is an error.
    #[test]
    fn limits() {
        let (label, host) = ("a".repeat(63), "a.".repeat(125));
        for (longest, longer) in [
            (format!("https://{label}.example"), format!("https://a{label}.example")),
            (format!("https://*.{label}.example"), format!("https://*.a{label}.example")),
            (format!("https://{host}abc"), format!("https://{host}abcd")),
            (format!("https://{host}abc."), format!("https://{host}abcd.")),
            (format!("https://*.{host}a"), format!("https://*.{host}ab")),
            (format!("app://{host}abc"), format!("app://{host}abcd")),
            (format!("app://*.{host}a"), format!("app://*.{host}ab")),
            (format!("{label}b://a"), format!("{label}bc://a")),
        ] {
            assert!(parse(&longest).is_ok(), "{longest}");
            assert_eq!(parse(&longer).unwrap_err().rule, &ORIGIN_LENGTH, "{longer}");
        }
        for port in ["1", "65535"] {
            assert!(parse(&format!("app://a:{port}")).is_ok(), "{port}");
        }
        for port in ["0", "65536"] {
            let error = parse(&format!("app://a:{port}")).unwrap_err();
            assert_eq!(
                (error.rule, &*error.message),
                (&ORIGIN_PORT, &*format!("`{port}` is no port"))
            );
        }
    }
}
