//! Random patterns of origins, each with a naive matcher, and origins that are similar to their members.

use std::net::IpAddr;

use cors_user_agent::{Origin, Url};
use proptest::prelude::*;
use proptest::sample::select;

/// A pattern of a policy.
#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    /// An exact origin.
    Exact(String),
    /// `scheme://*.base`, with or without `:*`.
    Subdomains { scheme: &'static str, base: &'static str, any_port: bool },
    /// `origin:*`
    AnyPort(&'static str),
    /// `scheme://10.0.0.0/8`, with or without `:*`.
    Range { scheme: &'static str, range: &'static str, any_port: bool },
    /// `https://x-{part}.base`
    Placeholder { part: Part, base: &'static str },
    /// A regex with two labels before a base.
    Regex { left: &'static str, right: &'static str, base: &'static str },
}

/// The contents of a placeholder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// `{part}`
    Any,
    /// `{part:[0-9]+}`
    Digits,
    /// `{part:(x|yz)}`
    XOrYz,
}

const LABELS: [&str; 7] = ["a", "b", "x-1", "x-a_b", "old", "x-x", "x-yz"];
const BASES: [&str; 4] = ["example.com", "a.example.com", "example.org", "b.test"];
const RANGES: [&str; 5] =
    ["127.0.0.0/8", "10.0.0.0/13", "[2001:db8::/32]", "[::/127]", "[fd00::/9]"];
const EXACT: [&str; 10] = [
    "https://example.com",
    "http://localhost",
    "http://localhost:3000",
    "https://a.example.com:8443",
    "http://127.0.0.1:8080",
    "https://[2001:db8::1]",
    "http://10.7.255.1:3000",
    "http://[fd00::1]",
    "tauri://localhost",
    "chrome-extension://AbC",
];

impl Pattern {
    /// As a value of a list in TOML.
    pub(crate) fn toml(&self) -> String {
        match self {
            Self::Exact(origin) => format!("{origin:?}"),
            Self::Subdomains { scheme, base, any_port } => {
                format!("\"{scheme}://*.{base}{}\"", if *any_port { ":*" } else { "" })
            }
            Self::Range { scheme, range, any_port } => {
                format!("\"{scheme}://{range}{}\"", if *any_port { ":*" } else { "" })
            }
            Self::AnyPort(origin) => format!("\"{origin}:*\""),
            Self::Placeholder { part, base } => {
                let part = match part {
                    Part::Any => "part",
                    Part::Digits => "part:[0-9]+",
                    Part::XOrYz => "part:(x|yz)",
                };
                format!("\"https://x-{{{part}}}.{base}\"")
            }
            Self::Regex { left, right, base } => {
                let base = base.replace('.', r"\.");
                format!(r"{{ regex = 'https?://({left}|{right})\.{base}' }}")
            }
        }
    }

    /// Whether it matches: by its text, and only origins that a browser can send.
    pub(crate) fn matches(&self, origin: &[u8]) -> bool {
        let Ok(origin) = str::from_utf8(origin) else { return false };
        match self {
            Self::Exact(exact) => exact == origin,
            Self::Subdomains { scheme, base, any_port } => {
                let (host, _) = cut_port(origin).filter(|_| *any_port).unwrap_or((origin, ""));
                let rest = host.strip_prefix(&format!("{scheme}://"));
                let labels = rest.and_then(|rest| rest.strip_suffix(&format!(".{base}")));
                labels.is_some_and(|labels| !labels.is_empty() && !labels.starts_with('.'))
                    && can_send(origin)
            }
            Self::Range { scheme, range, any_port } => {
                let (host, _) = cut_port(origin).filter(|_| *any_port).unwrap_or((origin, ""));
                let host = host.strip_prefix(&format!("{scheme}://"));
                host.is_some_and(|host| is_in_range(host, range)) && can_send(origin)
            }
            Self::AnyPort(exact) => {
                let (host, _) = cut_port(origin).unwrap_or((origin, ""));
                host == *exact && can_send(origin)
            }
            Self::Placeholder { part, base } => {
                let rest = origin.strip_prefix("https://x-");
                let piece = rest.and_then(|rest| rest.strip_suffix(&format!(".{base}")));
                piece.is_some_and(|piece| part.matches(piece)) && can_send(origin)
            }
            Self::Regex { left, right, base } => ["http", "https"].iter().any(|scheme| {
                [left, right].iter().any(|label| origin == format!("{scheme}://{label}.{base}"))
            }),
        }
    }

    /// Whether all its members have the scheme `http` or `https`.
    pub(crate) fn is_of_the_web(&self) -> bool {
        !matches!(self, Self::Exact(origin) if !origin.starts_with("http"))
    }
}

impl Part {
    fn matches(self, piece: &str) -> bool {
        let all = |is_part: fn(u8) -> bool| !piece.is_empty() && piece.bytes().all(is_part);
        match self {
            Self::Any => all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')),
            Self::Digits => all(|byte| byte.is_ascii_digit()),
            Self::XOrYz => piece == "x" || piece == "yz",
        }
    }
}

/// Whether an address, in any form, has the first bits of a range.
fn is_in_range(host: &str, range: &str) -> bool {
    let address = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let bits = |address| match address {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    };
    let Some((network, prefix)) = range.trim_matches(['[', ']']).split_once('/') else {
        return false;
    };
    let (Some(host), Some(network), Ok(prefix)) =
        (address(host).map(bits), address(network).map(bits), prefix.parse::<usize>())
    else {
        return false;
    };
    host.len() == network.len() && host.get(..prefix) == network.get(..prefix)
}

/// The part before a port, and the port, which is not 0.
fn cut_port(origin: &str) -> Option<(&str, &str)> {
    let (host, port) = origin.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && port != "0").then_some((host, port))
}

