//! A compiled policy, as data.
//!
//! The compiler builds one, evaluates the policy's tests with it, and prints it as a constant. It is plain
//! data: the handle that users have guarantees that it has been checked, and only the compiler's macros and
//! front ends make that handle. `*` for origins cannot be combined with credentials in this type.

use crate::ceiling::Ceiling;
use crate::header_families::HeaderFamilies;
use crate::name_list::{NameList, Names};
use crate::neighbours::Neighbours;
use crate::origin_set::{OriginSet, Strategy};
use crate::stored::{Bytes, List, Stored, Text};

/// A compiled policy.
#[derive(Debug, Clone)]
pub struct PolicyTable {
    /// The origins whose pages may read responses.
    pub allow_origins: AllowOrigins,
    /// The origins that may be added at run time, if any.
    pub runtime_origins: Option<Stored<Ceiling>>,
    /// The methods that a preflight grants.
    pub allow_methods: AllowMethods,
    /// The request headers that a preflight grants.
    pub allow_headers: AllowHeaders,
    /// The response headers that a page may read.
    pub expose_headers: ExposeHeaders,
    /// How long a browser may cache the answer to a preflight.
    pub max_age: Option<MaxAge>,
    /// The headers next to the CORS protocol, if the policy has keys for them.
    pub neighbours: Option<Neighbours>,
    /// Information that only the compiler has, for [`crate::explain`].
    pub outline: Outline,
}

/// Information from the compiler about a policy that is not in the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The policy's name, if it has one.
    pub name: Option<Text>,
    /// The origins that are listed in full, in the order of the policy. See [`ExactOrigin`].
    pub exact: Bytes,
    /// The width of the column of patterns.
    pub width: u16,
    /// The other patterns that the policy trusts, as lines: each pattern with the registrable domains that
    /// it matches, the denials, and the totals.
    pub trust: Text,
    /// The origins that may be added at run time, as lines: each pattern of `runtime_origins` with the registrable
    /// domains that it matches, and the denials.
    pub ceiling: Text,
    /// The origins of `must_allow`, as lines.
    pub must_allow: Text,
    /// The origins of `must_deny`, as lines.
    pub must_deny: Text,
    /// The rules whose warnings are silenced.
    pub silenced: NameList,
    /// The accepted risks.
    pub risks: List<AcceptedRisk>,
}

/// One origin of [`Outline::exact`], which has [`ExactOrigin::SIZE`] bytes for each: where its text is in
/// the tables, so that it is not stored twice, and the length of its registrable domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactOrigin {
    /// Its number in the set of strings.
    pub slot: u32,
    /// The length of the registrable domain at the end of the host in bytes, or 0 if the origin has no
    /// host.
    pub domain: u8,
}

impl ExactOrigin {
    /// The size of one in bytes.
    pub const SIZE: usize = 4;

    /// The bytes: the lower three of the number, which is less than 2^24, and the length.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::SIZE] {
        let [a, b, c, _] = self.slot.to_le_bytes();
        [a, b, c, self.domain]
    }

    /// The same from its bytes.
    #[must_use]
    pub const fn from_bytes([a, b, c, domain]: [u8; Self::SIZE]) -> Self {
        Self { slot: u32::from_le_bytes([a, b, c, 0]), domain }
    }
}

impl Outline {
    /// The outline of a policy that allows nothing.
    pub const NOTHING: Self = Self {
        name: None,
        exact: Bytes::Fixed(&[]),
        width: 0,
        trust: Text::Fixed(""),
        ceiling: Text::Fixed(""),
        must_allow: Text::Fixed(""),
        must_deny: Text::Fixed(""),
        silenced: NameList::EMPTY,
        risks: List::Fixed(&[]),
    };
}

/// A risk that a policy accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedRisk {
    /// The name of the rule.
    pub rule: Text,
    /// The pattern for which it is accepted, or none if it is accepted for all patterns.
    pub pattern: Option<Text>,
    /// The reason.
    pub reason: Text,
}

/// The origins whose pages may read responses.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a policy has one")]
pub enum AllowOrigins {
    /// Any origin, without credentials: `Access-Control-Allow-Origin: *`.
    Any,
    /// The origins of a set.
    Set {
        /// The set.
        origins: OriginSet,
        /// Whether requests may carry credentials.
        credentials: bool,
    },
}

/// The methods that a preflight grants in addition to `GET`, `HEAD` and `POST`, which are granted unless a
/// path has no handler for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowMethods {
    /// Any method: `Access-Control-Allow-Methods: *`. Only without credentials.
    Any,
    /// The methods of a list, which is never empty.
    List(NameList),
    /// The requested method.
    Mirror,
    /// The methods of the handlers that have the policy, because the policy has no `allow_methods`. Around
    /// a whole router there are no such handlers, so none but the safelisted ones.
    AsMounted,
}

