//! What is configured, regardless of the library.

use super::Predicate;
use crate::location::{Located, Location};

/// A CORS configuration of another library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The whole of it.
    pub location: Location,
    /// The library, as messages name it: `tower-http`.
    pub library: &'static str,
    /// Which origins are allowed.
    pub origins: Origins,
    /// Whether credentials are.
    pub credentials: Credentials,
    /// The methods.
    pub methods: Names,
    /// The request headers.
    pub headers: Names,
    /// The response headers.
    pub exposed: Names,
    /// How long preflights are cached, in seconds.
    pub max_age: Option<Located<u64>>,
}

/// Which origins are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Every one.
    Any(Located<AnyOrigin>),
    /// Those that meet one of the conditions; none if there are none.
    Conditions(Vec<Located<Condition>>),
}

/// How every origin is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnyOrigin {
    /// By sending `*`, which browsers reject for requests with credentials.
    Wildcard,
    /// By sending the origin of the request, with credentials too.
    Reflected,
}

/// A condition that origins meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The text of the origin is this, byte by byte. It may be one that no browser sends.
    Exactly(String),
    /// The predicate holds for it.
    If(Predicate),
    /// Something that could not be read.
    Unknown,
}

/// Whether credentials are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// They are not.
    No,
    /// They are.
    Yes(Location),
    /// It depends on something that could not be read, so they may be.
    Unknown(Location),
}

/// Names of methods or headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// These.
    pub listed: Vec<Located<String>>,
    /// Where every name is allowed by `*`, which browsers read as a name for requests with credentials, and
    /// which does not cover `authorization`.
    pub wildcard: Option<Location>,
    /// Where the names that are requested are allowed.
    pub mirrored: Option<Location>,
    /// Where names are listed that could not be read.
    pub unknown: Option<Location>,
}

impl Credentials {
    /// Where they are allowed, or may be.
    #[must_use]
    pub fn location(self) -> Option<Location> {
        match self {
            Self::No => None,
            Self::Yes(location) | Self::Unknown(location) => Some(location),
        }
    }
}