/// Whether a browser can send this `http` or `https` origin: parsing it as a URL does not change it.
pub(crate) fn can_send(origin: &str) -> bool {
    let Ok(url) = origin.parse::<Url>() else { return false };
    matches!(url.scheme(), "http" | "https") && Origin::of(&url).serialize() == origin
}

/// Cases in which the URL parser of [`can_send`] is not used: it decodes bytes that browsers send
/// percent-encoded, and checks Punycode, which the URL Standard no longer does.
pub(crate) fn is_beyond_the_parser(origin: &[u8]) -> bool {
    let has = |text: &[u8]| origin.windows(text.len()).any(|window| window == text);
    has(b"%") || has(b"xn--")
}

/// A random pattern.
pub(crate) fn pattern() -> impl Strategy<Value = Pattern> {
    let scheme = || select(&["http", "https"][..]);
    let base = || select(&BASES[..]);
    let part = select(&[Part::Any, Part::Digits, Part::XOrYz][..]);
    let label = || select(&LABELS[..]);
    prop_oneof![
        select(&EXACT[..]).prop_map(|origin| Pattern::Exact(origin.to_owned())),
        (scheme(), base()).prop_map(|(scheme, base)| Pattern::Exact(format!("{scheme}://{base}"))),
        (label(), base())
            .prop_map(|(label, base)| Pattern::Exact(format!("https://{label}.{base}"))),
        (scheme(), base(), any::<bool>()).prop_map(|(scheme, base, any_port)| {
            Pattern::Subdomains { scheme, base, any_port }
        }),
        select(&["http://localhost", "https://example.com", "http://[::1]"][..])
            .prop_map(Pattern::AnyPort),
        (scheme(), select(&RANGES[..]), any::<bool>())
            .prop_map(|(scheme, range, any_port)| Pattern::Range { scheme, range, any_port }),
        (part, base()).prop_map(|(part, base)| Pattern::Placeholder { part, base }),
        (label(), label(), base()).prop_map(|(left, right, base)| Pattern::Regex {
            left,
            right,
            base
        }),
    ]
}

