//! The language of the origins that a browser can send.
//!
//! # The idea
//!
//! Only the part of a pattern that is in this language can ever match a request. The language is
//! *wide*: it holds every origin that the URL Standard lets a browser serialize and everything
//! that Chromium was seen to send, and somewhat more, but never less. So what lies outside is
//! certain to match nothing, and what lies inside is worth judging.
//!
//! ```text
//!   http and https    scheme "://" host [ ":" port ]       port 1..65535, never the default
//!                       host = 203.0.113.7                 four octets, no leading zeros
//!                            | [2001:db8::1]               compressed in the one canonical way
//!                            | labels and dots             unless its last label is a number
//!   custom schemes    scheme "://" opaque host [ ":" port ]
//! ```
//!
//! A label is not only letters, digits and hyphens. Browsers send underscores, hyphens at the
//! edges, empty labels, a trailing dot, most ASCII punctuation, and the rest percent-encoded.
//! Lengths are not part of the language; who needs them checks them apart. Nor are the ports
//! from which no page can be loaded.
//!
//! # Cost and source
//!
//! Some 500 states, built once in a process. URL Standard §3 (host parsing and serializing) and
//! §4.4 (ports), HTML Standard §7.1.1 (serialization of an origin).

mod address;
mod alphabet;
mod assembly;
mod domain;
mod range;

use std::sync::OnceLock;

use crate::language::{Budget, Language, RegexError, TooLarge};
use assembly::assemble;

pub(crate) use address::ipv4;
pub(crate) use alphabet::{REGISTRABLE_LABEL, SchemeKind};
pub(crate) use range::{PRIVATE_RANGES, hosts_in, private_hosts};

/// All origins that a browser can send, but for `null`.
pub fn origins() -> &'static Language {
    static ORIGINS: OnceLock<Language> = OnceLock::new();
    ORIGINS.get_or_init(|| fixed(http_origins().union(custom_origins(), &Budget::unlimited())))
}

/// The strings of `language` that are origins, found within a budget.
///
/// Most patterns have a fixed scheme, and none of their hosts begins with a bracket: they need only
/// that part of the automaton, which is an eighth of the whole.
///
/// # Errors
///
/// The automaton would be too large.
pub fn among_origins(language: &Language, budget: &Budget) -> Result<Language, TooLarge> {
    type Part = (Language, fn() -> &'static Language);
    static PARTS: OnceLock<[Part; 5]> = OnceLock::new();
    let parts = PARTS.get_or_init(|| {
        let part = |(regex, origins): (&str, fn() -> &'static Language)| -> Part {
            (fixed(Language::from_regex(regex, &Budget::unlimited())), origins)
        };
        [
            (r"(?s-u)https://[^\[].*", https_without_brackets as fn() -> &'static Language),
            (r"(?s-u)http://[^\[].*", http_without_brackets),
            ("(?s-u)https:.*", https_only),
            ("(?s-u)http:.*", http_only),
            ("(?s-u)https?:.*", http_origins),
        ]
        .map(part)
    });
    for (part, origins) in parts {
        if language.is_within(part, budget)? {
            return language.intersection(origins(), budget);
        }
    }
    language.intersection(origins(), budget)
}

/// The origins of `http` and `https`.
pub fn http_origins() -> &'static Language {
    static BOTH: OnceLock<Language> = OnceLock::new();
    BOTH.get_or_init(|| fixed(http_only().union(https_only(), &Budget::unlimited())))
}

fn https_only() -> &'static Language {
    static HTTPS: OnceLock<Language> = OnceLock::new();
    HTTPS.get_or_init(|| fixed(build_web(host(), "https://", "443")))
}

fn http_only() -> &'static Language {
    static HTTP: OnceLock<Language> = OnceLock::new();
    HTTP.get_or_init(|| fixed(build_web(host(), "http://", "80")))
}

fn https_without_brackets() -> &'static Language {
    static HTTPS: OnceLock<Language> = OnceLock::new();
    HTTPS.get_or_init(|| fixed(build_web(host_without_brackets(), "https://", "443")))
}

fn http_without_brackets() -> &'static Language {
    static HTTP: OnceLock<Language> = OnceLock::new();
    HTTP.get_or_init(|| fixed(build_web(host_without_brackets(), "http://", "80")))
}

