//! Patterns with a leading `*.`, a `:*`, or both, matched without an automaton.
//!
//! An origin is split from both ends, cheapest first; a byte in the middle is read only if everything
//! around it matches.
//!
//! ```text
//! https://*.example.com:*
//!
//! https://   a.b   .example.com   :8443
//! scheme    labels   suffix        port
//! ```
//!
//! A port in the pattern is part of the suffix. Patterns that differ only in their suffix form one
//! [`WildcardGroup`]: the scheme is compared and the port removed once for all of them. One suffix, or a
//! few, are compared with the end of the host. If there are many, each *suffix of the host that starts with
//! a dot* is looked up in a perfect hash, so that a thousand patterns cost as much as ten:
//!
//! ```text
//! a.b.example.com      .b.example.com ?   no
//!                        .example.com ?   yes, and `a.b` are labels
//! ```
//!
//! Cost: one pass over the host, and one look-up for each of its dots.

use core::fmt;

use super::dots::each_dot;
use super::labels::are_labels;
use super::port::{is_port_or_nothing, without_port};
use super::scheme::Scheme;
use super::{MAX_ORIGIN_LEN, StringSet};
use crate::compare::{strip_prefix, strip_suffix};

/// Patterns with wildcards that differ in one name.
///
/// ```
/// use cors_tables::origin_set::{Scheme, Shape, StringSet, WildcardGroup};
/// use cors_tables::stored::Text;
/// let group = WildcardGroup {
///     scheme: Scheme::Https,
///     shape: Shape::Subdomains,
///     names: StringSet::One(Text::Fixed(".example.com")),
/// };
/// assert!(group.matches(b"https://a.b.example.com"));
/// assert!(!group.matches(b"https://example.com"));
/// assert!(!group.matches(b"https://evilexample.com"));
/// assert_eq!(group.patterns().next().unwrap().to_string(), "https://*.example.com");
/// # use std::string::ToString;
/// ```
#[derive(Debug, Clone)]
pub struct WildcardGroup {
    /// The scheme.
    pub scheme: Scheme,
    /// Where the wildcards are.
    pub shape: Shape,
    /// The names between or after the wildcards.
    pub names: StringSet,
}

/// Where a pattern has its wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// `*.`; the name is a suffix that starts with a dot, with the port if one is written.
    Subdomains,
    /// `*.` and `:*`; the name is a suffix that starts with a dot.
    SubdomainsAnyPort,
    /// `:*`; the name is the host.
    AnyPort,
}

/// One pattern of a [`WildcardGroup`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WildcardOrigin<'a> {
    scheme: &'a Scheme,
    shape: Shape,
    name: &'a str,
}

impl WildcardGroup {
    /// Whether one of the patterns matches `origin`.
    #[must_use]
    #[inline]
    pub fn matches(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_ORIGIN_LEN
            && match (&self.scheme, self.shape, &self.names) {
                (Scheme::Custom(_), ..) => self.matches_one(origin),
                (_, Shape::Subdomains, StringSet::One(suffix)) => self.is_subdomain(origin, suffix),
                (_, Shape::SubdomainsAnyPort, StringSet::One(suffix)) => {
                    self.is_subdomain_any_port(origin, suffix)
                }
                (_, Shape::AnyPort, StringSet::One(host)) => self.is_host_any_port(origin, host),
                _ => self.matches_one(origin),
            }
    }

    // Separate functions, so that none saves registers that only another one uses. The first three are
    // for one pattern of the web.

    #[inline(never)]
    fn is_subdomain(&self, origin: &[u8], suffix: &str) -> bool {
        let labels = strip_suffix(origin, suffix.as_bytes());
        labels
            .and_then(|labels| self.scheme.strip_web(labels))
            .is_some_and(|labels| are_labels(labels, &self.scheme))
    }

    #[inline(never)]
    fn is_subdomain_any_port(&self, origin: &[u8], suffix: &str) -> bool {
        self.scheme
            .strip_web(origin)
            .and_then(|rest| without_port(rest, &self.scheme))
            .is_some_and(|host| self.is_below(host, suffix))
    }

