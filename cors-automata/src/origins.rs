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
mod parts;
mod range;
mod stored;

use std::sync::LazyLock;

use crate::language::{Automata, Language, RegexError, TooLarge};
use assembly::assemble;

pub use address::ipv4;
pub use alphabet::{REGISTRABLE_LABEL, SchemeKind};
pub use domain::ends_in_a_number;
pub use range::{PRIVATE_RANGES, private_hosts};

/// All origins that a browser can send, but for `null`.
pub fn origins() -> &'static Language {
    static ORIGINS: LazyLock<Language> =
        LazyLock::new(|| fixed(Automata::unlimited().union(http_origins(), custom_origins())));
    &ORIGINS
}

impl Automata {
    /// The strings of `language` that are origins, found within a budget.
    ///
    /// Most patterns have a fixed scheme, and none of their hosts begins with a bracket: they need only
    /// that part of the automaton, which is an eighth of the whole.
    ///
    /// # Errors
    ///
    /// The automaton would be too large.
    pub fn among_origins(&self, language: &Language) -> Result<Language, TooLarge> {
        // Each is built when a language is compared with it, which for most patterns is only the first.
        type Slice = (LazyLock<Language>, fn() -> &'static Language);
        static PARTS: [Slice; 5] = [
            (LazyLock::new(|| Language::own(r"(?s-u)https://[^\[].*")), https_without_brackets),
            (LazyLock::new(|| Language::own(r"(?s-u)http://[^\[].*")), http_without_brackets),
            (LazyLock::new(|| Language::own("(?s-u)https:.*")), https_only),
            (LazyLock::new(|| Language::own("(?s-u)http:.*")), http_only),
            (LazyLock::new(|| Language::own("(?s-u)https?:.*")), http_origins),
        ];
        for (part, origins) in &PARTS {
            if self.is_within(language, part)? {
                return self.intersection(language, origins());
            }
        }
        self.intersection(language, origins())
    }
}

/// The origins of `http` and `https`.
pub fn http_origins() -> &'static Language {
    static BOTH: LazyLock<Language> =
        LazyLock::new(|| fixed(Automata::unlimited().union(http_only(), https_only())));
    &BOTH
}

fn https_only() -> &'static Language {
    static HTTPS: LazyLock<Language> =
        LazyLock::new(|| fixed(build_web(host(), "https://", "443")));
    &HTTPS
}

fn http_only() -> &'static Language {
    static HTTP: LazyLock<Language> = LazyLock::new(|| fixed(build_web(host(), "http://", "80")));
    &HTTP
}

fn https_without_brackets() -> &'static Language {
    static HTTPS: LazyLock<Language> = LazyLock::new(|| stored::HTTPS.language());
    &HTTPS
}

fn http_without_brackets() -> &'static Language {
    static HTTP: LazyLock<Language> =
        LazyLock::new(|| fixed(build_web(host_without_brackets(), "http://", "80")));
    &HTTP
}

/// Every host of an `http` or `https` origin.
fn host() -> &'static Language {
    static HOST: LazyLock<Language> = LazyLock::new(|| with_brackets(host_without_brackets()));
    &HOST
}

/// The same, but for IPv6 addresses.
fn host_without_brackets() -> &'static Language {
    static HOST: LazyLock<Language> =
        LazyLock::new(|| fixed(build_host_without_brackets(domain::domain)));
    &HOST
}

/// The origins of `http` and `https` whose hosts look like those that are really registered:
/// labels of letters, digits, underscores and inner hyphens, none empty, no trailing dot.
/// Smaller than what can be sent; for choosing an example that a reader believes.
pub fn plain_origins() -> &'static Language {
    static PLAIN: LazyLock<Language> = LazyLock::new(|| {
        let host = with_brackets(&fixed(build_host_without_brackets(domain::plain_domain)));
        let http = fixed(build_web(&host, "http://", "80"));
        fixed(Automata::unlimited().union(&http, &fixed(build_web(&host, "https://", "443"))))
    });
    &PLAIN
}