/// Every host of an `http` or `https` origin.
fn host() -> &'static Language {
    static HOST: OnceLock<Language> = OnceLock::new();
    HOST.get_or_init(|| with_brackets(host_without_brackets()))
}

/// The same, but for IPv6 addresses.
fn host_without_brackets() -> &'static Language {
    static HOST: OnceLock<Language> = OnceLock::new();
    HOST.get_or_init(|| fixed(build_host_without_brackets(domain::domain)))
}

/// The origins of `http` and `https` whose hosts look like those that are really registered:
/// labels of letters, digits, underscores and inner hyphens, none empty, no trailing dot.
/// Smaller than what can be sent; for choosing an example that a reader believes.
pub fn plain_origins() -> &'static Language {
    static PLAIN: OnceLock<Language> = OnceLock::new();
    PLAIN.get_or_init(|| {
        let host = with_brackets(&fixed(build_host_without_brackets(domain::plain_domain)));
        let http = fixed(build_web(&host, "http://", "80"));
        fixed(http.union(&fixed(build_web(&host, "https://", "443")), &Budget::unlimited()))
    })
}

/// The witness of a language of origins that a reader believes: the shortest whose host looks
/// like a real one, or else the shortest of all. `https://a.example.com` rather than
/// `https://.example.com`.
pub fn readable_witness(origins: &Language, budget: &Budget) -> Result<Option<String>, TooLarge> {
    let plain = origins.intersection(plain_origins(), budget)?;
    Ok(plain.witness().or_else(|| origins.witness()))
}

/// The text before the host, as a language.
pub(crate) fn before_host(scheme: &str) -> Language {
    Language::literal(format!("{scheme}://").as_bytes())
}

/// The origins of other schemes: extensions, desktop and mobile shells.
///
/// There is no standard for their serialization, so the host is any that the URL Standard
/// takes as opaque, with its case. Schemes whose origins are never sent are left out.
pub fn custom_origins() -> &'static Language {
    static CUSTOM: OnceLock<Language> = OnceLock::new();
    CUSTOM.get_or_init(|| fixed(build_custom()))
}

/// The grammar is fixed and the tests build it. Were it ever too large, nothing would be an
/// origin, and every pattern would be refused.
fn fixed<E>(built: Result<Language, E>) -> Language {
    built.unwrap_or_else(|_| Language::empty())
}

fn build_host_without_brackets(domain: fn() -> Result<Language, Error>) -> Result<Language, Error> {
    Ok(domain()?.union(&ipv4()?, &Budget::unlimited())?)
}

/// These hosts, and IPv6 addresses.
fn with_brackets(hosts: &Language) -> Language {
    fixed(hosts.union(&fixed(address::bracketed_ipv6()), &Budget::unlimited()))
}

fn build_web(host: &Language, scheme: &str, default_port: &str) -> Result<Language, Error> {
    let port =
        port()?.difference(&Language::literal(default_port.as_bytes()), &Budget::unlimited())?;
    Ok(assemble(&Language::literal(scheme.as_bytes()), host, &port)?)
}

fn build_custom() -> Result<Language, Error> {
    let elsewhere = Language::from_strings(&["http", "https", "file", "ftp", "ws", "wss"]);
    let scheme = Language::from_regex("[a-z][a-z0-9+.-]*", &Budget::unlimited())?
        .difference(&elsewhere, &Budget::unlimited())?;
    let host = Language::from_regex(SchemeKind::Custom.host(), &Budget::unlimited())?
        .union(&address::bracketed_ipv6()?, &Budget::unlimited())?;
    Ok(assemble(
        &scheme.concat(&Language::literal(b"://"), &Budget::unlimited())?,
        &host,
        &port()?,
    )?)
}

/// 1 to 65535 without leading zeros.
fn port() -> Result<Language, RegexError> {
    Language::from_regex(
        "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
        &Budget::unlimited(),
    )
}

/// Either stage may refuse; see [`fixed`].
#[derive(Debug)]
enum Error {
    Regex,
    TooLarge,
}

impl From<RegexError> for Error {
    fn from(_: RegexError) -> Error {
        Error::Regex
    }
}

impl From<TooLarge> for Error {
    fn from(_: TooLarge) -> Error {
        Error::TooLarge
    }
}
