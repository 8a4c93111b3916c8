//! The language of origins, against what a browser was seen to send, and against a plain
//! reading of the URL Standard.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use cors_compiler::language::{Automata, NotSubset};
use cors_compiler::origins::{custom_origins, http_origins, origins, plain_origins};
use proptest::prelude::*;

/// Serialized by Chromium 156 or sent by it on the wire (port 0 apart, which cannot be loaded).
const SENT: [&str; 62] = [
    "http://example.com",
    "http://.a.test",
    "http://xn--f",
    "http://xn--rsum-bpad.test",
    "http://ff.test",
    "http://xn--fa-hia.test",
    "http://%2A.test",
    "http://a!b.test",
    "http://a$b.test",
    "http://a'b.test",
    "http://a(b).test",
    "http://a+b.test",
    "http://a,b.test",
    "http://a;b.test",
    "http://a=b.test",
    "http://a~b.test",
    "http://a`b.test",
    "http://a\"b.test",
    "http://ab.test",
    "http://a%20b.test",
    "http://0.0.0.1",
    "http://1.0.0.2",
    "http://127.0.0.1",
    "http://1.2.3.4",
    "http://foo.1a",
    "http://[::1]",
    "http://[::ffff:7f00:1]",
    "http://[1:0:2:0:3:0:4:0]",
    "http://[1::2:3:0:0:4]",
    "http://[2001:db8::a]",
    "http://[1:2:3:4:5:6:7:0]",
    "http://[1:2:3:4:5:6::]",
    "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
    "https://a.test",
    "https://a.test:80",
    "http://a.test",
    "http://a.test:65535",
    "http://a_b.test:8101",
    "http://a.test.:8101",
    "http://-foo-.test:8101",
    "http://xn--xample-9ua.test:8101",
    "http://xn--rsum-bpad.test:8101",
    "http://a..b.test:8101",
    "http://a!b.test:8101",
    "http://a~b.test:8101",
    "http://a+b.test:8101",
    "http://a%2Ab.test:8101",
    "http://a,b.test:8101",
    "http://a'b.test:8101",
    "http://a(b).test:8101",
    "http://a=b.test:8101",
    "http://a\"b.test:8101",
    "http://a{b}.test:8101",
    "http://localhost:8101",
    "http://sub.localhost:8101",
    "http://127.0.0.1:8101",
    "http://[::1]:8104",
    "http://localhost.:8101",
    "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test:8101",
    "http://xn--f:8101",
    "https://example.com.",
    "http://69.254.169.254",
];

/// Never sent: not serialized like this, or the URL does not parse.
const NEVER: [&str; 56] = [
    "",
    "null",
    "https://",
    "http:/example.com",
    "//example.com",
    "https://example.com/",
    "https://example.com?",
    "https://user:password@example.com:6060",
    "https://example.com:6060#nav",
    " http://example.com:6060 ",
    "https://example.com:443",
    "http://example.com:80",
    "http://a.test:0",
    "http://a.test:00081",
    "http://a.test:65536",
    "http://a.test:123456",
    "http://a.test:",
    "http://a.test:-1",
    "http://a.test:12a",
    "http://EXAMPLE.com",
    "HTTP://example.com",
    "https://résumé.com",
    "http://a^b.test",
    "http://a<b.test",
    "http://a b.test",
    "http://a%2ab.test",
    "http://a%2.test",
    "http://a%.test",
    "http://1",
    "http://1.2",
    "http://127.1",
    "http://256.0.0.1",
    "http://1.2.3.4.5",
    "http://1.2.3.4.",
    "http://01.2.3.4",
    "http://1.2.3.0004",
    "http://foo.1",
    "http://foo.1.",
    "http://foo.0x1",
    "http://foo.0x",
    "http://a.09",
    "http://127.0.0.1.1",
    "http://0x7f.1",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[0:0::1]",
    "http://[2001:DB8::A]",
    "http://[fe80::1%25eth0]",
    "http://[::ffff:127.0.0.1]",
    "http://[1:2:3:4:5:6:7::]",
    "http://[example]:90",
    "http://[::1:90",
    "http://[::1].:90",
    "https://abc[::1]:90",
    "file://",
    "ws://a.test",
    "ftp://a.test:22",
];

const CUSTOM: [&str; 9] = [
    "chrome-extension://abcdef",
    "moz-extension://0f1e2d3c-aaaa-bbbb-cccc-0123456789ab",
    "safari-web-extension://0F1E2D3C-AAAA-BBBB-CCCC-0123456789AB",
    "capacitor://localhost",
    "tauri://localhost",
    "app+x://Foo",
    "connector://localhost:6060",
    "httpx://a",
    "app://[::1]:80",
];

