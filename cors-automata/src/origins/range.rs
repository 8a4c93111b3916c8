//! The addresses of a range, each in the one spelling that a browser sends.
//!
//! # The idea
//!
//! The parts of an address that the prefix fixes are literal, the part that it cuts through takes a
//! block of numbers, and the others take any number:
//!
//! ```text
//!   172.16.0.0/12     172 . (16|17|...|31) . octet . octet
//!   [fd00::/7]        (fc..|fd..) : group : group : group : ... : group
//! ```
//!
//! In IPv6 a run of zero groups is written `::`, and how many groups it replaces is known only at the
//! end. So every way to place it is written out (29 of them, fewer where the prefix has groups that
//! are not zero), and of all these spellings the language of canonical addresses keeps one each.
//!
//! # Cost and source
//!
//! Regexes of some kilobytes at most, which make a few dozen states for IPv4 and at most some two
//! hundred for IPv6. [RFC 4632, section 3.1](https://www.rfc-editor.org/rfc/rfc4632#section-3.1) and
//! [RFC 4291, section 2.3](https://www.rfc-editor.org/rfc/rfc4291#section-2.3) for prefixes; URL
//! Standard §3.6 for the spelling.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use super::address::{OCTET, bracketed_ipv6};
use super::fixed;
use crate::language::{Automata, Language, TooLarge};

/// Any group of an IPv6 address, and some spellings of it that are not canonical.
const GROUP: &str = "[0-9a-f]{1,4}";

/// Ranges whose addresses no registry assigns: private networks, loopback and link-local
/// addresses.
///
/// Source: [RFC 1918](https://www.rfc-editor.org/rfc/rfc1918#section-3),
/// [RFC 3927](https://www.rfc-editor.org/rfc/rfc3927), [RFC 4193](https://www.rfc-editor.org/rfc/rfc4193),
/// [RFC 4291](https://www.rfc-editor.org/rfc/rfc4291#section-2.4).
pub const PRIVATE_RANGES: [(IpAddr, u8); 8] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
];

impl Automata {
    /// The hosts of the range: the addresses that have the first `prefix` bits of `network`.
    ///
    /// # Errors
    ///
    /// The budget is spent; the language itself is small.
    pub fn hosts_in(&self, network: IpAddr, prefix: u8) -> Result<Language, TooLarge> {
        let own = |regex: &str| self.regex(regex).map_err(|_| TooLarge::Budget);
        match network {
            IpAddr::V4(network) => own(&ipv4_regex(network, prefix)),
            IpAddr::V6(network) => {
                self.intersection(&own(&ipv6_regex(network, prefix))?, canonical_ipv6())
            }
        }
    }
}

/// The texts that are hosts in the [`PRIVATE_RANGES`], as far as they are addresses.
pub fn private_hosts() -> &'static Language {
    static HOSTS: LazyLock<Language> = LazyLock::new(|| {
        Language::own(
            r"(?:10|127|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168|169\.254)\..*|\[(?:::1|(?:f[cd][0-9a-f]|fe[89ab])[0-9a-f]:.*)\]",
        )
    });
    &HOSTS
}

fn canonical_ipv6() -> &'static Language {
    static ADDRESSES: LazyLock<Language> = LazyLock::new(|| fixed(bracketed_ipv6()));
    &ADDRESSES
}

fn ipv4_regex(network: Ipv4Addr, prefix: u8) -> String {
    let octet = |(index, &octet): (usize, &u8)| match free_bits(prefix, index, 8) {
        0 => octet.to_string(),
        8 => OCTET.to_owned(),
        free => {
            let last = octet | !(u8::MAX << free);
            let numbers: Vec<String> = (octet..=last).map(|octet| octet.to_string()).collect();
            format!("(?:{})", numbers.join("|"))
        }
    };
    network.octets().iter().enumerate().map(octet).collect::<Vec<_>>().join(r"\.")
}

