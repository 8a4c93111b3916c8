//! What is wrong with a name.

use crate::key::Key;

/// A name that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError<N> {
    /// The name all the same, where a policy may allow the rule.
    pub name: Option<N>,
    /// What is wrong with it.
    pub kind: NameErrorKind,
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameErrorKind {
    /// The string is empty.
    Empty,
    /// HTTP allows no such name. These were meant, if that is clear.
    NotAToken {
        /// The names that were meant.
        meant: Vec<String>,
    },
    /// HTTP allows no such name: it is a pattern.
    PatternText(MeantByPattern),
    /// HTTP allows such a name, but it is a pattern.
    Pattern(MeantByPattern),
    /// It is nearly a well-known name.
    Misspelled {
        /// The well-known name.
        known: &'static str,
    },
    /// A well-known method in another case, which is another method.
    MethodCase {
        /// The well-known method.
        known: &'static str,
    },
    /// A method that pages cannot send.
    ForbiddenMethod,
    /// A request header that pages cannot set.
    ForbiddenRequestHeader(SentByBrowser),
    /// A response header that pages cannot read.
    ForbiddenResponseHeader,
    /// A response header in `allow_headers`.
    ResponseHeader {
        /// Whether pages can read it, so that it may have been meant for `expose_headers`.
        is_readable: bool,
    },
    /// A header of the CORS protocol in `allow_headers`.
    ProtocolHeader(ProtocolHeader),
    /// A request header in `expose_headers`.
    RequestHeader {
        /// Whether pages can send it, so that it may have been meant for `allow_headers`.
        is_sendable: bool,
    },
    /// A header in `expose_headers` that only answers to preflights have.
    PreflightHeader,
    /// A header in `expose_headers` of Private Network Access, which was abandoned.
    PrivateNetworkHeader,
}

/// What a pattern in a list of names was meant as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeantByPattern {
    /// It spells out all names that it matches.
    Names(Vec<String>),
    /// A variable, which is not expanded.
    Variable,
    /// All names that begin with a text. If they are request headers, that is this family.
    Family(String),
    /// Names that are not known.
    Unknown,
}

/// When a browser sends a request header that pages cannot set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentByBrowser {
    /// With credentials.
    WithCredentials,
    /// With every CORS request.
    WithEveryRequest,
    /// With every preflight.
    WithEveryPreflight,
    /// As it sees fit.
    OfItsOwn,
}

/// A header of the CORS protocol, or one with a similar name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolHeader {
    /// A request header, `access-control-request-*`.
    OfRequests,
    /// A response header that a key of the policy sets.
    SetBy(Key),
    /// A header of Private Network Access, which was abandoned.
    PrivateNetwork {
        /// Whether it is a request header.
        is_of_requests: bool,
    },
    /// Another response header.
    Other,
}

impl<N> NameError<N> {
    /// A name that no policy may have.
    pub(super) fn refused(kind: NameErrorKind) -> Self {
        Self { name: None, kind }
    }

    /// A name that a policy may have, if it allows the rule.
    pub(super) fn silenceable(name: N, kind: NameErrorKind) -> Self {
        Self { name: Some(name), kind }
    }
}
