//! Origin patterns: what may be written in `allow_origins`.

pub mod address;
pub mod error;
mod parse;
mod range;
mod related;
mod repair;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

pub use error::{OriginError, OriginErrorKind};
pub use parse::{parse, parse_pattern};
pub(super) use range::is_range;
pub use range::{AddressRange, Parsed, RangePattern};
pub(crate) use repair::{like_address, run_of_numbers, several};

/// A plain origin, or one with a leading `*.`, a `:*`, or both.
///
/// Only [`parse`] makes one, so it is always written as a browser would write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OriginPattern {
    scheme: String,
    host: Host,
    port: Port,
}

/// The host of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// A domain of a web origin.
    Domain(String),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// The host of a custom scheme, kept as it is.
    Opaque(String),
    /// `*.` and this: one or more labels before it.
    Subdomains(String),
}

/// The port of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Port {
    /// The scheme's default, which is not written.
    Default,
    /// This one, which is not the default.
    Number(u16),
    /// `*`: any, and none.
    Any,
}

impl OriginPattern {
    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> Port {
        self.port
    }

    /// The same pattern over https, if it is one over http.
    #[must_use]
    pub fn over_https(&self) -> Option<Self> {
        // A browser leaves out the default port.
        let is_http = self.scheme == "http" && self.port != Port::Number(443);
        is_http.then(|| Self { scheme: "https".to_owned(), ..self.clone() })
    }

    /// Whether the pattern is one origin, without a wildcard.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !matches!(self.host, Host::Subdomains(_)) && self.port != Port::Any
    }
}

/// The pattern as it is written.
impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.port)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain(host) | Self::Opaque(host) => f.write_str(host),
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6(address) => write!(f, "[{}]", address::serialise_ipv6(*address)),
            Self::Subdomains(base) => write!(f, "*.{base}"),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => Ok(()),
            Self::Number(port) => write!(f, ":{port}"),
            Self::Any => f.write_str(":*"),
        }
    }
}