/// The methods that are mounted under a policy on the handlers of one path. They replace the policy's own
/// methods and, if handlers of the path have other policies, its maximum age.
///
/// This is not part of a table: many paths may share one policy, and a policy may be replaced under all of
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mounted {
    /// The methods of the handlers that have the policy. Safelisted methods without such a handler are not
    /// included.
    pub methods: Names<'static>,
    /// Whether browsers may cache answers for the policy's max-age. A browser's preflight cache is keyed by
    /// URL, not by handler. If handlers of the path have other policies, or may have, it would apply the
    /// permissions of one policy to a handler of another.
    pub may_be_remembered: bool,
}

impl Mounted {
    /// The value of the maximum age if answers may not be cached.
    pub const NOT_REMEMBERED: &'static str = "0";
}

/// The request headers that a preflight grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowHeaders {
    /// Any header except `Authorization`: `Access-Control-Allow-Headers: *`. Only without credentials.
    Any,
    /// Any header: `Access-Control-Allow-Headers: *,authorization`. Only without credentials.
    AnyAndAuthorization,
    /// The headers of a list, in lower case and sorted; it may be empty.
    List(NameList),
    /// The headers of a list, and those of its families that are requested.
    Families(HeaderFamilies),
    /// The requested headers.
    Mirror,
}

/// The response headers that a page may read in addition to the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExposeHeaders {
    /// Any header except `Set-Cookie`: `Access-Control-Expose-Headers: *`. Only without credentials.
    Any,
    /// The headers of a list, in lower case and sorted; it may be empty.
    List(NameList),
}

/// How long a browser may cache the answer to a preflight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge {
    /// In seconds, at most 86,400.
    pub seconds: u32,
    /// The same in decimal, as sent.
    pub value: Text,
}

impl PolicyTable {
    /// The policy that allows nothing, as made by `closed`.
    pub const NOTHING: Self = Self {
        allow_origins: AllowOrigins::Set { origins: OriginSet::EMPTY, credentials: false },
        runtime_origins: None,
        allow_methods: AllowMethods::AsMounted,
        allow_headers: AllowHeaders::List(NameList::EMPTY),
        expose_headers: ExposeHeaders::List(NameList::EMPTY),
        max_age: None,
        neighbours: None,
        outline: Outline::NOTHING,
    };

    /// Whether the policy allows no origin, and none can be added.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        match &self.allow_origins {
            AllowOrigins::Any => false,
            AllowOrigins::Set { origins, .. } => {
                origins.is_empty() && self.runtime_origins.is_none()
            }
        }
    }

    /// The origin of a policy that can allow no other.
    #[must_use]
    pub const fn only_origin(&self) -> Option<&Text> {
        match (&self.allow_origins, &self.runtime_origins) {
            (
                AllowOrigins::Set {
                    origins: OriginSet { strategy: Strategy::One(origin) }, ..
                },
                None,
            ) => Some(origin),
            _ => None,
        }
    }

    /// Whether a response may be shared with `origin`, the bytes of one `Origin` header, while no origins are added.
    #[must_use]
    pub fn allows_origin(&self, origin: &[u8]) -> bool {
        match &self.allow_origins {
            AllowOrigins::Any => true,
            AllowOrigins::Set { origins, .. } => origins.contains(origin),
        }
    }
}

impl AllowMethods {
    /// The constant value of `Access-Control-Allow-Methods`, unless it mirrors the request.
    #[must_use]
    pub const fn value(&self) -> Option<&Text> {
        match self {
            Self::Any => Some(&Text::Fixed("*")),
            Self::List(list) => Some(list.value()),
            Self::Mirror => None,
            Self::AsMounted => Some(&Text::Fixed("GET,HEAD,POST")),
        }
    }
}

impl AllowHeaders {
    /// The constant value of `Access-Control-Allow-Headers`, unless there is none to send or it
    /// mirrors the request. If there are families, it is the part of the value that is sent with every answer.
    #[must_use]
    pub const fn value(&self) -> Option<&Text> {
        match self {
            Self::Any => Some(&Text::Fixed("*")),
            Self::AnyAndAuthorization => Some(&Text::Fixed("*,authorization")),
            Self::List(list) | Self::Families(HeaderFamilies { listed: list, .. }) => {
                if list.is_empty() { None } else { Some(list.value()) }
            }
            Self::Mirror => None,
        }
    }
}

impl ExposeHeaders {
    /// The constant value of `Access-Control-Expose-Headers`, unless there is none to send.
    #[must_use]
    pub const fn value(&self) -> Option<&Text> {
        match self {
            Self::Any => Some(&Text::Fixed("*")),
            Self::List(list) if list.is_empty() => None,
            Self::List(list) => Some(list.value()),
        }
    }
}
