//! An address range matches exactly the canonical spellings of its addresses.
//!
//! The compiler builds an automaton from the prefix. Here each address is written by a serializer of
//! its own, and the range is tested with the addresses in it, those around it, and every other
//! spelling of both.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::net::{Ipv4Addr, Ipv6Addr};

use cors_compiler::language::{Automata, Count, Language};
use cors_compiler::model::pattern;
use proptest::prelude::*;

fn language(pattern: &str) -> Language {
    let parsed = pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
    parsed.language(&Automata::unlimited()).expect("it is small")
}

fn ipv4_range(network: u32, prefix: u32) -> Language {
    language(&format!("http://{}/{prefix}", dotted(network)))
}

fn ipv6_range(network: u128, prefix: u32) -> Language {
    language(&format!("http://[{}/{prefix}]", canonical(network)))
}

/// Whether the origin of this host is in the language.
fn has(language: &Language, host: &str) -> bool {
    language.contains(format!("http://{host}").as_bytes())
}

/// The bits that all addresses of a range share.
fn mask(prefix: u32) -> u128 {
    u128::MAX.checked_shl(128 - prefix).unwrap_or(0)
}

fn mask_ipv4(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix).unwrap_or(0)
}

fn dotted(address: u32) -> String {
    let octet = |at: u32| (address >> (24 - 8 * at)) & 0xff;
    format!("{}.{}.{}.{}", octet(0), octet(1), octet(2), octet(3))
}

fn groups(address: u128) -> Vec<u128> {
    (0..8).map(|at| (address >> (112 - 16 * at)) & 0xffff).collect()
}

fn joined(groups: &[u128]) -> String {
    groups.iter().map(|group| format!("{group:x}")).collect::<Vec<_>>().join(":")
}

/// Every spelling that leaves zero groups out somewhere, and the one that leaves out none.
fn spellings(address: u128) -> Vec<String> {
    let groups = groups(address);
    let mut spellings = vec![joined(&groups)];
    for start in 0..8 {
        for end in start + 1..=8 {
            if groups[start..end].iter().all(|&group| group == 0) {
                spellings.push(format!("{}::{}", joined(&groups[..start]), joined(&groups[end..])));
            }
        }
    }
    spellings
}

/// The spelling that the URL Standard's serializer gives: of those that leave out two groups or more
/// the one that leaves out most, and of these the first.
fn canonical(address: u128) -> String {
    let groups = groups(address);
    let run = |start: usize| groups[start..].iter().take_while(|&&group| group == 0).count();
    let longest = (0..8).map(run).max().unwrap_or(0);
    if longest < 2 {
        return joined(&groups);
    }
    let start = (0..8).find(|&start| run(start) == longest).unwrap_or(0);
    format!("{}::{}", joined(&groups[..start]), joined(&groups[start + longest..]))
}

#[test]
fn the_serializer_agrees_with_the_standard_library() {
    for (address, want) in [
        ("::", "::"),
        ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
        ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("::ffff:127.0.0.1", "::ffff:7f00:1"),
    ] {
        let address: Ipv6Addr = address.parse().expect("it is one");
        assert_eq!(canonical(address.to_bits()), want);
    }
}

/// Checks one address: its canonical spelling is in the language if the prefix matches, and no other
/// spelling ever is.
fn check_ipv6(language: &Language, address: u128, is_inside: bool) {
    let want = canonical(address);
    assert_eq!(has(language, &format!("[{want}]")), is_inside, "{want}");
    let others = spellings(address).into_iter().filter(|spelling| *spelling != want);
    for other in others {
        assert!(!has(language, &format!("[{other}]")), "{other}");
    }
    if want.contains(|c: char| c.is_ascii_lowercase()) {
        assert!(!has(language, &format!("[{}]", want.to_ascii_uppercase())), "{want}");
    }
    let zeros = format!("0{want}");
    assert!(!has(language, &format!("[{zeros}]")), "{zeros}");
    assert!(!has(language, &want), "{want} without brackets");
}