    #[inline(never)]
    fn is_host_any_port(&self, origin: &[u8], host: &str) -> bool {
        self.scheme
            .strip_web(origin)
            .and_then(|rest| strip_prefix(rest, host.as_bytes()))
            .is_some_and(|port| is_port_or_nothing(port, &self.scheme))
    }

    /// Whether one of the patterns, of any kind, matches `origin`.
    #[inline(never)]
    fn matches_one(&self, origin: &[u8]) -> bool {
        let Some(rest) = self.scheme.strip(origin) else { return false };
        match self.shape {
            Shape::Subdomains => self.is_below_one(rest),
            Shape::SubdomainsAnyPort => {
                without_port(rest, &self.scheme).is_some_and(|host| self.is_below_one(host))
            }
            Shape::AnyPort => {
                without_port(rest, &self.scheme).is_some_and(|host| self.names.contains(host))
            }
        }
    }

    /// Whether `host` ends in `suffix`, with labels before it.
    #[inline]
    fn is_below(&self, host: &[u8], suffix: &str) -> bool {
        strip_suffix(host, suffix.as_bytes()).is_some_and(|labels| are_labels(labels, &self.scheme))
    }

    /// Whether `host` ends in one of several suffixes, with labels before it.
    #[inline]
    fn is_below_one(&self, host: &[u8]) -> bool {
        match &self.names {
            StringSet::Many(table) => each_dot(host, |labels, suffix| {
                table.contains(suffix) && are_labels(labels, &self.scheme)
            }),
            StringSet::One(suffix) => self.is_below(host, suffix),
            StringSet::Few(few) => few.iter().any(|suffix| self.is_below(host, suffix)),
            StringSet::Empty => false,
        }
    }

    /// The patterns.
    pub fn patterns(&self) -> impl Iterator<Item = WildcardOrigin<'_>> {
        let Self { scheme, shape, names } = self;
        let shape = *shape;
        names.iter().map(move |name| WildcardOrigin { scheme, shape, name })
    }
}

impl<'a> WildcardOrigin<'a> {
    /// Whether the pattern matches `origin`. For messages; a set uses its groups.
    #[must_use]
    pub fn matches(&self, origin: &[u8]) -> bool {
        let Some(rest) = self.scheme.strip(origin).filter(|_| origin.len() <= MAX_ORIGIN_LEN)
        else {
            return false;
        };
        let is_below = |host: &[u8]| {
            strip_suffix(host, self.name.as_bytes())
                .is_some_and(|labels| are_labels(labels, self.scheme))
        };
        match self.shape {
            Shape::Subdomains => is_below(rest),
            Shape::SubdomainsAnyPort => without_port(rest, self.scheme).is_some_and(is_below),
            Shape::AnyPort => {
                without_port(rest, self.scheme).is_some_and(|host| host == self.name.as_bytes())
            }
        }
    }

    /// The host whose subdomains this pattern matches, with its port if there is one.
    #[must_use]
    pub fn base(&self) -> Option<&'a str> {
        match self.shape {
            Shape::Subdomains | Shape::SubdomainsAnyPort => self.name.strip_prefix('.'),
            Shape::AnyPort => None,
        }
    }

    /// Whether `origin` is the one whose subdomains this pattern matches.
    #[must_use]
    pub fn is_below(&self, origin: &[u8]) -> bool {
        let host = origin.strip_prefix(self.scheme.as_str().as_bytes());
        self.base().is_some_and(|base| host == Some(base.as_bytes()))
    }
}

