//! Patterns that look like an IPv4 address and are names as well.
//!
//! `http://192.168.{a}.{b}` looks like an address, but its last label doesn't have to be a number:
//! `http://192.168.evil.com` matches too.

use super::left::Lists;
use super::origins::report_too_large;
use crate::finding::{Finding, Findings};
use crate::language::{Language, TooLarge};
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern, like_address};
use crate::model::pattern::parse;
use crate::origins::readable_witness;
use crate::place::{Place, Placed};
use crate::rules::{NAME_LIKE_ADDRESS, NAMES_BESIDE_ADDRESSES};

/// Reports the pattern at `index` if it is such a one.
pub(super) fn check_addresses(
    index: usize,
    pattern: &Placed<Pattern>,
    lists: &Lists<'_>,
    findings: &mut Findings,
) {
    if let Pattern::Plain(plain) = &pattern.value {
        findings.extend(name_like_address(plain, pattern.place));
    }
    let Pattern::Regular(regular) = &pattern.value else { return };
    if regular.range().is_some() {
        return;
    }
    let networks = networks(regular.language());
    if networks.is_empty() {
        return;
    }
    match name_witness(index, lists) {
        Ok(None) => {}
        Ok(Some(name)) => {
            let written = &pattern.value;
            let message = format!("`{written}` begins like an address and also matches `{name}`");
            let mut finding = Finding::new(&NAMES_BESIDE_ADDRESSES, pattern.place, message);
            let addresses = addresses_of(regular.language());
            let ranges: Option<Vec<String>> = networks
                .iter()
                .map(|(scheme, octets)| {
                    range(scheme, octets, &written.to_string(), regular.language())
                        .filter(|range| is_meant(range, &addresses))
                })
                .collect();
            if let Some(ranges) = ranges {
                let is_regex = written.to_string().starts_with("regex(");
                let ranges = ranges.join("\", \"");
                finding = finding.help(match is_regex {
                    true => format!("replace the regex with \"{ranges}\""),
                    false => format!("write \"{ranges}\""),
                });
            } else {
                finding = finding.help(A_RANGE);
            }
            findings.push(finding);
        }
        Err(error) => report_too_large(pattern.place, error, findings),
    }
}

/// Warns of `192.168.x.x`, which is a name.
fn name_like_address(plain: &OriginPattern, place: Place) -> Option<Finding> {
    let Host::Domain(host) = plain.host() else { return None };
    let meant = like_address(host)?;
    let message = format!("`{host}` is a domain name, not an address");
    let warning = Finding::new(&NAME_LIKE_ADDRESS, place, message);
    let pattern = meant.map(|host| format!("{}://{host}{}", plain.scheme(), plain.port()));
    Some(match pattern.filter(|pattern| parse(pattern).is_ok()) {
        Some(pattern) => warning.help(format!("write \"{pattern}\"")),
        None => warning.help(A_RANGE),
    })
}

/// Where the range that was meant is not clear.
const A_RANGE: &str = "write a range as in \"http://10.0.0.0/8\" or \"http://[fd00::/8]:*\"";

/// Each scheme of the web, with the octets that all of its hosts begin with, if they do.
fn networks(language: &Language) -> Vec<(String, Vec<u8>)> {
    let prefix = language.affixes().prefix;
    let found = |prefix: &str| octets(prefix).map(|(scheme, octets)| (scheme.to_owned(), octets));
    if prefix.contains("://") {
        return found(&prefix).into_iter().collect();
    }
    let schemes = ["https://", "http://"].into_iter().filter(|scheme| scheme.starts_with(&prefix));
    let networks = schemes.filter_map(|scheme| {
        let of_scheme = Language::literal(scheme.as_bytes()).then(&Language::anything()).ok()?;
        found(&language.intersection(&of_scheme).ok()?.affixes().prefix)
    });
    networks.collect()
}

/// The scheme and the whole octets that all hosts begin with, if that is all that they have in common.
fn octets(prefix: &str) -> Option<(&str, Vec<u8>)> {
    let (scheme, host) = prefix.split_once("://")?;
    let whole = host.rsplit_once('.').map(|(whole, _)| whole)?;
    let is_numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let octets: Vec<u8> =
        whole.split('.').map(|octet| octet.parse().ok()).collect::<Option<_>>()?;
    let is_web = ["http", "https"].contains(&scheme);
    (is_web && is_numeric && octets.len() <= 3).then_some((scheme, octets))
}

/// An origin of the pattern whose host is a name, unless all such names are below one domain: then the
/// pattern was meant for that.
fn name_witness(index: usize, lists: &Lists<'_>) -> Result<Option<String>, TooLarge> {
    // Our own regexes parse. A host of digits and dots is an address: no browser sends another.
    let own = |regex| Language::from_regex(regex).map_err(|_| TooLarge::States { limit: 0 });
    let names = lists
        .left(index)?
        .difference_within(&own(r"https?://([0-9.]*|\[.*\])(:[0-9]+)?")?, lists.budget)?;
    let without_port = names.intersection_within(&own("[^:]*://[^:]*")?, lists.budget)?;
    let suffix = match without_port.is_empty() {
        true => names.affixes().suffix,
        false => without_port.affixes().suffix,
    };
    let host = suffix.split(':').next().unwrap_or_default();
    let is_domain = host.contains('.') && host.contains(|c: char| c.is_ascii_lowercase());
    if names.is_empty() || is_domain {
        return Ok(None);
    }
    readable_witness(&names, lists.budget)
}

/// The origins of a pattern whose hosts are addresses.
fn addresses_of(language: &Language) -> Option<Language> {
    let addresses = Language::from_regex(r"https?://[0-9.]*(:[0-9]+)?").ok()?;
    language.intersection(&addresses).ok()
}

/// Whether a pattern whose addresses are these matches the whole range, or no address at all. A range is not
/// offered if it has addresses that were left out: `172.{n:1[6-9]}.{a}.{b}` is not `172.0.0.0/8`.
fn is_meant(range: &str, addresses: &Option<Language>) -> bool {
    let Some(addresses) = addresses else { return false };
    if addresses.is_empty() {
        return true;
    }
    match parse(range) {
        Ok(Pattern::Regular(range)) => {
            range.language().difference(addresses).is_ok_and(|more| more.is_empty())
        }
        _ => false,
    }
}

/// The range that the octets are the network of, with the ports of the pattern.
fn range(scheme: &str, octets: &[u8], written: &str, language: &Language) -> Option<String> {
    let missing = 4_usize.checked_sub(octets.len())?;
    let numbers: Vec<String> = octets.iter().map(u8::to_string).collect();
    let has_port = Language::from_regex("[^:]*://.*:.*")
        .map(|with| language.intersection(&with).is_ok_and(|ports| !ports.is_empty()))
        .unwrap_or_default();
    let fixed = written
        .trim_end_matches(['"', ')'])
        .rsplit_once(':')
        .map(|(_, port)| port)
        .filter(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let port = match fixed {
        Some(port) => format!(":{port}"),
        None if has_port => ":*".to_owned(),
        None => String::new(),
    };
    let range = format!(
        "{scheme}://{}{}/{}{port}",
        numbers.join("."),
        ".0".repeat(missing),
        octets.len().checked_mul(8)?,
    );
    parse(&range).is_ok().then_some(range)
}