fn check_ipv4(language: &Language, address: u32, is_inside: bool) {
    let want = dotted(address);
    assert_eq!(has(language, &want), is_inside, "{want}");
    for other in [
        format!("0{want}"),
        format!("{want}."),
        format!("{want}.0"),
        format!(".{want}"),
        format!("0x{address:x}"),
        address.to_string(),
        want.replacen('.', ".0", 1),
        want.replacen('.', "", 1),
        format!("[::ffff:{want}]"),
        format!("[{want}]"),
        want.replacen('.', ".a.", 1),
    ] {
        assert!(!has(language, &other), "{other}");
    }
}

#[test]
fn every_ipv4_prefix_has_as_many_addresses_as_it_should() {
    for prefix in 0..32 {
        for address in [0x0a14_1e28, 0xffff_ffff, 0, 0xc0a8_0101, 0x0964_6301] {
            let network = address & mask_ipv4(prefix);
            let language = ipv4_range(network, prefix);
            assert_eq!(
                language.count(),
                Count::Exactly(1 << (32 - prefix)),
                "{network:x}/{prefix}"
            );
            let (first, last) = (network, network | !mask_ipv4(prefix));
            for (address, is_inside) in [
                (Some(first), true),
                (Some(last), true),
                (first.checked_sub(1), false),
                (last.checked_add(1), false),
            ] {
                if let Some(address) = address {
                    check_ipv4(&language, address, is_inside);
                }
            }
        }
    }
}

#[test]
fn every_address_of_a_small_ipv4_range() {
    for (network, prefix) in [(0x0a00_0000_u32, 20), (0xac1f_f000, 21), (0xc0a8_0000, 22)] {
        let language = ipv4_range(network, prefix);
        for address in network - 1_000..network + 5_000 {
            check_ipv4(&language, address, address & mask_ipv4(prefix) == network);
        }
    }
}

#[test]
fn every_address_of_a_small_ipv6_range() {
    for network in ["::", "1::", "::1:0", "1:0:0:2:3:0:0:0", "fd00::", "1:2:3:4:5:6:7:0", "0:1::"] {
        let network = network.parse::<Ipv6Addr>().expect("it is one").to_bits();
        for prefix in [118, 121, 122, 124, 127] {
            let network = network & mask(prefix);
            let language = ipv6_range(network, prefix);
            assert_eq!(language.count(), Count::Exactly(1 << (128 - prefix)));
            for address in network..=network | !mask(prefix) {
                check_ipv6(&language, address, true);
            }
        }
    }
}

/// Addresses with many zero groups, where the position of `::` matters.
fn address() -> impl Strategy<Value = u128> {
    let group = prop_oneof![
        4 => Just(0_u128),
        1 => Just(1),
        1 => 0..=0xffff_u128,
        1 => (0..16_u32).prop_map(|bit| 1 << bit),
    ];
    prop::collection::vec(group, 8)
        .prop_map(|groups| groups.into_iter().fold(0, |address, group| address << 16 | group))
}

#[test]
fn every_ipv6_prefix() {
    let config =
        ProptestConfig { cases: 2, failure_persistence: None, ..ProptestConfig::default() };
    for prefix in 0..128 {
        let case = (address(), prop::collection::vec(address(), 30));
        let check = |(network, others): (u128, Vec<u128>)| {
            let network = network & mask(prefix);
            let language = ipv6_range(network, prefix);
            if prefix > 64 {
                assert_eq!(language.count(), Count::Exactly(1 << (128 - prefix)));
            }
            for other in others {
                check_ipv6(&language, network | other & !mask(prefix), true);
                check_ipv6(&language, other, other & mask(prefix) == network);
                // One bit of the prefix is another.
                if prefix > 0 {
                    let bit = 1_u128 << (127 - other.count_ones() % prefix);
                    check_ipv6(&language, (network | other & !mask(prefix)) ^ bit, false);
                }
            }
            let (first, last) = (network, network | !mask(prefix));
            check_ipv6(&language, first, true);
            check_ipv6(&language, last, true);
            first.checked_sub(1).iter().for_each(|&before| check_ipv6(&language, before, false));
            last.checked_add(1).iter().for_each(|&behind| check_ipv6(&language, behind, false));
            Ok(())
        };
        proptest::test_runner::TestRunner::new(config.clone())
            .run(&case, check)
            .unwrap_or_else(|error| panic!("/{prefix}: {error}"));
    }
}

