//! Repairs for text that is not a valid origin.
//!
//! One repair for all mistakes: parse the text as loosely as people write it, put it
//! together as a browser writes it, and offer the result only if it is well-formed. Where two
//! things may have been meant, no repair is offered.
//!
//! ```text
//! Example.COM:0443/*      scheme  host          port     rest
//! as it is written        none    Example.COM   0443     /*
//! as a browser writes it  https   example.com   none
//! ```

mod host;
mod ports;
mod ranges;
mod regexes;
mod schemes;
mod several;
#[cfg(test)]
mod tests;

use cors_tables::fetch;

use super::parse_pattern;
use super::range::AddressRange;
use crate::model::pattern::{Meant, Reader};
use crate::origins::SchemeKind;

pub(crate) use ports::run_of_numbers;
pub(crate) use ranges::like_address;
pub(super) use schemes::meant_scheme;
pub(super) use several::is_array;
pub(crate) use several::several;

impl Reader<'_> {
    /// The pattern to write instead of `text`, if there is one that differs and is well-formed.
    ///
    /// ```
    /// use cors_compiler::language::Automata;
    /// use cors_compiler::model::pattern::Reader;
    /// let meant = Reader::new(&Automata::unlimited()).repaired("Example.COM/*");
    /// assert_eq!(meant.unwrap().to_string(), "https://example.com");
    /// ```
    #[must_use]
    pub fn repaired(self, text: &str) -> Option<Meant> {
        let trimmed = text.trim().trim_matches(['"', '\'', '`', ',', ';']);
        // A regex of nothing but letters is the origin itself.
        let trimmed = trimmed.trim_start_matches('^').trim_end_matches('$');
        let port = trimmed.strip_prefix("localhost://");
        if let Some(port) = port.filter(|port| port.bytes().all(|byte| byte.is_ascii_digit())) {
            return self.repaired(&format!("localhost:{port}"));
        }
        if let Some(meant) = self.with_meant_ports(trimmed) {
            return Some(meant);
        }
        let (scheme, rest) = schemes::split(trimmed);
        if let Some(meant) = ranges::meant_range(&ranges::cleaned(rest)) {
            // What is written like a range was not meant as an address with a path.
            let (range, port) = meant?;
            return repaired_range(scheme.as_deref(), range, port)
                .filter(|meant| meant.to_string() != text);
        }
        if regexes::looks_like_regex(rest) {
            return None;
        }
        let repaired = repaired_parts(scheme.as_deref(), rest)?;
        if repaired == text { None } else { self.meant(repaired) }
    }
}

/// Scheme, host and port as a browser writes them, from a scheme and what follows it.
fn repaired_parts(scheme: Option<&str>, rest: &str) -> Option<String> {
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let authority = match authority.rsplit_once('@') {
        // It is ambiguous which of two hosts was meant.
        Some((user_info, _)) if user_info.contains('.') => return None,
        Some((_, host)) => host,
        None => authority,
    };
    let (host, port) = host::split_port(authority)?;
    // `localhost` is rarely meant for port 80 only.
    let any_port = scheme.is_none() && authority == host && host::is_own_machine(host);
    let scheme = match scheme {
        Some("ws") => "http",
        Some("wss") => "https",
        Some("localhost") => return None,
        Some(scheme) => meant_scheme(scheme).unwrap_or(scheme),
        None if host::is_local(host) => "http",
        None if host.contains('.') => "https",
        None => return None,
    };
    let host = match SchemeKind::of(scheme) {
        SchemeKind::Web => host::web(host)?,
        SchemeKind::Custom => host::custom(scheme, host),
    };
    let port = if any_port { ":*".to_owned() } else { repaired_port(port, scheme)? };
    Some(format!("{scheme}://{host}{port}"))
}

/// The pattern of a range. A private network without a scheme is rarely meant for port 80 only.
fn repaired_range(scheme: Option<&str>, range: AddressRange, port: &str) -> Option<Meant> {
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
    parse_pattern(&format!("{scheme}://{}{port}", range.host())).ok().map(Meant::from)
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
