//! Schemes, and the form of the host and the port after them.

use crate::compare::strip_prefix;
use crate::stored::Text;

/// The scheme of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// `http`: a domain or an address, and the default port 80.
    Http,
    /// `https`: a domain or an address, and the default port 443.
    Https,
    /// Any other scheme, with its `://`: an opaque host that is not normalised, and no default port.
    Custom(Text),
}

impl Scheme {
    /// The scheme with its `://`.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
            Self::Custom(scheme) => scheme.value(),
        }
    }

    /// The port that is never written in origins of this scheme.
    #[must_use]
    #[inline]
    pub const fn default_port(&self) -> Option<u32> {
        match self {
            Self::Http => Some(80),
            Self::Https => Some(443),
            Self::Custom(_) => None,
        }
    }

    /// The rest of `origin` after the scheme.
    #[inline]
    pub(super) fn strip<'o>(&self, origin: &'o [u8]) -> Option<&'o [u8]> {
        match self {
            Self::Http | Self::Https => self.strip_web(origin),
            Self::Custom(scheme) => strip_prefix(origin, scheme.as_bytes()),
        }
    }

    /// The rest of `origin` after `http://` or `https://`; nothing for a custom scheme.
    #[inline]
    pub(super) fn strip_web<'o>(&self, origin: &'o [u8]) -> Option<&'o [u8]> {
        // Of constant length, so that the comparison takes only a few instructions.
        match self {
            Self::Http => origin.strip_prefix(b"http://"),
            Self::Https => origin.strip_prefix(b"https://"),
            Self::Custom(_) => None,
        }
    }
}