#[test]
fn ports_and_schemes() {
    for (pattern, inside, outside) in [
        (
            "http://10.0.0.0/8",
            &["http://10.0.0.7"][..],
            &["http://10.0.0.7:8080", "https://10.0.0.7", "http://10.0.0.7.evil.org"][..],
        ),
        (
            "http://10.0.0.0/8:*",
            &["http://10.0.0.7", "http://10.0.0.7:1", "http://10.0.0.7:65535"],
            &["http://10.0.0.7:80", "http://10.0.0.7:0", "http://10.0.0.7:65536"],
        ),
        (
            "https://[fd00::/8]:8443",
            &["https://[fd00::1]:8443"],
            &["https://[fd00::1]", "https://[fd00::1]:84430", "http://[fd00::1]:8443"],
        ),
        (
            "http://10.0.0.0/8:{p:30[0-9]{2}}",
            &["http://10.0.0.7:3000", "http://10.0.0.7:3099"],
            &["http://10.0.0.7", "http://10.0.0.7:3100", "http://11.0.0.7:3000"],
        ),
        // The port that replaces the placeholder while the text is parsed is blocked.
        ("http://10.0.0.0/8:{p:2|8080}", &["http://10.0.0.7:8080"], &["http://11.0.0.7:8080"]),
    ] {
        let language = language(pattern);
        for origin in inside {
            assert!(language.contains(origin.as_bytes()), "{pattern} {origin}");
        }
        for origin in outside {
            assert!(!language.contains(origin.as_bytes()), "{pattern} {origin}");
        }
    }
}

/// What is not the canonical form of a range is refused, at the bytes of the range.
#[test]
fn other_forms_are_refused() {
    for (pattern, rule, range) in [
        ("http://10.1.2.3/8", "address_range", 7..17),
        ("http://10.0.0.0/33", "address_range", 7..18),
        ("http://10.0.0.0/08", "address_range", 7..18),
        ("http://10.0.0.0/32", "address_range", 7..18),
        ("http://10/8", "address_range", 7..11),
        ("http://10.0.0.0/255.0.0.0:*", "address_range", 7..25),
        ("http://[fd00::]/8:*", "address_range", 7..17),
        ("http://fd00::/8", "address_range", 7..15),
        ("http://[fd00::1/8]", "address_range", 7..18),
        ("http://[fd00:0::/8]", "address_range", 7..19),
        ("http://[FD00::/8]", "address_range", 7..17),
        ("http://[::/129]", "address_range", 7..15),
        ("http://[::/128]", "address_range", 7..15),
        ("http://[::/]", "address_range", 7..12),
        ("http://[10.0.0.0/8]", "address_range", 7..19),
        ("http://10.0.0.0/8:80", "origin_default_port", 18..20),
        ("http://10.0.0.0/8:0", "origin_port", 18..19),
        ("http://10.0.0.0/8:22", "origin_blocked_port", 18..20),
        ("http://10.0.0.0/8/", "origin_path", 15..18),
        ("http://10.0.0.0/", "origin_path", 15..16),
        ("http://example.com/8", "origin_path", 18..20),
        ("app://10.0.0.0/8", "origin_path", 14..16),
        ("http://*.10.0.0.0/8", "origin_path", 17..19),
        ("http://10.0.0.{n}/8", "address_range", 7..19),
        ("http://a.{n}/8", "origin_path", 12..14),
        ("http://10.{n:0}.0.0/16", "pattern_syntax", 10..15),
    ] {
        let error = pattern::parse(pattern).expect_err(pattern);
        assert_eq!((error.rule().name, error.range), (rule, range), "{pattern}");
    }
}

/// The largest and smallest of the standard library, for the tables' own sake.
#[test]
fn whole_spaces() {
    let ipv4 = ipv4_range(0, 0);
    assert_eq!(ipv4.count(), Count::Exactly(1 << 32));
    assert!(has(&ipv4, &Ipv4Addr::BROADCAST.to_string()));
    let ipv6 = ipv6_range(0, 0);
    assert!(has(&ipv6, "[::]") && has(&ipv6, "[1:2:3:4:5:6:7:8]") && !has(&ipv6, "[1:2]"));
}
