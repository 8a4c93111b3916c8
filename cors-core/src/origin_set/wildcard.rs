//! Patterns with a leading `*.`, a `:*`, or both, matched without an automaton.
//!
//! An origin is taken apart from both ends, cheapest first; a byte in the middle is looked at
//! only when everything around it already fits.
//!
//! ```text
//! https://*.example.com:*
//!
//! https://   a.b   .example.com   :8443
//! scheme    labels   suffix        port
//! ```
//!
//! `*.` stands for one or more labels of whatever a browser can send, which is more than
//! letters, digits and hyphens: Chromium sends `a_b.test`, `a!b.test` and `a%2Ab.test` as they
//! are. The first label is never empty, so `https://.example.com` is no subdomain.
//!
//! Source: [URL, host parsing](https://url.spec.whatwg.org/#host-parsing) and
//! [forbidden domain code points](https://url.spec.whatwg.org/#forbidden-domain-code-point).

use core::fmt;

/// One pattern with a wildcard.
///
/// ```
/// use cors_core::origin_set::{HostPattern, PortPattern, WildcardOrigin};
/// let pattern = WildcardOrigin {
///     scheme: "https",
///     host: HostPattern::Subdomains(".example.com"),
///     port: PortPattern::Default,
/// };
/// assert!(pattern.matches(b"https://a.b.example.com"));
/// assert!(!pattern.matches(b"https://example.com"));
/// assert!(!pattern.matches(b"https://evilexample.com"));
/// assert_eq!(pattern.to_string(), "https://*.example.com");
/// # use std::string::ToString;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WildcardOrigin<'a> {
    /// The scheme, without `://`.
    pub scheme: &'a str,
    /// The host or the subdomains of one.
    pub host: HostPattern<'a>,
    /// The port.
    pub port: PortPattern<'a>,
}

/// Which hosts a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostPattern<'a> {
    /// This one.
    Exact(&'a str),
    /// Every host that ends in this suffix, which starts with a dot, and has at least one label
    /// before it.
    Subdomains(&'a str),
}

/// Which ports a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortPattern<'a> {
    /// The scheme's default port, which an origin does not write.
    Default,
    /// This one, written with its colon, as in `:8443`.
    Exact(&'a str),
    /// Any port, and none.
    Any,
}

/// What a scheme means for the host behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// `http` or `https`: a domain or an address, and a default port that is never written.
    Web {
        /// The default port in decimal.
        default_port: &'static str,
    },
    /// Any other, such as `tauri` or `chrome-extension`: an opaque host, kept as it is.
    Custom,
}

impl SchemeKind {
    /// The kind of `scheme`.
    #[must_use]
    pub fn of(scheme: &str) -> Self {
        match scheme {
            "http" => Self::Web { default_port: "80" },
            "https" => Self::Web { default_port: "443" },
            _ => Self::Custom,
        }
    }
}

impl WildcardOrigin<'_> {
    /// Whether the pattern matches `origin`.
    ///
    /// Time: one pass over `origin` at most.
    #[must_use]
    pub fn matches(&self, origin: &[u8]) -> bool {
        self.host_of(origin).is_some_and(|host| match self.host {
            HostPattern::Exact(exact) => exact.as_bytes() == host,
            HostPattern::Subdomains(suffix) => host
                .strip_suffix(suffix.as_bytes())
                .is_some_and(|labels| is_labels(labels, SchemeKind::of(self.scheme))),
        })
    }

    /// What stands between the scheme and the port, if both fit.
    fn host_of<'o>(&self, origin: &'o [u8]) -> Option<&'o [u8]> {
        let rest = origin.strip_prefix(self.scheme.as_bytes())?.strip_prefix(b"://")?;
        match self.port {
            PortPattern::Default => Some(rest),
            PortPattern::Exact(port) => rest.strip_suffix(port.as_bytes()),
            PortPattern::Any => without_port(rest, SchemeKind::of(self.scheme)),
        }
    }
}

/// Takes a port off the end of `rest`: none may be there, or one that a browser would write.
fn without_port(rest: &[u8], scheme: SchemeKind) -> Option<&[u8]> {
    let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, port) = rest.split_at_checked(rest.len().checked_sub(digits)?)?;
    match before.strip_suffix(b":") {
        // The last digits belong to the host, as in `10.0.0.7`.
        None => Some(rest),
        // Or to an IPv6 address that is not closed: then it is no host, and matches nothing.
        Some(host) => is_port(port, scheme).then_some(host),
    }
}