/// Every spelling in brackets, canonical or not, of addresses in the range; of each address in it the
/// canonical one is among them.
fn ipv6_regex(network: Ipv6Addr, prefix: u8) -> String {
    let groups: Vec<(u16, u32)> = network
        .segments()
        .into_iter()
        .enumerate()
        .map(|(index, group)| (group, free_bits(prefix, index, 16)))
        .collect();
    let written = |groups: &[(u16, u32)]| {
        let groups: Vec<String> =
            groups.iter().map(|&(group, free)| group_regex(group, free)).collect();
        groups.join(":")
    };
    let mut spellings = vec![written(&groups)];
    for start in 0..groups.len() {
        let (before, rest) = groups.split_at(start);
        for end in 2..=rest.len() {
            let (zeros, after) = rest.split_at(end);
            // The fixed bits of a group are all that its least number has.
            if zeros.iter().all(|&(least, _)| least == 0) {
                spellings.push(format!("{}::{}", written(before), written(after)));
            }
        }
    }
    format!(r"\[(?:{})\]", spellings.join("|"))
}

/// How many bits the prefix leaves open in the part at `index` of an address whose parts have `size`
/// bits.
fn free_bits(prefix: u8, index: usize, size: u32) -> u32 {
    let before = u32::try_from(index).unwrap_or(u32::MAX).saturating_mul(size);
    size.saturating_sub(u32::from(prefix).saturating_sub(before))
}

/// The numbers from `least` on that differ from it in the last `free` bits, in hexadecimal.
fn group_regex(least: u16, free: u32) -> String {
    match (least, free) {
        (_, 16) => GROUP.to_owned(),
        (0, free) => numbers_below(free),
        // All have the same number of digits: the highest bit is one of those that are fixed.
        (least, free) => {
            let digits = format!("{least:x}");
            let (free_digits, cut) = (free / 4, free % 4);
            let fixed = digits.len().saturating_sub(free_digits as usize);
            let fixed = digits.get(..fixed).unwrap_or_default();
            format!("{}[0-9a-f]{{{free_digits}}}", with_last_digit_open(fixed, cut))
        }
    }
}

/// The numbers of at most so many bits, without leading zeros.
fn numbers_below(bits: u32) -> String {
    let (digits, cut) = (bits / 4, bits % 4);
    let mut numbers = vec!["0".to_owned()];
    numbers.extend(
        (1..=digits).map(|digits| format!("[1-9a-f][0-9a-f]{{{}}}", digits.saturating_sub(1))),
    );
    if cut > 0 {
        let first: String = ('1'..='7').take((1_usize << cut).saturating_sub(1)).collect();
        numbers.push(format!("[{first}][0-9a-f]{{{digits}}}"));
    }
    format!("(?:{})", numbers.join("|"))
}

/// These digits, of which the last may differ in the last `cut` bits.
fn with_last_digit_open(digits: &str, cut: u32) -> String {
    let last = digits.chars().last().and_then(|last| last.to_digit(16)).filter(|_| cut > 0);
    let Some(last) = last else { return digits.to_owned() };
    let alike =
        (last..last.saturating_add(1 << cut)).filter_map(|digit| char::from_digit(digit, 16));
    let fixed = digits.get(..digits.len().saturating_sub(1)).unwrap_or_default();
    format!("{fixed}[{}]", alike.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of all addresses, those of the private ranges are the ones that the short regex describes.
    #[test]
    fn private_addresses_are_those_of_the_ranges() {
        let automata = Automata::unlimited();
        let ranges =
            PRIVATE_RANGES.map(|(network, prefix)| automata.hosts_in(network, prefix).unwrap());
        let union = ranges.iter().fold(Language::empty(), |union, range| {
            Automata::unlimited().union(&union, range).unwrap()
        });
        let addresses =
            Automata::unlimited().union(&super::super::ipv4().unwrap(), canonical_ipv6()).unwrap();
        assert_eq!(Automata::unlimited().intersection(&addresses, private_hosts()).unwrap(), union);
    }
}
