//! The host of a pattern.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::TextPart;
use crate::model::origin::Host;
use crate::model::origin::address::serialise_ipv6;
use crate::model::origin::error::{
    AddressError, CaseError, HostError, LengthError, OriginError, OriginErrorKind, WildcardError,
};
use crate::origins::{SchemeKind, ends_in_a_number};

/// How long a host may be, and a label of it.
const LONGEST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Reads a host, which is not empty.
pub(super) fn parse(host: TextPart<'_>, kind: SchemeKind) -> Result<Host, OriginError> {
    let text = host.text;
    if text.is_empty() {
        return Err(host.error(HostError::Missing));
    }
    if text.starts_with('[') {
        return parse_ipv6(host);
    }
    if !text.is_ascii() {
        return Err(host.error(OriginErrorKind::Unicode));
    }
    let (is_wildcard, base) = match text.strip_prefix("*.") {
        Some(_) => (true, host.from(2)),
        None => (false, host),
    };
    check_wildcards(host, base)?;
    // `*.` takes the place of a label and a dot.
    let longest = if is_wildcard { LONGEST.saturating_sub(2) } else { LONGEST };
    if base.text.strip_suffix('.').unwrap_or(base.text).len() > longest {
        return Err(base.error(LengthError::Host));
    }
    match kind {
        SchemeKind::Custom => check_opaque(base)?,
        SchemeKind::Web => check_domain(base)?,
    }
    let name = base.text.to_owned();
    match kind {
        SchemeKind::Web if ends_in_a_number(base.text) => match text.parse::<Ipv4Addr>() {
            _ if is_wildcard => Err(host.error(WildcardError::Address)),
            Ok(address) => Ok(Host::Ipv4(address)),
            Err(_) => Err(host.error(AddressError::Ipv4)),
        },
        _ if is_wildcard => Ok(Host::Subdomains(name)),
        SchemeKind::Web => Ok(Host::Domain(name)),
        SchemeKind::Custom => Ok(Host::Opaque(name)),
    }
}

fn check_wildcards(host: TextPart<'_>, base: TextPart<'_>) -> Result<(), OriginError> {
    let Some(at) = base.text.find('*') else { return Ok(()) };
    if host.text == "*" {
        return Err(host.error(WildcardError::WholeHost));
    }
    Err(base.from(at).before(1).error(WildcardError::InHost))
}

fn check_opaque(host: TextPart<'_>) -> Result<(), OriginError> {
    if host.text.is_empty() {
        return Err(host.error(HostError::Missing));
    }
    check_characters(host, SchemeKind::Custom)
}

/// Checks the bytes and labels of a web origin's domain, the case of its letters among them.
fn check_domain(domain: TextPart<'_>) -> Result<(), OriginError> {
    check_characters(domain, SchemeKind::Web)?;
    if domain.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(domain.error(CaseError::Host));
    }
    let labels = domain.text.strip_suffix('.').unwrap_or(domain.text);
    for label in domain.before(labels.len()).labels() {
        if label.text.is_empty() {
            return Err(domain.error(HostError::EmptyLabel));
        }
        if label.text.len() > LONGEST_LABEL {
            return Err(label.error(LengthError::Label));
        }
    }
    Ok(())
}

fn check_characters(host: TextPart<'_>, kind: SchemeKind) -> Result<(), OriginError> {
    let Some(at) = host.text.find(|c| !kind.is_of_pages(c)) else { return Ok(()) };
    let here = host.from(at);
    let bad = here.text.chars().next().unwrap_or_default();
    // At the end it is a regex's.
    let begins_variable = bad == '$' && here.text.len() > 1;
    Err(here.before(bad.len_utf8()).error(HostError::Character { begins_variable }))
}

/// Reads an address in brackets.
fn parse_ipv6(host: TextPart<'_>) -> Result<Host, OriginError> {
    let address = host.before(host.text.trim_end_matches(']').len()).from(1);
    if address.text.contains('%') {
        return Err(host.error(AddressError::Zone));
    }
    let Ok(parsed) = address.text.parse::<Ipv6Addr>() else {
        return Err(host.error(AddressError::Ipv6 { address: address.range() }));
    };
    if serialise_ipv6(parsed) != address.text {
        return Err(host.error(AddressError::Spelling { address: address.range() }));
    }
    Ok(Host::Ipv6(parsed))
}