impl Automata {
    /// The witness of a language of origins that a reader believes: the shortest whose host looks
    /// like a real one, or else the shortest of all. `https://a.example.com` rather than
    /// `https://.example.com`.
    pub fn readable_witness(&self, origins: &Language) -> Result<Option<String>, TooLarge> {
        let plain = self.intersection(origins, plain_origins())?;
        Ok(plain.witness().or_else(|| origins.witness()))
    }
}

/// The text before the host, as a language.
pub fn before_host(scheme: &str) -> Language {
    Language::literal(format!("{scheme}://").as_bytes())
}

/// The origins of other schemes: extensions, desktop and mobile shells.
///
/// There is no standard for their serialization, so the host is any that the URL Standard
/// takes as opaque, with its case. Schemes whose origins are never sent are left out.
pub fn custom_origins() -> &'static Language {
    static CUSTOM: LazyLock<Language> = LazyLock::new(|| fixed(build_custom()));
    &CUSTOM
}

/// The grammar is fixed and the tests build it. Were it ever too large, nothing would be an
/// origin, and every pattern would be refused.
fn fixed<E>(built: Result<Language, E>) -> Language {
    built.unwrap_or_else(|_| Language::empty())
}

fn build_host_without_brackets(domain: fn() -> Result<Language, Error>) -> Result<Language, Error> {
    Ok(Automata::unlimited().union(&domain()?, &ipv4()?)?)
}

/// These hosts, and IPv6 addresses.
fn with_brackets(hosts: &Language) -> Language {
    fixed(Automata::unlimited().union(hosts, &fixed(address::bracketed_ipv6())))
}

fn build_web(host: &Language, scheme: &str, default_port: &str) -> Result<Language, Error> {
    let port =
        Automata::unlimited().difference(&port()?, &Language::literal(default_port.as_bytes()))?;
    Ok(assemble(&Language::literal(scheme.as_bytes()), host, &port)?)
}

fn build_custom() -> Result<Language, Error> {
    let automata = Automata::unlimited();
    let elsewhere = Language::from_strings(&["http", "https", "file", "ftp", "ws", "wss"]);
    let scheme = automata.difference(&automata.regex("[a-z][a-z0-9+.-]*")?, &elsewhere)?;
    let host =
        automata.union(&automata.regex(SchemeKind::Custom.host())?, &address::bracketed_ipv6()?)?;
    Ok(assemble(&automata.concat(&scheme, &Language::literal(b"://"))?, &host, &port()?)?)
}

/// 1 to 65535 without leading zeros.
fn port() -> Result<Language, RegexError> {
    Automata::unlimited().regex(
        "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Stored;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "it writes the source that it tests")]
    fn stored_tables_are_built_ones() {
        let built = fixed(build_web(host_without_brackets(), "https://", "443"));
        if std::env::var_os("BLESS").is_some() {
            let path = "src/origins/stored.rs";
            let source = std::fs::read_to_string(path).unwrap();
            let (before, _) = source.split_once("#[rustfmt::skip]").unwrap();
            std::fs::write(path, format!("{before}{}", Stored::source("HTTPS", &built))).unwrap();
            return;
        }
        assert_eq!(https_without_brackets(), &built);
        assert!(built.contains(b"https://example.com:8443"));
    }

    #[test]
    fn strings_after_a_prefix() {
        for (regex, prefix, want) in [
            ("https://.+", "https://", true),
            ("https://.*", "https://", true),
            ("https?://.*", "https://", false),
            ("[h]ttps://a|https://b", "https://", true),
            ("https:/", "https://", false),
            ("[gh]ttps://a", "https://", false),
            ("https://a|b", "https://", false),
        ] {
            assert_eq!(Language::own(regex).is_after(prefix.as_bytes()), want, "{regex}");
        }
    }
}
