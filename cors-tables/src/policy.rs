//! A compiled policy, as data.
//!
//! The compiler builds one, asks it the policy's own questions, and prints it as a constant. It is
//! plain data: what has been checked is said by the handle that users have, which nobody but the
//! compiler's macros and front ends makes. `*` for origins beside credentials cannot be written down.

use crate::ceiling::Ceiling;
use crate::name_list::{NameList, Names};
use crate::origin_set::OriginSet;
use crate::stored::{Bytes, List, Stored, Text};

/// The whole of a compiled policy.
#[derive(Debug, Clone)]
pub struct PolicyTable {
    /// Which origins may read responses.
    pub allow_origins: AllowOrigins,
    /// Which origins may be added while the program runs, if any.
    pub runtime_origins: Option<Stored<Ceiling>>,
    /// Which methods a preflight grants.
    pub allow_methods: AllowMethods,
    /// Which request headers a preflight grants.
    pub allow_headers: AllowHeaders,
    /// Which response headers a page may read.
    pub expose_headers: ExposeHeaders,
    /// How long a browser may remember a preflight's answer.
    pub max_age: Option<MaxAge>,
    /// What only the compiler knows, for [`crate::explain`].
    pub outline: Outline,
}

/// What the compiler found out about a policy and the tables do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The policy's name, if it has one.
    pub name: Option<Text>,
    /// The origins that are listed in full, in the order of the policy. See [`ExactOrigin`].
    pub exact: Bytes,
    /// The width of the column of patterns.
    pub width: u16,
    /// Which other patterns the policy trusts, in lines: each pattern with the registrable domains that
    /// it reaches, the denials, and the totals.
    pub trust: Text,
    /// Which origins may be added while the program runs, in lines: each pattern of `runtime_origins` with the
    /// registrable domains that it reaches, and the denials.
    pub ceiling: Text,
    /// The origins of `must_allow`, in lines.
    pub must_allow: Text,
    /// The origins of `must_deny`, in lines.
    pub must_deny: Text,
    /// The rules whose warnings are silenced.
    pub silenced: NameList,
    /// The accepted risks.
    pub risks: List<AcceptedRisk>,
}

/// One origin of [`Outline::exact`], which has [`ExactOrigin::SIZE`] bytes for each: where the tables have
/// its text, so that it is not stored twice, and how much of that is its registrable domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactOrigin {
    /// Its number in the set of strings.
    pub slot: u32,
    /// How many bytes the registrable domain has, at the end of the host. 0 if the origin is not that of
    /// a host.
    pub domain: u8,
}

impl ExactOrigin {
    /// How many bytes one has.
    pub const SIZE: usize = 4;

    /// Its bytes; of the number, which is less than 2^24, the lower three.
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
    /// That of a policy that allows nothing.
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
    /// The pattern for which it is accepted; all of the policy's, if none is named.
    pub pattern: Option<Text>,
    /// Why the risk is accepted.
    pub reason: Text,
}

/// Which origins may read responses.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a policy has one")]
pub enum AllowOrigins {
    /// Any, without credentials: `Access-Control-Allow-Origin: *`.
    Any,
    /// Those of a set.
    Set {
        /// The set.
        origins: OriginSet,
        /// Whether their requests may carry credentials.
        credentials: bool,
    },
}

/// Which methods a preflight grants, beside `GET`, `HEAD` and `POST`, which pass unless a path
/// has no handler for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowMethods {
    /// Any: `Access-Control-Allow-Methods: *`. Only without credentials.
    Any,
    /// Those of a list, never empty.
    List(NameList),
    /// The one that is asked for.
    Mirror,
    /// Those of the handlers that carry the policy: the policy says nothing of methods. Around a
    /// whole router, where no handler carries it, none beside the safelisted.
    AsMounted,
}

/// What is mounted under a policy on one path, where the policy is on handlers: it takes the place of
/// the policy's own methods and, where handlers of the path have other policies, of its maximum age.
///
/// It is no part of a table: many paths have one policy, and a policy may be replaced under all of
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mounted {
    /// The methods of the handlers that have the policy, and no others: not even a safelisted one,
    /// which has no handler there.
    pub methods: Names<'static>,
    /// Whether browsers may remember answers, as the policy says. A browser's preflight cache knows
    /// URLs and not handlers, so where handlers of the path have other policies, or may have, it would
    /// lend what one policy grants to a request for another.
    pub may_be_remembered: bool,
}

impl Mounted {
    /// What is sent as the maximum age where answers may not be remembered.
    pub const NOT_REMEMBERED: &'static str = "0";
}

/// Which request headers a preflight grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowHeaders {
    /// Any but `Authorization`: `Access-Control-Allow-Headers: *`. Only without credentials.
    Any,
    /// Any: `Access-Control-Allow-Headers: *,authorization`. Only without credentials.
    AnyAndAuthorization,
    /// Those of a list, in lower case and sorted; it may be empty.
    List(NameList),
    /// Those that are asked for.
    Mirror,
}

/// Which response headers a page may read, beside the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExposeHeaders {
    /// Any but `Set-Cookie`: `Access-Control-Expose-Headers: *`. Only without credentials.
    Any,
    /// Those of a list, in lower case and sorted; it may be empty.
    List(NameList),
}

/// How long a browser may remember a preflight's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxAge {
    /// In seconds, at most 86,400.
    pub seconds: u32,
    /// The same in decimal, as it is sent.
    pub value: Text,
}

impl PolicyTable {
    /// The policy that allows nothing: the one of `closed`.
    pub const NOTHING: Self = Self {
        allow_origins: AllowOrigins::Set { origins: OriginSet::EMPTY, credentials: false },
        runtime_origins: None,
        allow_methods: AllowMethods::AsMounted,
        allow_headers: AllowHeaders::List(NameList::EMPTY),
        expose_headers: ExposeHeaders::List(NameList::EMPTY),
        max_age: None,
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
    /// mirrors the request.
    #[must_use]
    pub const fn value(&self) -> Option<&Text> {
        match self {
            Self::Any => Some(&Text::Fixed("*")),
            Self::AnyAndAuthorization => Some(&Text::Fixed("*,authorization")),
            Self::List(list) if list.is_empty() => None,
            Self::List(list) => Some(list.value()),
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
