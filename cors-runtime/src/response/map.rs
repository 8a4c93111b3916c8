//! The interface between the writer and a framework's header maps.
//!
//! A framework with its own header types implements [`ResponseHeaderMap`] for the map of its responses and
//! [`RequestValues`] for its view of a request. Everything else, from the decision to the last header, is
//! shared by all frameworks.

use crate::policy::PolicyData;
use crate::stacked::Mark;

/// A header that the writer puts on a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Header {
    /// `Access-Control-Allow-Origin`
    AllowOrigin,
    /// `Access-Control-Allow-Credentials`
    AllowCredentials,
    /// `Access-Control-Expose-Headers`
    ExposeHeaders,
    /// `Access-Control-Allow-Methods`
    AllowMethods,
    /// `Access-Control-Allow-Headers`
    AllowHeaders,
    /// `Access-Control-Max-Age`
    MaxAge,
    /// `Vary`
    Vary,
    /// A header next to the CORS protocol, by its name in lower case.
    Neighbour(&'static str),
    /// `cors-error`, whose value explains that two policies apply.
    #[cfg_attr(
        not(feature = "__service"),
        allow(dead_code, reason = "only services of frameworks can be put around each other")
    )]
    Error,
}

/// A header whose value depends only on the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyHeader {
    /// `Access-Control-Allow-Origin`, for a policy that can allow only one origin.
    AllowOrigin,
    /// `Access-Control-Expose-Headers`
    ExposeHeaders,
    /// `Access-Control-Allow-Methods`
    AllowMethods,
    /// `Access-Control-Allow-Headers`
    AllowHeaders,
    /// `Access-Control-Max-Age`
    MaxAge,
}

impl From<PolicyHeader> for Header {
    #[inline]
    fn from(header: PolicyHeader) -> Self {
        match header {
            PolicyHeader::AllowOrigin => Self::AllowOrigin,
            PolicyHeader::ExposeHeaders => Self::ExposeHeaders,
            PolicyHeader::AllowMethods => Self::AllowMethods,
            PolicyHeader::AllowHeaders => Self::AllowHeaders,
            PolicyHeader::MaxAge => Self::MaxAge,
        }
    }
}

/// A value that is the same for all policies, except for the address of its bytes: see [`Mark`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum Constant<'m> {
    /// `*`
    Star(Option<&'m Mark>),
    /// `Origin`, the only request header on which most answers depend.
    Origin(Option<&'m Mark>),
    /// `true`
    True,
    /// Another text: names of request headers for `Vary`, or mounted methods.
    Text(&'static str),
}

impl Constant<'_> {
    /// The text, at the address that marks the response.
    #[inline]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Star(mark) => mark.map_or("*", |mark| mark.star),
            Self::Origin(mark) => mark.map_or("Origin", |mark| mark.origin),
            Self::True => "true",
            Self::Text(text) => text,
        }
    }
}

/// The header map of a response.
///
/// Names are compared case-insensitively.
pub(crate) trait ResponseHeaderMap {
    /// The value of a header. Cloning one should not allocate.
    type Value: Clone;

    /// The error of a map that has no room for another header; [`Infallible`](std::convert::Infallible) if
    /// maps grow as long as there is memory.
    type NoRoom;

    /// A constant as a value. If the value points to the text of [`Constant::as_str`], the response can
    /// carry the mark.
    fn constant(constant: Constant<'_>) -> Self::Value;

    /// A text as a value; `None` if it is not valid in one.
    fn text_value(text: String) -> Option<Self::Value>;

    /// The policy's value for this header, if it sends it.
    fn policy_value(policy: &PolicyData, header: PolicyHeader) -> Option<Self::Value>;

    /// The names of all headers; one may appear several times.
    fn names(&self) -> impl Iterator<Item = &str>;

    /// All values of a header, in order.
    fn lines(&self, header: Header) -> impl Iterator<Item = &[u8]>;

    /// Adds a line after the existing lines of the header.
    ///
    /// # Errors
    ///
    /// If the map has no room. It must not panic.
    fn append(&mut self, header: Header, value: Self::Value) -> Result<(), Self::NoRoom>;

    /// Removes all lines of the headers whose names match.
    fn remove(&mut self, matches: impl Fn(&str) -> bool);

    /// Replaces the first line of a header whose bytes equal those of `value`, and returns whether there is one.
    fn replace_equal(&mut self, header: Header, value: Self::Value) -> bool;
}

/// The values of a request that the answer may send back.
pub(crate) trait RequestValues: Copy {
    /// The value of a header, of the same type as the response's.
    type Value;

    /// The first line of `Origin`.
    fn origin_value(self) -> Option<Self::Value>;

    /// The first line of `Access-Control-Request-Method`.
    fn method_value(self) -> Option<Self::Value>;

    /// All lines of `Access-Control-Request-Headers`, in order.
    fn list_values(self) -> impl Iterator<Item = Self::Value>;
}
