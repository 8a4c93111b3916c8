//! A third reading: every pattern as one regex, which regex-automata turns into a dense automaton.
//!
//! It shares nothing with the product and nothing with the second reading: that one cuts an origin into
//! pieces, this one translates the pattern into a regex of whole origins, and has the grammar of what
//! browsers send as regexes too.
//!
//! ```text
//! https://*.example.com:*   https://[^.].*\.example\.com(:.*)?
//! https://{n:[0-9.]+}.test  https://[0-9]+\.test                 the dot is taken out of the class
//! https://10.0.0.0/30       https://10\.0\.0\.(0|1|2|3)
//! ```

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, Mutex};

use cors_tables::origin_set::MAX_ORIGIN_LEN;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Repetition};

use super::Written;

/// The automata of a policy's patterns.
#[derive(Debug)]
pub(crate) struct Automata {
    allowed: Vec<Arc<Dense>>,
    denied: Vec<Arc<Dense>>,
}

impl Automata {
    pub(crate) fn new(allowed: &[Written], denied: &[Written]) -> Self {
        let build = |list: &[Written]| list.iter().map(|one| automaton(regex_of(one))).collect();
        Self { allowed: build(allowed), denied: build(denied) }
    }

    pub(crate) fn allow(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_ORIGIN_LEN
            && self.allowed.iter().any(|pattern| pattern.matches(origin))
            && !self.denied.iter().any(|pattern| pattern.matches(origin))
            && (origin == b"null" || BROWSERS.send(origin))
    }
}

/// The automaton of a regex, which is built once: policies of a small world repeat their patterns, and that of an
/// address range takes long.
fn automaton(regex: String) -> Arc<Dense> {
    static BUILT: Mutex<BTreeMap<String, Arc<Dense>>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap();
    match built.get(&regex) {
        Some(dense) => Arc::clone(dense),
        None => {
            let dense = Arc::new(Dense::new(&regex));
            built.insert(regex, Arc::clone(&dense));
            dense
        }
    }
}

/// The automaton of one regex of whole texts.
#[derive(Debug)]
struct Dense(dense::DFA<Vec<u32>>);

impl Dense {
    fn new(regex: &str) -> Self {
        let config = dense::Config::new().start_kind(StartKind::Anchored);
        let mut builder = dense::Builder::new();
        builder.configure(config).syntax(syntax::Config::new().unicode(false).utf8(false));
        builder.thompson(regex_automata::nfa::thompson::Config::new().utf8(false));
        Self(builder.build(&format!("(?:{regex})$")).unwrap())
    }

    fn matches(&self, text: &[u8]) -> bool {
        let input = Input::new(text).anchored(Anchored::Yes).earliest(true);
        self.0.try_search_fwd(&input).unwrap().is_some()
    }
}

/// Any bytes.
const ANY: &str = "(?s:.)*";

/// The regex of all origins that a pattern matches, and of texts that no browser sends.
fn regex_of(written: &Written) -> String {
    let text = match written {
        Written::Regex(regex) => return regex.clone(),
        Written::Text(text) => text,
    };
    if text == "null" {
        return "null".to_owned();
    }
    let (scheme, host_and_port) = text.split_once("://").unwrap();
    let (host, port) = match host_and_port.strip_suffix(":*") {
        Some(host) => (host, format!("(?::{ANY})?")),
        None => (host_and_port, String::new()),
    };
    let start = format!("{}://", regex_syntax::escape(scheme));
    let (mut regex, mut rest) = match (range(host), host.strip_prefix("*.")) {
        (Some((range, behind)), _) => (start + &range, behind),
        (None, Some(base)) => (format!(r"{start}[^.]{ANY}\."), base),
        (None, None) => (start, host),
    };
    while let Some(open) = rest.find('{') {
        let end = open + end_of_placeholder(&rest[open..]);
        regex += &regex_syntax::escape(&rest[..open]);
        regex += &match rest[open + 1..end].split_once(':') {
            Some((_name, placeholder)) => without_dots(placeholder),
            None if matches!(scheme, "http" | "https") => "[a-z0-9_-]+".to_owned(),
            None => "[A-Za-z0-9_-]+".to_owned(),
        };
        rest = &rest[end + 1..];
    }
    regex + &regex_syntax::escape(rest) + &port
}

/// Where the brace is closed that a text starts with.
fn end_of_placeholder(text: &str) -> usize {
    let mut open = 0_usize;
    let mut braces = text.match_indices(['{', '}']);
    let closes = |(_, brace): &(usize, &str)| {
        open = if *brace == "{" { open + 1 } else { open - 1 };
        open == 0
    };
    braces.find(closes).unwrap().0
}

/// The regex of the texts that `regex` matches and that have no dot: whatever reads a byte reads no dot.
fn without_dots(regex: &str) -> String {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
    format!("(?:{})", cut(parser.parse(regex).unwrap()))
}

fn cut(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Literal(literal) if literal.0.contains(&b'.') => Hir::fail(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Bytes(mut class)) => {
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'.', b'.')]));
            Hir::class(Class::Bytes(class))
        }
        // Without Unicode a class of ASCII characters may still be one of characters.
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.to_byte_class().unwrap();
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'.', b'.')]));
            Hir::class(Class::Bytes(class))
        }
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            Hir::repetition(Repetition { min, max, greedy, sub: Box::new(cut(*sub)) })
        }
        HirKind::Capture(capture) => cut(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(cut).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(cut).collect()),
    }
}