#[test]
fn what_was_seen_on_the_wire() {
    for origin in SENT {
        assert!(http_origins().contains(origin.as_bytes()), "{origin}");
        assert!(!custom_origins().contains(origin.as_bytes()), "{origin}");
    }
    for origin in NEVER {
        assert!(!origins().contains(origin.as_bytes()), "{origin}");
    }
    for origin in CUSTOM {
        assert!(custom_origins().contains(origin.as_bytes()), "{origin}");
        assert!(!http_origins().contains(origin.as_bytes()), "{origin}");
    }
}

#[test]
fn the_whole_is_its_parts() {
    let both = Automata::unlimited().union(http_origins(), custom_origins()).unwrap();
    assert_eq!(&both, origins());
    assert!(
        Automata::unlimited().intersection(http_origins(), custom_origins()).unwrap().is_empty()
    );
    assert_eq!(Automata::unlimited().is_subset_of(plain_origins(), http_origins()), Ok(()));
    assert!(origins().states() < 500, "{}", origins().states());
}

#[test]
fn patterns_that_are_not_only_origins() {
    for (pattern, outside) in [
        (r"https?://localhost:[0-9]+", Some("http://localhost:0")),
        (r"(?i)https://a\.example\.com", Some("https://a.example.coM")),
        (r"https://[a-z0-9-]+\.example\.com", None),
        (r"https://pr-[0-9]+\.preview\.example\.com", None),
        (r"https://.*\.example\.com", Some("https://A.example.com")),
    ] {
        let answer = match Automata::unlimited()
            .is_subset_of(&Automata::unlimited().regex(pattern).unwrap(), origins())
        {
            Err(NotSubset::Outside(witness)) => Some(witness.to_string()),
            _ => None,
        };
        assert_eq!(answer.as_deref(), outside, "{pattern}");
    }
}

#[test]
fn examples_that_a_reader_believes() {
    for (pattern, shortest, readable) in [
        (r"https://.*\.example\.com", "https://.example.com", "https://a.example.com"),
        (r"https://[!]\.com", "https://!.com", "https://!.com"),
        ("app://[A-Z]+", "app://A", "app://A"),
    ] {
        let language = Automata::unlimited()
            .intersection(&Automata::unlimited().regex(pattern).unwrap(), origins())
            .unwrap();
        assert_eq!(language.witness().as_deref(), Some(shortest));
        assert_eq!(
            Automata::unlimited().readable_witness(&language).unwrap().as_deref(),
            Some(readable)
        );
    }
}

/// A reading of the grammar without automata.
fn is_http_origin(text: &str) -> bool {
    let (default, rest) = match (text.strip_prefix("http://"), text.strip_prefix("https://")) {
        (Some(rest), _) => ("80", rest),
        (_, Some(rest)) => ("443", rest),
        _ => return false,
    };
    let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, "")) => (format!("[{address}]"), None),
        Some((address, rest)) => match rest.strip_prefix(':') {
            Some(port) => (format!("[{address}]"), Some(port)),
            None => return false,
        },
        None => match rest.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (rest.to_owned(), None),
        },
    };
    let port_is_good = port.is_none_or(|port| {
        port != default
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && !port.starts_with('0')
            && port.parse::<u16>().is_ok()
    });
    port_is_good && (is_ipv6(&host) || is_ipv4(&host) || is_domain(&host))
}

fn is_ipv4(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.to_string() == host)
}

fn is_ipv6(host: &str) -> bool {
    let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) else {
        return false;
    };
    inner.parse::<std::net::Ipv6Addr>().is_ok_and(|address| serialize(address.segments()) == inner)
}

/// URL Standard §3.6, the IPv6 serializer, word by word.
fn serialize(groups: [u16; 8]) -> String {
    let mut best = (0, 0);
    for first in 0..8 {
        let length = groups[first..].iter().take_while(|&&group| group == 0).count();
        if length > best.1 {
            best = (first, length);
        }
    }
    let hex = |groups: &[u16]| {
        groups.iter().map(|group| format!("{group:x}")).collect::<Vec<_>>().join(":")
    };
    match best {
        (_, 0 | 1) => hex(&groups),
        (first, length) => format!("{}::{}", hex(&groups[..first]), hex(&groups[first + length..])),
    }
}