/// The pattern as written in a policy.
impl fmt::Display for WildcardOrigin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, name) = (self.scheme.as_str(), self.name);
        match self.shape {
            Shape::Subdomains => write!(f, "{scheme}*{name}"),
            Shape::SubdomainsAnyPort => write!(f, "{scheme}*{name}:*"),
            Shape::AnyPort => write!(f, "{scheme}{name}:*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin_set::hash_table::tests::table;
    use crate::origin_set::{Few, Windows};
    use crate::stored::Text;

    const SUBDOMAINS: WildcardGroup = WildcardGroup {
        scheme: Scheme::Https,
        shape: Shape::Subdomains,
        names: StringSet::One(Text::Fixed(".example.com")),
    };
    const ANY_PORT: WildcardGroup = WildcardGroup {
        scheme: Scheme::Http,
        shape: Shape::AnyPort,
        names: StringSet::One(Text::Fixed("localhost")),
    };

    #[test]
    fn subdomains_match_one_or_more_labels() {
        for origin in ["a", "a.b", "a_b", "-a-", "a!b", "a%2Ab", "a*b", "xn--f", "1", "a..b", "a~`"]
        {
            let origin = std::format!("https://{origin}.example.com");
            assert!(SUBDOMAINS.matches(origin.as_bytes()), "{origin}");
        }
        for host in ["", ".", "A.", "a/.", "a@.", "a?.", "a#.", "a:.", "a%.", "a%2a.", "a%4", "é."]
        {
            let origin = std::format!("https://{host}example.com");
            assert!(!SUBDOMAINS.matches(origin.as_bytes()), "{origin}");
        }
        for origin in [
            "http://a.example.com",
            "https://a.example.com.",
            "https://a.example.com:8443",
            "https://aexample.com",
            "https://a.example.com.evil.org",
        ] {
            assert!(!SUBDOMAINS.matches(origin.as_bytes()), "{origin}");
        }
    }

    #[test]
    fn port_in_the_pattern_is_part_of_the_suffix() {
        let port =
            WildcardGroup { names: StringSet::One(Text::Fixed(".example.com:8443")), ..SUBDOMAINS };
        assert!(port.matches(b"https://a.example.com:8443"));
        assert!(!port.matches(b"https://a.example.com"));
        assert!(!port.matches(b"https://a.example.com:8444"));
    }

    #[test]
    fn any_port_matches_only_ports_that_browsers_send() {
        for origin in ["http://localhost", "http://localhost:1", "http://localhost:65535"] {
            assert!(ANY_PORT.matches(origin.as_bytes()), "{origin}");
        }
        for port in [":", ":0", ":80", ":080", ":65536", ":123456", ":8a", ":-1", "1", ":1:2"] {
            let origin = std::format!("http://localhost{port}");
            assert!(!ANY_PORT.matches(origin.as_bytes()), "{origin}");
        }
        let https = WildcardGroup { scheme: Scheme::Https, ..ANY_PORT };
        assert!(https.matches(b"https://localhost:80"));
        assert!(!https.matches(b"https://localhost:443"));
    }

    #[test]
    fn subdomains_with_any_port() {
        let any_port = WildcardGroup { shape: Shape::SubdomainsAnyPort, ..SUBDOMAINS };
        for origin in ["a.example.com", "a.b.example.com:8443", "a.example.com:80"] {
            let origin = std::format!("https://{origin}");
            assert!(any_port.matches(origin.as_bytes()), "{origin}");
        }
        for origin in [
            "example.com",
            "example.com:8443",
            "a.example.com:443",
            "a.example.org:1",
            "/.example.com",
        ] {
            let origin = std::format!("https://{origin}");
            assert!(!any_port.matches(origin.as_bytes()), "{origin}");
        }
        assert!(!any_port.matches(b"http://a.example.com"));
    }

    /// A group of several names matches exactly what its patterns match one by one.
    #[test]
    fn group_matches_like_its_patterns() {
        let names = [".example.com", ".example.org"];
        let hosts = ["localhost", "10.0.0.7"];
        for scheme in [Scheme::Http, Scheme::Https, Scheme::Custom(Text::Fixed("app://"))] {
            for (shape, names) in [
                (Shape::Subdomains, names),
                (Shape::SubdomainsAnyPort, names),
                (Shape::AnyPort, hosts),
            ] {
                let names = names.map(Text::Fixed);
                let both = StringSet::Few(Few::new(&names).unwrap());
                let both = WildcardGroup { scheme: scheme.clone(), shape, names: both };
                let each =
                    names.map(|name| WildcardGroup { names: StringSet::One(name), ..both.clone() });
                for host in [
                    "a.example.com",
                    "example.com",
                    "a.example.org",
                    "a.b.org",
                    "localhost",
                    "10.0.0.7",
                ] {
                    for port in ["", ":1", ":80", ":443", ":"] {
                        let origin = std::format!("{}{host}{port}", scheme.as_str());
                        let want = each.iter().any(|one| one.matches(origin.as_bytes()));
                        assert_eq!(both.matches(origin.as_bytes()), want, "{origin}: {both:?}");
                    }
                }
            }
        }
    }

    /// Many names are looked up at each dot, and the part before a dot must still be labels.
    #[test]
    fn many_names_are_looked_up() {
        let names = [".example.com", ".a.org", ".b"];
        let names = StringSet::Many(table(&names, Windows::Whole, ""));
        let many = WildcardGroup { names, ..SUBDOMAINS };
        for host in ["x.example.com", "x.y.a.org", "x.b.b", "b.b"] {
            let origin = std::format!("https://{host}");
            assert!(many.matches(origin.as_bytes()), "{origin}");
        }
        for host in ["example.com", ".example.com", "x/.a.org", "x.a.com", "x.example.com:81", "b"]
        {
            let origin = std::format!("https://{host}");
            assert!(!many.matches(origin.as_bytes()), "{origin}");
        }
    }

    #[test]
    fn patterns_are_printed_as_written() {
        for (shape, name, base, written) in [
            (Shape::Subdomains, ".a.com", Some("a.com"), "https://*.a.com"),
            (Shape::Subdomains, ".a.com:81", Some("a.com:81"), "https://*.a.com:81"),
            (Shape::SubdomainsAnyPort, ".a.com", Some("a.com"), "https://*.a.com:*"),
            (Shape::AnyPort, "a.com", None, "https://a.com:*"),
        ] {
            let group = WildcardGroup {
                scheme: Scheme::Https,
                shape,
                names: StringSet::One(Text::Fixed(name)),
            };
            let patterns: std::vec::Vec<_> = group.patterns().collect();
            let [pattern] = patterns[..] else { panic!("{patterns:?}") };
            assert_eq!(pattern.base(), base);
            assert_eq!(std::format!("{pattern}"), written);
        }
        let schemes = [Scheme::Http, Scheme::Https, Scheme::Custom(Text::Fixed("app://"))];
        let schemes = schemes.each_ref().map(Scheme::as_str);
        assert_eq!(schemes, ["http://", "https://", "app://"]);
    }

    /// The length is checked first, even if a whole name would match.
    #[test]
    fn longest_origin_is_examined() {
        let name = std::format!(".{}", "a".repeat(MAX_ORIGIN_LEN - "https://b.".len()));
        let group = WildcardGroup { names: StringSet::One(Text::from(name.clone())), ..SUBDOMAINS };
        assert!(group.matches(std::format!("https://b{name}").as_bytes()));
        assert!(!group.matches(std::format!("https://bb{name}").as_bytes()));
    }

    #[test]
    fn addresses_with_any_port() {
        let four = WildcardGroup { names: StringSet::One(Text::Fixed("10.0.0.7")), ..ANY_PORT };
        assert!(four.matches(b"http://10.0.0.7") && four.matches(b"http://10.0.0.7:8080"));
        let six = WildcardGroup { names: StringSet::One(Text::Fixed("[::1]")), ..ANY_PORT };
        assert!(six.matches(b"http://[::1]") && six.matches(b"http://[::1]:8080"));
        assert!(!six.matches(b"http://[::1"));
    }

    #[test]
    fn custom_schemes_have_opaque_hosts_and_no_default_port() {
        let app = WildcardGroup {
            scheme: Scheme::Custom(Text::Fixed("app://")),
            shape: Shape::SubdomainsAnyPort,
            names: StringSet::One(Text::Fixed(".example")),
        };
        assert!(app.matches(b"app://A.example:80"));
        assert!(app.matches(b"app://a\"*%`{}.example"));
        assert!(!app.matches(b"app://a/b.example"));
    }

    #[test]
    fn longer_values_are_refused() {
        let mut origin = [b'a'; 8192];
        origin[..8].copy_from_slice(b"https://");
        origin[8192 - 12..].copy_from_slice(b".example.com");
        assert!(!SUBDOMAINS.matches(&origin));
    }
}