/// The regex of an address range, and the text behind it.
fn range(host: &str) -> Option<(String, &str)> {
    let (address, rest) = host.split_once('/')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let prefix: u32 = rest[..digits].parse().unwrap();
    Some(match address.strip_prefix('[') {
        Some(address) => {
            let groups = address.parse::<std::net::Ipv6Addr>().unwrap().segments();
            let groups: Vec<_> =
                (0..).zip(groups).map(|(at, group)| part(at, 16, group, prefix)).collect();
            (ipv6(&groups), rest[digits..].strip_prefix(']').unwrap())
        }
        None => {
            let octets = address.split('.').map(|octet| octet.parse::<u16>().unwrap());
            let octets: Vec<_> = (0..)
                .zip(octets)
                .map(|(at, octet)| one_of(part(at, 8, octet, prefix), |octet| octet.to_string()))
                .collect();
            (octets.join(r"\."), &rest[digits..])
        }
    })
}

/// The values of one part of an address, of which `prefix` bits of the whole are fixed.
fn part(at: u32, bits: u32, value: u16, prefix: u32) -> RangeInclusive<u16> {
    let free = bits - prefix.saturating_sub(at * bits).min(bits);
    let mask = u16::try_from((1_u32 << free) - 1).unwrap();
    value & !mask..=value | mask
}

fn one_of(values: RangeInclusive<u16>, print: impl Fn(u16) -> String) -> String {
    let values: Vec<String> = values.map(print).collect();
    format!("(?:{})", values.join("|"))
}

/// The regex of IPv6 addresses with these values in their groups, as a browser prints them: of the runs of
/// zeros the first of the longest is shortened, if it is longer than one.
fn ipv6(groups: &[RangeInclusive<u16>]) -> String {
    let shapes = (0_u32..256).filter_map(|zeros| {
        let is_zero = |at: usize| zeros >> at & 1 == 1;
        let mut printed = Vec::new();
        for (at, values) in groups.iter().enumerate() {
            printed.push(match (is_zero(at), values) {
                (true, values) if *values.start() == 0 => "0".to_owned(),
                (true, _) => return None,
                (false, values) if *values == (0..=u16::MAX) => "[1-9a-f][0-9a-f]{0,3}".to_owned(),
                (false, values) if *values.end() == 0 => return None,
                (false, values) => {
                    one_of(*values.start().max(&1)..=*values.end(), |group| format!("{group:x}"))
                }
            });
        }
        let runs = (0..8).flat_map(|start| (start + 2..=8).map(move |end| start..end));
        let runs = runs.filter(|run| run.clone().all(is_zero));
        // The last maximum is the first run, from behind.
        let longest = runs.rev().max_by_key(ExactSizeIterator::len);
        Some(match longest {
            Some(run) => {
                format!("{}::{}", printed[..run.start].join(":"), printed[run.end..].join(":"))
            }
            None => printed.join(":"),
        })
    });
    format!(r"\[(?:{})\]", shapes.collect::<Vec<_>>().join("|"))
}

/// What browsers send: a grammar of regexes, of which three exclude.
struct Browsers {
    addresses: Dense,
    domains: Dense,
    numeric_ends: Dense,
    default_ports: Dense,
    other_schemes: Dense,
    reserved_schemes: Dense,
}

static BROWSERS: LazyLock<Browsers> = LazyLock::new(|| {
    let octet = "(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    let ipv4 = format!(r"{octet}(?:\.{octet}){{3}}");
    let ipv6 = ipv6(&[const { 0..=u16::MAX }; 8]);
    // Printable ASCII without the forbidden host code points; upper case only in `%2A`.
    let domain = r##"(?:[!"$&'()*+,.\-0-9;=_`a-z{}~]|%[0-9A-F]{2})+"##;
    let opaque = r##"[!"$%&'()*+,.\-0-9A-Z;=_`a-z{}~]+"##;
    let port = "(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}\
                |65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    Browsers {
        addresses: Dense::new(&format!("https?://(?:{ipv4}|{ipv6}){port}")),
        domains: Dense::new(&format!("https?://{domain}{port}")),
        numeric_ends: Dense::new(r"https?://(?:[^:]*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?(?::[0-9]*)?"),
        default_ports: Dense::new(&format!("http://{ANY}:80|https://{ANY}:443")),
        other_schemes: Dense::new(&format!(r"[a-z][a-z0-9+.\-]*://(?:{ipv6}|{opaque}){port}")),
        reserved_schemes: Dense::new(&format!("(?:https?|file|ftp|wss?)://{ANY}")),
    }
});

impl Browsers {
    fn send(&self, origin: &[u8]) -> bool {
        if self.reserved_schemes.matches(origin) {
            return !self.default_ports.matches(origin)
                && (self.addresses.matches(origin)
                    || self.domains.matches(origin) && !self.numeric_ends.matches(origin));
        }
        self.other_schemes.matches(origin)
    }
}
