//! Patterns that begin like an IPv4 address and match names as well.
//!
//! `http://192.168.{a}.{b}` looks like an address, but its last label doesn't have to be a number:
//! `http://192.168.evil.com` matches too.

use std::sync::LazyLock;

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::language::{Automata, Language, TooLarge};
use crate::model::Pattern;
use crate::model::pattern::parse;

/// The help where the range that was meant is not clear.
pub(super) const A_RANGE: &str =
    "write a range, as in \"http://10.0.0.0/8\" or \"http://[fd00::/8]:*\"";

/// A pattern that begins like an IPv4 address and matches names too.
pub static NAMES_BESIDE_ADDRESSES: Rule = Rule {
    name: "names_beside_addresses",
    level: Level::Deny,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a pattern that starts like an IPv4 address and also matches domain names",
    reason: "`192.168.evil.com` is a domain name that anyone can register",
    source: "https://url.spec.whatwg.org/#ends-in-a-number-checker",
    wrong: r#"allow_origins = ["http://192.168.0.{n}:*"]"#,
    right: r#"allow_origins = ["http://192.168.0.0/24:*"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, _) in facts.allowed() {
        let Pattern::Regular(regular) = one.pattern else { continue };
        let networks = match regular.range() {
            Some(_) => continue,
            None => networks(regular.language()),
        };
        if networks.is_empty() {
            continue;
        }
        let Some(remaining) = facts.remaining(one) else { continue };
        let name = facts.answer(one.location, |automata| name_among(automata, remaining)).flatten();
        let Some(name) = name else { continue };
        let written = one.pattern.to_string();
        let message = words!(
            "`{pattern}` starts like an address and also matches `{name}`",
            pattern = &written,
            name
        );
        let addresses = addresses_of(regular.language());
        let ranges: Option<Vec<String>> = networks
            .iter()
            .map(|(scheme, octets)| {
                range(scheme, octets, &written, regular.language())
                    .filter(|range| is_meant(range, &addresses))
            })
            .collect();
        let help = match ranges.map(Written::texts) {
            Some(ranges) => {
                let edit = Edit::Replace { location: one.location, with: ranges.clone() };
                let words = match regular.regex() {
                    Some(_) => words!("replace the regex with {ranges}", ranges),
                    None => words!("write {ranges}", ranges),
                };
                Help::certain(words, [edit])
            }
            None => A_RANGE.into(),
        };
        findings.push(Finding::new(&NAMES_BESIDE_ADDRESSES, one.location, message).help(help));
    }
}

/// Each scheme of the web, with the octets that all of its hosts begin with, if they do.
fn networks(language: &Language) -> Vec<(String, Vec<u8>)> {
    let prefix = language.affixes().prefix;
    let found = |prefix: &str| octets(prefix).map(|(scheme, octets)| (scheme.to_owned(), octets));
    if prefix.contains("://") {
        return found(&prefix).into_iter().collect();
    }
    let schemes = ["https://", "http://"].into_iter().filter(|scheme| scheme.starts_with(&prefix));
    let networks = schemes.filter_map(|scheme| {
        let of_scheme = Automata::unlimited()
            .concat(&Language::literal(scheme.as_bytes()), &Language::anything())
            .ok()?;
        found(&Automata::unlimited().intersection(language, &of_scheme).ok()?.affixes().prefix)
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

/// An origin whose host is a name, unless all such names are below one domain: then the pattern was
/// meant for that.
fn name_among(automata: &Automata, remaining: &Language) -> Result<Option<String>, TooLarge> {
    // A host of digits and dots is an address: no browser sends another.
    static ADDRESSES: LazyLock<Language> =
        LazyLock::new(|| Language::own(r"https?://([0-9.]*|\[.*\])(:[0-9]+)?"));
    static WITHOUT_PORT: LazyLock<Language> = LazyLock::new(|| Language::own("[^:]*://[^:]*"));
    let names = automata.difference(remaining, &ADDRESSES)?;
    let without_port = automata.intersection(&names, &WITHOUT_PORT)?;
    let suffix = match without_port.is_empty() {
        true => names.affixes().suffix,
        false => without_port.affixes().suffix,
    };
    let host = suffix.split(':').next().unwrap_or_default();
    let is_domain = host.contains('.') && host.contains(|c: char| c.is_ascii_lowercase());
    if names.is_empty() || is_domain {
        return Ok(None);
    }
    automata.readable_witness(&names)
}

/// The origins of a pattern whose hosts are addresses.
fn addresses_of(language: &Language) -> Option<Language> {
    let addresses = Language::own(r"https?://[0-9.]*(:[0-9]+)?");
    Automata::unlimited().intersection(language, &addresses).ok()
}

/// Whether a pattern whose addresses are these matches the whole range, or no address at all. A range is not
/// offered if it has addresses that were left out: `172.{n:1[6-9]}.{a}.{b}` is not `172.0.0.0/8`.
fn is_meant(range: &str, addresses: &Option<Language>) -> bool {
    let Some(addresses) = addresses else { return false };
    if addresses.is_empty() {
        return true;
    }
    match parse(range) {
        Ok(Pattern::Regular(range)) => Automata::unlimited()
            .difference(range.language(), addresses)
            .is_ok_and(|more| more.is_empty()),
        _ => false,
    }
}

/// The range that the octets are the network of, with the ports of the pattern.
fn range(scheme: &str, octets: &[u8], written: &str, language: &Language) -> Option<String> {
    let missing = 4_usize.checked_sub(octets.len())?;
    let numbers: Vec<String> = octets.iter().map(u8::to_string).collect();
    let with_port = Language::own("[^:]*://.*:.*");
    let has_port = Automata::unlimited().intersects(language, &with_port).unwrap_or_default();
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
