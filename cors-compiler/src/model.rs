//! What a policy means: only well-formed values, each with its place.

mod duration;
mod label;
mod name;
mod neighbours;
pub mod origin;
mod origin_sets;
pub mod pattern;
mod unread;

pub(crate) use duration::meant_seconds;
pub use duration::{DurationError, MAX_SECONDS, parse_duration, seconds_in_words};
pub use label::{LabelError, check_label};
pub use name::{
    Direction, HEADER_SETS, HeaderFamily, HeaderName, HeaderSet, KNOWN_METHODS, MeantByPattern,
    MethodName, NameError, NameErrorKind, ProtocolHeader, SentByBrowser, direction,
    exposed_response_header, header_set, method, request_header,
};
pub(crate) use name::{OPTIONS_HELP, as_header_name, as_known_method, meant_by_pattern};
pub use neighbours::WrittenNeighbours;
pub use origin::OriginPattern;
pub use origin_sets::{ORIGIN_SETS, OriginSet, origin_set};
pub use pattern::{Pattern, RegularPattern, UnescapedDot};
pub use unread::Unread;

use crate::location::{Located, Location};

/// A policy of well-formed values. [`crate::check`] checks whether they fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The whole of it.
    pub location: Location,
    /// `allow_origins`
    pub allow_origins: AllowOrigins,
    /// `runtime_origins`
    pub runtime_origins: Vec<Located<Pattern>>,
    /// `deny_origins`
    pub deny_origins: Vec<Located<Pattern>>,
    /// The location of `allow_credentials = true`, if the policy has it.
    pub allow_credentials: Option<Location>,
    /// `allow_methods`
    pub allow_methods: Requested<MethodName>,
    /// `allow_headers`
    pub allow_headers: Requested<HeaderName>,
    /// The families of headers in `allow_headers`.
    pub header_families: Vec<Located<HeaderFamily>>,
    /// `expose_headers`
    pub expose_headers: Listed<HeaderName>,
    /// `max_age`, in seconds.
    pub max_age: Option<Located<u32>>,
    /// The keys for headers next to the CORS protocol.
    pub neighbours: WrittenNeighbours,
    /// `must_allow`
    pub must_allow: Vec<Located<String>>,
    /// `must_deny`
    pub must_deny: Vec<Located<String>>,
    /// `name`
    pub name: Option<String>,
    /// The keys of which not everything is here.
    pub unread: Unread,
}

impl Policy {
    /// A policy without any entry.
    pub(crate) fn empty(location: Location) -> Self {
        Self {
            location,
            allow_origins: AllowOrigins::These(Vec::new()),
            runtime_origins: Vec::new(),
            deny_origins: Vec::new(),
            allow_credentials: None,
            allow_methods: Requested::Listed(Listed::These(Vec::new())),
            allow_headers: Requested::Listed(Listed::These(Vec::new())),
            header_families: Vec::new(),
            expose_headers: Listed::These(Vec::new()),
            max_age: None,
            neighbours: WrittenNeighbours::default(),
            must_allow: Vec::new(),
            must_deny: Vec::new(),
            name: None,
            unread: Unread::default(),
        }
    }
}

/// Which origins may read responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowOrigins {
    /// `"*"`
    Any(Location),
    /// These.
    These(Vec<Located<Pattern>>),
    /// None: the policy is `closed`.
    Nobody,
}

/// Which names are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed<N> {
    /// These; none, if the key is absent.
    These(Vec<Located<N>>),
    /// `"*"`, and what is listed next to it.
    Any {
        /// The location of `"*"`.
        location: Location,
        /// The names next to it.
        beside: Vec<Located<N>>,
    },
}

impl<N> Listed<N> {
    /// The names; none next to `"*"`.
    pub(crate) fn these(&self) -> &[Located<N>] {
        match self {
            Self::These(names) => names,
            Self::Any { .. } => &[],
        }
    }

    /// Where `"*"` is listed, and what is listed next to it.
    pub(crate) fn any(&self) -> Option<(Location, &[Located<N>])> {
        match self {
            Self::These(_) => None,
            Self::Any { location, beside } => Some((*location, beside)),
        }
    }
}

impl<N> Requested<N> {
    /// The names of the list; none if it is not one.
    pub(crate) fn these(&self) -> &[Located<N>] {
        match self {
            Self::Listed(names) => names.these(),
            Self::Mirror(_) => &[],
        }
    }

    /// Where `"*"` is listed, and what is listed next to it.
    pub(crate) fn any(&self) -> Option<(Location, &[Located<N>])> {
        match self {
            Self::Listed(names) => names.any(),
            Self::Mirror(_) => None,
        }
    }
}

/// Which names a request may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested<N> {
    /// Those of a list.
    Listed(Listed<N>),
    /// `mirror_request`: any, and the answer repeats them.
    Mirror(Location),
}