fn is_domain(host: &str) -> bool {
    let mut bytes = host.bytes();
    while let Some(byte) = bytes.next() {
        let good = match byte {
            b'%' => {
                let mut hex = || matches!(bytes.next(), Some(b'0'..=b'9' | b'A'..=b'F'));
                hex() && hex()
            }
            b'A'..=b'Z' => false,
            b'!'..=b'~' => !b"#/:<>?@[\\]^|".contains(&byte),
            _ => false,
        };
        if !good {
            return false;
        }
    }
    let host_without_dot = host.strip_suffix('.').unwrap_or(host);
    let last = host_without_dot.rsplit('.').next().unwrap_or_default();
    let is_number = match last.strip_prefix("0x") {
        Some(hex) => hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()),
    };
    !host.is_empty() && !is_number
}

#[test]
fn all_shapes_of_ipv6_and_no_others() {
    for mask in 0u16..256 {
        let groups = std::array::from_fn(|i| if mask >> i & 1 == 1 { 0x1a0 + i as u16 } else { 0 });
        let text = serialize(groups);
        assert!(http_origins().contains(format!("http://[{text}]").as_bytes()), "{text}");
        // Every other place for the `::`, and none.
        for first in 0..=8usize {
            for past in first..=8 {
                if groups[first..past].iter().any(|&group| group != 0) {
                    continue;
                }
                let hex = |groups: &[u16]| {
                    groups.iter().map(|group| format!("{group:x}")).collect::<Vec<_>>().join(":")
                };
                let other = match past - first {
                    0 => hex(&groups),
                    _ => format!("{}::{}", hex(&groups[..first]), hex(&groups[past..])),
                };
                let inside = http_origins().contains(format!("http://[{other}]").as_bytes());
                assert_eq!(inside, other == text, "{other}, canonically {text}");
            }
        }
    }
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            "[a-z]{1,3}",
            "[0-9]{1,3}",
            "0x[0-9a-g]{0,2}",
            "%[0-9A-Fa-f]{0,2}",
            "[-_!\"$&'()*+,;=`{}~]",
            "[A-Z^|<>#/?@ \\[\\]\\\\]",
            Just(".".to_owned()),
            Just(".".to_owned()),
            Just("25".to_owned()),
        ],
        0..8,
    )
    .prop_map(|pieces| pieces.concat())
}

fn ports() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        any::<u32>().prop_map(|port| format!(":{}", port % 70_000)),
        (0u32..500).prop_map(|port| format!(":{port}")),
        ":[0-9]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn names(tls in any::<bool>(), host in pieces(), port in ports()) {
        let origin = format!("{}://{host}{port}", if tls { "https" } else { "http" });
        prop_assert_eq!(
            http_origins().contains(origin.as_bytes()),
            is_http_origin(&origin),
            "{}", origin
        );
    }

    #[test]
    fn ipv4_addresses(host in "[0-9]{1,3}(\\.[0-9]{1,3}){0,4}\\.?", port in ports()) {
        let origin = format!("http://{host}{port}");
        prop_assert_eq!(
            http_origins().contains(origin.as_bytes()),
            is_http_origin(&origin),
            "{}", origin
        );
    }

    #[test]
    fn ipv6_addresses(
        groups in prop::array::uniform8(prop_oneof![Just(0u16), any::<u16>(), 0u16..2]),
        port in ports(),
    ) {
        let origin = format!("https://[{}]{port}", serialize(groups));
        prop_assert_eq!(http_origins().contains(origin.as_bytes()), is_http_origin(&origin));
    }

    #[test]
    fn things_in_brackets(inner in "[0-9a-f:]{0,3}(:?[0-9a-g]{0,4}::?){0,8}[0-9a-f.]{0,4}") {
        let origin = format!("https://[{inner}]");
        prop_assert_eq!(
            http_origins().contains(origin.as_bytes()),
            is_http_origin(&origin),
            "{}", origin
        );
    }

    #[test]
    fn custom_schemes(scheme in "[a-z][a-z0-9+.-]{0,4}|https?|wss?|ftp|file", host in "[!-~]{0,6}") {
        let origin = format!("{scheme}://{host}");
        let known = ["http", "https", "ws", "wss", "ftp", "file"].contains(&scheme.as_str());
        let opaque = !host.is_empty() && !host.contains(|c| "#/:<>?@[\\]^|".contains(c));
        // A port may appear by chance; its value is checked above.
        prop_assume!(!host.contains(':'));
        prop_assert_eq!(custom_origins().contains(origin.as_bytes()), !known && opaque);
    }
}
