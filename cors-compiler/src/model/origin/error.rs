//! What can be wrong with the text of a pattern.
//!
//! ```text
//! https://Example.com:0443/
//!         ───────────              Case(Host)         8..19
//!                     ────         DefaultPort { … }  20..24
//! ```
//!
//! A kind belongs to exactly one rule, and code that treats mistakes differently matches on kinds.
//! What a message quotes is a range of the text, so a mistake that was found in another form of the
//! text (see `pattern::placeholder`) is carried over by mapping ranges. The
//! sentences are in `words`.

mod parts;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

pub(crate) use words::NOT_EXPANDED;

pub use parts::{
    AddressError, CaseError, Hint, HostError, LengthError, PathError, PlaceholderError, PortError,
    RangeError, SchemeError, SeveralError, Sides, SizeError, WildcardError,
};

use crate::language::{RegexError, RegexErrorKind, RegexSyntaxError, TooLarge};
use crate::rules::{
    ADDRESS_RANGE, NULL_ORIGIN, ORIGIN_ADDRESS, ORIGIN_BLOCKED_PORT, ORIGIN_CASE,
    ORIGIN_DEFAULT_PORT, ORIGIN_HOST, ORIGIN_LENGTH, ORIGIN_PATH, ORIGIN_PORT, ORIGIN_SCHEME,
    ORIGIN_SEVERAL, ORIGIN_UNICODE, ORIGIN_USER_INFO, ORIGIN_WHITE_SPACE, ORIGIN_WILDCARD,
    PATTERN_MATCHES_NOTHING, PATTERN_SYNTAX, POLICY_TOO_LARGE, REGEX_SYNTAX, Rule,
};

/// Why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginError {
    /// What is wrong.
    pub kind: OriginErrorKind,
    /// Which bytes of the text are wrong.
    pub range: Range<usize>,
}

/// What can be wrong, by the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginErrorKind {
    /// `null`, where only an origin with a scheme, a host and a port can be.
    Null,
    /// The scheme.
    Scheme(SchemeError),
    /// User info before the host.
    UserInfo,
    /// Something after the host and port.
    Path(PathError),
    /// Upper case.
    Case(CaseError),
    /// A host that is not in ASCII.
    Unicode,
    /// The host.
    Host(HostError),
    /// The IP address that is the host.
    Address(AddressError),
    /// The address range that is the host.
    Range(RangeError),
    /// The port.
    Port(PortError),
    /// The default port of the scheme, written out.
    DefaultPort {
        /// The port.
        port: u16,
        /// `http` or `https`.
        scheme: String,
    },
    /// A port that browsers block.
    BlockedPort(u16),
    /// White space or control characters.
    WhiteSpace,
    /// Several origins.
    Several(SeveralError),
    /// Too many bytes for a name.
    Length(LengthError),
    /// A `*` where none can be.
    Wildcard(WildcardError),
    /// A placeholder that cannot be read.
    Placeholder(PlaceholderError),
    /// A regex that cannot be read.
    Regex(RegexSyntaxError),
    /// A pattern that no origin matches, and why, where that is known.
    NoOrigin(Option<Hint>),
    /// A pattern that is beyond a bound of the compiler.
    TooLarge(SizeError),
}

impl OriginError {
    pub(in crate::model) fn new(kind: impl Into<OriginErrorKind>, range: Range<usize>) -> Self {
        Self { kind: kind.into(), range }
    }

    /// The error of a regex that starts at byte `start` of the text.
    pub(in crate::model) fn of_regex(RegexError { kind, range }: RegexError, start: usize) -> Self {
        let kind = match kind {
            RegexErrorKind::TooLong => SizeError::RegexLength.into(),
            RegexErrorKind::TooLarge(error) => SizeError::Regex(error).into(),
            RegexErrorKind::Syntax(error) => OriginErrorKind::Regex(error),
        };
        Self::new(kind, range.start.saturating_add(start)..range.end.saturating_add(start))
    }

    pub(in crate::model) fn too_large(error: TooLarge, range: Range<usize>) -> Self {
        Self::new(SizeError::Pattern(error), range)
    }

    /// The rule that the text breaks.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        match self.kind {
            OriginErrorKind::Null => &NULL_ORIGIN,
            OriginErrorKind::Scheme(_) => &ORIGIN_SCHEME,
            OriginErrorKind::UserInfo => &ORIGIN_USER_INFO,
            OriginErrorKind::Path(_) => &ORIGIN_PATH,
            OriginErrorKind::Case(_) => &ORIGIN_CASE,
            OriginErrorKind::Unicode => &ORIGIN_UNICODE,
            OriginErrorKind::Host(_) => &ORIGIN_HOST,
            OriginErrorKind::Address(_) => &ORIGIN_ADDRESS,
            OriginErrorKind::Range(_) => &ADDRESS_RANGE,
            OriginErrorKind::Port(_) => &ORIGIN_PORT,
            OriginErrorKind::DefaultPort { .. } => &ORIGIN_DEFAULT_PORT,
            OriginErrorKind::BlockedPort(_) => &ORIGIN_BLOCKED_PORT,
            OriginErrorKind::WhiteSpace => &ORIGIN_WHITE_SPACE,
            OriginErrorKind::Several(_) => &ORIGIN_SEVERAL,
            OriginErrorKind::Length(_) => &ORIGIN_LENGTH,
            OriginErrorKind::Wildcard(_) => &ORIGIN_WILDCARD,
            OriginErrorKind::Placeholder(_) => &PATTERN_SYNTAX,
            OriginErrorKind::Regex(_) => &REGEX_SYNTAX,
            OriginErrorKind::NoOrigin(_) => &PATTERN_MATCHES_NOTHING,
            OriginErrorKind::TooLarge(_) => &POLICY_TOO_LARGE,
        }
    }

    /// The same mistake in another text, whose bytes `map` knows.
    pub(in crate::model) fn mapped(self, map: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let sides =
            |Sides { address, prefix }| Sides { address: map(address), prefix: map(prefix) };
        let kind = match self.kind {
            OriginErrorKind::Address(AddressError::Ipv6 { address }) => {
                AddressError::Ipv6 { address: map(address) }.into()
            }
            OriginErrorKind::Address(AddressError::Spelling { address }) => {
                AddressError::Spelling { address: map(address) }.into()
            }
            OriginErrorKind::Range(error) => OriginErrorKind::Range(match error {
                RangeError::Address(range) => RangeError::Address(sides(range)),
                RangeError::Prefix { prefix, bits } => {
                    RangeError::Prefix { prefix: map(prefix), bits }
                }
                RangeError::Single(range) => RangeError::Single(sides(range)),
                RangeError::BitsBeyond { range, prefix } => {
                    RangeError::BitsBeyond { range: sides(range), prefix }
                }
                RangeError::Spelling(range) => RangeError::Spelling(sides(range)),
                RangeError::Unexpected
                | RangeError::PrefixOutside
                | RangeError::Unbracketed
                | RangeError::Bracketed
                | RangeError::TooLong { .. } => error,
            }),
            OriginErrorKind::Placeholder(PlaceholderError::Name(name)) => {
                PlaceholderError::Name(map(name)).into()
            }
            other => other,
        };
        Self { kind, range: map(self.range) }
    }
}