/// A random origin that a browser can send, similar to those that patterns match.
pub(crate) fn origin() -> impl Strategy<Value = String> {
    let scheme = select(&["http", "https"][..]);
    let labels = prop::collection::vec(select(&LABELS[..]), 0..3);
    let port = select(&["", ":8443", ":3000", ":1"][..]);
    let tuple =
        (scheme, labels, select(&BASES[..]), port).prop_map(|(scheme, labels, base, port)| {
            let labels: String = labels.iter().map(|label| format!("{label}.")).collect();
            format!("{scheme}://{labels}{base}{port}")
        });
    prop_oneof![
        6 => tuple,
        2 => select(&EXACT[..]).prop_map(str::to_owned),
        1 => select(&["null", "http://[::1]:81", "http://localhost:1"][..]).prop_map(str::to_owned),
    ]
}

/// Bytes that are an origin, one with a few changed bytes, or something else.
pub(crate) fn origin_like() -> impl Strategy<Value = Vec<u8>> {
    let byte = select(&b".-_aA0*:/%@[]#?, \t\xff\x80"[..]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, byte), 0..3);
    let edited = (origin(), edits).prop_map(|(origin, edits)| {
        let mut bytes = origin.into_bytes();
        for (at, kind, byte) in edits {
            let at = at.index(bytes.len() + 1);
            match kind {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        bytes
    });
    let glued = (origin(), origin(), select(&["", ",", ", ", " ", "@", ".", "/"][..]))
        .prop_map(|(left, right, glue)| format!("{left}{glue}{right}").into_bytes());
    let long = (origin(), 1..2_000_usize)
        .prop_map(|(origin, count)| origin.replace("://", &format!("://{}", "a.".repeat(count))));
    prop_oneof![
        8 => edited,
        1 => glued,
        1 => long.prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ]
}

#[test]
fn matches_of_single_patterns() {
    let subdomains = Pattern::Subdomains { scheme: "https", base: "b.test", any_port: true };
    for (pattern, yes, no) in [
        (
            subdomains,
            &["https://a.b.test", "https://a.b.test:1", "https://a..b.test"][..],
            &[
                "https://b.test",
                "https://.b.test",
                "https://a.b.test:0",
                "https://u@a.b.test",
                "https://a/.b.test",
                "https://A.b.test",
                "http://a.b.test",
                "https://a.b.test:443",
            ][..],
        ),
        (
            Pattern::Range { scheme: "http", range: "10.0.0.0/13", any_port: true },
            &["http://10.0.0.0", "http://10.7.255.255:8080"],
            &["http://10.8.0.0", "http://10.07.0.1", "https://10.0.0.1", "http://10.0.0.1:80"],
        ),
        (
            Pattern::Range { scheme: "http", range: "[fd00::/9]", any_port: false },
            &["http://[fd7f::1:0]"],
            &["http://[fd80::]", "http://[fd00::1]:81", "http://[FD00::1]", "http://[fd00::01]"],
        ),
        (
            Pattern::AnyPort("http://[::1]"),
            &["http://[::1]", "http://[::1]:8080"],
            &["http://[::1", "http://[::1]:", "http://[::1]:080", "http://[::1]:80"],
        ),
        (
            Pattern::Placeholder { part: Part::Any, base: "b.test" },
            &["https://x-1.b.test"],
            &["https://x-.b.test", "https://x-1.a.b.test", "https://x-A.b.test"],
        ),
        (
            Pattern::Regex { left: "a", right: "old", base: "b.test" },
            &["http://a.b.test", "https://old.b.test"],
            &["https://b.b.test", "https://axb.test"],
        ),
    ] {
        for origin in yes {
            assert!(pattern.matches(origin.as_bytes()), "{pattern:?} {origin}");
        }
        for origin in no {
            assert!(!pattern.matches(origin.as_bytes()), "{pattern:?} {origin}");
        }
    }
}