/// Whether `digits` is a port as an origin writes it: 1 to 65535, no leading zero, and not the
/// scheme's default.
fn is_port(digits: &[u8], scheme: SchemeKind) -> bool {
    let is_default =
        matches!(scheme, SchemeKind::Web { default_port } if default_port.as_bytes() == digits);
    !is_default
        && digits.first().is_some_and(|&first| first != b'0')
        && digits.len() <= 5
        && (digits.len() < 5 || digits <= b"65535")
}

/// Whether `labels` is one or more labels, dots between them.
fn is_labels(labels: &[u8], scheme: SchemeKind) -> bool {
    let first_is_no_dot = labels.first().is_some_and(|&first| first != b'.');
    first_is_no_dot
        && match scheme {
            SchemeKind::Web { .. } => is_domain_text(labels),
            SchemeKind::Custom => labels.iter().all(|&byte| is_opaque_host_byte(byte)),
        }
}

/// Whether every byte of `text` can stand in a domain that a browser sends, percent-encoding
/// being two upper-case hexadecimal digits.
fn is_domain_text(text: &[u8]) -> bool {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'%', [high, low, after @ ..]) if is_upper_hex(*high) && is_upper_hex(*low) => after,
            (byte, after) if is_domain_byte(*byte) => after,
            _ => return false,
        };
    }
    true
}

const fn is_upper_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'F')
}

/// A byte that a browser leaves as it is in the host of an http or https origin: those that the
/// URL standard does not forbid in a domain. (Chromium writes `*` in percent-encoding.)
const fn is_domain_byte(byte: u8) -> bool {
    matches!(byte,
        b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'!' | b'"' | b'$' | b'&' | b'\'' | b'('
        | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'`' | b'{' | b'}' | b'~')
}

/// A byte that can stand in the opaque host of a custom scheme: what a domain has, upper case,
/// and the percent sign, whatever follows it.
const fn is_opaque_host_byte(byte: u8) -> bool {
    is_domain_byte(byte) || matches!(byte, b'A'..=b'Z' | b'%')
}

/// The pattern as it is written in a policy.
impl fmt::Display for WildcardOrigin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme)?;
        match self.host {
            HostPattern::Exact(host) => f.write_str(host)?,
            HostPattern::Subdomains(suffix) => write!(f, "*{suffix}")?,
        }
        match self.port {
            PortPattern::Default => Ok(()),
            PortPattern::Exact(port) => f.write_str(port),
            PortPattern::Any => f.write_str(":*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBDOMAINS: WildcardOrigin<'static> = WildcardOrigin {
        scheme: "https",
        host: HostPattern::Subdomains(".example.com"),
        port: PortPattern::Default,
    };
    const ANY_PORT: WildcardOrigin<'static> = WildcardOrigin {
        scheme: "http",
        host: HostPattern::Exact("localhost"),
        port: PortPattern::Any,
    };

    #[test]
    fn one_or_more_labels_of_what_browsers_send() {
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
    fn any_port_is_a_port_that_a_browser_writes() {
        for origin in ["http://localhost", "http://localhost:1", "http://localhost:65535"] {
            assert!(ANY_PORT.matches(origin.as_bytes()), "{origin}");
        }
        for port in [":", ":0", ":80", ":080", ":65536", ":123456", ":8a", ":-1", "1", ":1:2"] {
            let origin = std::format!("http://localhost{port}");
            assert!(!ANY_PORT.matches(origin.as_bytes()), "{origin}");
        }
        let https = WildcardOrigin { scheme: "https", ..ANY_PORT };
        assert!(https.matches(b"https://localhost:80"));
        assert!(!https.matches(b"https://localhost:443"));
    }

    #[test]
    fn addresses_with_any_port() {
        let four = WildcardOrigin { host: HostPattern::Exact("10.0.0.7"), ..ANY_PORT };
        assert!(four.matches(b"http://10.0.0.7") && four.matches(b"http://10.0.0.7:8080"));
        let six = WildcardOrigin { host: HostPattern::Exact("[::1]"), ..ANY_PORT };
        assert!(six.matches(b"http://[::1]") && six.matches(b"http://[::1]:8080"));
        assert!(!six.matches(b"http://[::1"));
    }

    #[test]
    fn custom_schemes_have_opaque_hosts_and_no_default_port() {
        let app = WildcardOrigin {
            scheme: "app",
            host: HostPattern::Subdomains(".example"),
            port: PortPattern::Any,
        };
        assert!(app.matches(b"app://A.example:80"));
        assert!(app.matches(b"app://a\"*%`{}.example"));
        assert!(!app.matches(b"app://a/b.example"));
    }
}
