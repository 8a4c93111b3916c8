//! What can be wrong with each part of a pattern.

use std::ops::Range;

use super::OriginErrorKind;
use crate::language::TooLarge;

/// What can be wrong with a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeError {
    /// The text is empty.
    Empty,
    /// It is missing.
    Missing,
    /// It is missing: `'self'`, as in a content security policy.
    SameOrigin,
    /// It is missing: `any`, as other libraries call all origins.
    AnyOrigin,
    /// It is missing: `NULL`.
    UpperCaseNull,
    /// Its pages don't have their own origin.
    Opaque,
    /// `file`
    File,
    /// `ws` or `wss`
    WebSocket,
    /// `ftp`
    Ftp,
    /// `localhost`, which is a host.
    Localhost,
    /// Not of the form of a scheme.
    Form,
    /// Not one that pages have, but similar to this one.
    Similar(&'static str),
}

/// What can follow the host and port of a URL, and never those of an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathError {
    /// `/`
    TrailingSlash,
    /// `/path`
    Path,
    /// `?query`
    Query,
    /// `#fragment`
    Fragment,
}

/// What is in upper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseError {
    /// The scheme.
    Scheme,
    /// The host of a web origin.
    Host,
}

/// What can be wrong with a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostError {
    /// A dot with a backslash, as in a regex.
    EscapedDot,
    /// It is missing.
    Missing,
    /// Something other than a port follows an address in brackets.
    BehindAddress,
    /// Two dots in a row, or one at the start.
    EmptyLabel,
    /// A character that no page's host has.
    Character {
        /// Whether it begins a variable: a `$` that is not the end of a regex.
        begins_variable: bool,
    },
}

/// What can be wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// A bracket is not closed.
    Unclosed,
    /// An IPv6 address without brackets.
    Unbracketed,
    /// An IPv4 address that is not in canonical form, or a name that ends in a number.
    Ipv4,
    /// An IPv6 address with a zone.
    Zone,
    /// Not an IPv6 address.
    Ipv6 {
        /// What is in the brackets.
        address: Range<usize>,
    },
    /// An IPv6 address that is not in canonical form.
    Spelling {
        /// What is in the brackets.
        address: Range<usize>,
    },
}

/// The two sides of the slash of an address range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The address, without brackets.
    pub address: Range<usize>,
    /// The prefix length.
    pub prefix: Range<usize>,
}

/// What can be wrong with an address range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RangeError {
    /// It is one, where none is expected.
    Unexpected,
    /// The address is not an address.
    Address(Sides),
    /// The prefix of an IPv6 range is outside of the brackets.
    PrefixOutside,
    /// An IPv6 range without brackets.
    Unbracketed,
    /// An IPv4 range in brackets.
    Bracketed,
    /// The prefix is not a number, or has leading zeros.
    Prefix {
        /// The prefix.
        prefix: Range<usize>,
        /// How many bits an address has.
        bits: u8,
    },
    /// The prefix is longer than the address.
    TooLong {
        /// The prefix length.
        prefix: u8,
        /// How many bits an address has.
        bits: u8,
    },
    /// The prefix is the whole address.
    Single(Sides),
    /// The address has bits beyond the prefix.
    BitsBeyond {
        /// The range.
        range: Sides,
        /// The prefix length.
        prefix: u8,
    },
    /// The address is not in canonical form.
    Spelling(Sides),
}

/// What can be wrong with a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortError {
    /// A colon and nothing after it.
    Missing,
    /// Not a number from 1 to 65535.
    Number,
    /// A number with a leading zero.
    LeadingZero,
}

/// How several origins are in one string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeveralError {
    /// As an array.
    Array,
    /// With separators, or without.
    Text,
}

/// What is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthError {
    /// The scheme.
    Scheme,
    /// The host.
    Host,
    /// A label of the host.
    Label,
}

/// Where a `*` cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WildcardError {
    /// In the scheme.
    Scheme,
    /// As the whole host.
    WholeHost,
    /// In a host, other than as a leading `*.`.
    InHost,
    /// Before an address.
    Address,
    /// In a port, together with digits.
    InPort,
}

/// What can be wrong with a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceholderError {
    /// A `}` without a `{`.
    Unopened,
    /// A `{` without a `}`.
    Unclosed,
    /// It has no name.
    NoName,
    /// Its name is not one.
    Name(Range<usize>),
    /// It is in the scheme.
    InScheme,
    /// It is in the host of an address range.
    InRange,
}

/// Why a pattern that looks right may match no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// It has no scheme.
    NoScheme,
    /// It has something after the host and the port.
    Path,
    /// It has letters in upper case.
    UpperCase,
}

/// Which bound a pattern is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeError {
    /// How many placeholders a pattern may have.
    Placeholders,
    /// How many bytes a regex may have.
    RegexLength,
    /// How large the automaton of a regex may be.
    Regex(TooLarge),
    /// How large the automaton of the pattern may be.
    Pattern(TooLarge),
}

/// Each part's mistakes are kinds.
macro_rules! kinds {
    ($($part:ident($error:ident)),+ $(,)?) => {
        $(impl From<$error> for OriginErrorKind {
            fn from(error: $error) -> Self {
                Self::$part(error)
            }
        })+
    };
}
kinds! {
    Scheme(SchemeError),
    Path(PathError),
    Case(CaseError),
    Host(HostError),
    Address(AddressError),
    Range(RangeError),
    Port(PortError),
    Several(SeveralError),
    Length(LengthError),
    Wildcard(WildcardError),
    Placeholder(PlaceholderError),
    TooLarge(SizeError),
}
