//! Why a policy cannot be exported.

use std::fmt;

use cors_compiler::language::TooLarge;

use crate::{Loss, Target};

/// Why a policy cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The policy has no `allow_methods`: its methods are those of the handlers that have it.
    MethodsOfHandlers,
    /// The policy has `runtime_origins`: the program adds origins to it.
    RuntimeOrigins,
    /// The policy has `mirror_request` for this key, and the system has settings instead of patterns.
    Mirror {
        /// The key, `allow_methods` or `allow_headers`.
        key: &'static str,
    },
    /// The policy has a family of headers in `allow_headers`, and the system has settings instead of patterns.
    HeaderFamily {
        /// The family.
        family: String,
    },
    /// The policy has a key for a header next to the CORS protocol, and the system has settings instead of patterns.
    Neighbour {
        /// The key.
        key: String,
    },
    /// The host of a listed origin, or every host that a pattern matches, has an empty label or an unusual character.
    UnusualHost {
        /// The origin or the pattern.
        origin: String,
    },
    /// A method or a header name has an unusual character.
    UnusualName {
        /// The name.
        name: String,
    },
    /// The regex of a pattern is longer than the target accepts.
    TooLong {
        /// The pattern.
        pattern: String,
        /// The limit of the target in bytes.
        limit: usize,
    },
    /// The policy allows no origin. Some systems would allow every origin if none is listed.
    NoOrigins,
    /// The CORS feature of the system cannot express the policy.
    Inexpressible {
        /// The system.
        target: Target,
        /// What it cannot express.
        losses: Vec<Loss>,
        /// Whether [`Options::narrow`](crate::Options::narrow) would write the rest.
        narrow: bool,
    },
    /// Every configuration of the system that could be written would allow more than the policy.
    Wider {
        /// The system.
        target: Target,
        /// Which part of the policy.
        part: &'static str,
        /// What would be allowed.
        witness: String,
    },
    /// The system has no setting for the policy's `max_age`.
    MaxAge {
        /// The system.
        target: Target,
        /// The seconds of the policy.
        wanted: u32,
        /// The nearest seconds that the system accepts.
        written: u32,
    },
    /// The configuration would be longer than the system accepts.
    DocumentTooLong {
        /// The system.
        target: Target,
        /// The limit in bytes.
        limit: usize,
    },
    /// The configuration cannot be read again, so it cannot be compared with the policy.
    Unreadable,
    /// The automaton of a pattern would be too large.
    TooLarge(TooLarge),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodsOfHandlers => f.write_str(
                "the policy has no `allow_methods`, so its methods are those of the handlers that have it, which only \
                 the program knows; list them in `allow_methods` to export the policy",
            ),
            Self::RuntimeOrigins => f.write_str(
                "the policy has `runtime_origins`, and only the program knows which origins it adds",
            ),
            Self::Mirror { key } => write!(
                f,
                "`{key} = mirror_request` is answered with a part of the request, which no setting of the system \
                 expresses; list the names in `{key}` to export the policy",
            ),
            Self::HeaderFamily { family } => write!(
                f,
                "`{family}` in `allow_headers` is answered with a part of the request, which no setting of the system \
                 expresses; list the headers to export the policy",
            ),
            Self::Neighbour { key } => write!(
                f,
                "`{key}` is not part of the system's CORS settings: set the header with another feature of the system, and \
                 remove the key to export the policy",
            ),
            Self::UnusualHost { origin } => write!(
                f,
                "the host of `{origin}` has an empty label, a trailing dot, or a character other than letters, digits, \
                 `-` and `_`, which exported configurations don't support",
            ),
            Self::UnusualName { name } => write!(
                f,
                "`{name}` has a character other than letters, digits, `-`, `_` and `.`, which exported configurations \
                 don't support",
            ),
            Self::TooLong { pattern, limit } => write!(
                f,
                "the regex of `{pattern}` would be longer than {limit} bytes, and cannot be split",
            ),
            Self::NoOrigins => f.write_str(
                "the policy allows no origins; the system allows none either if it has no CORS configuration",
            ),
            Self::Inexpressible { target, losses, .. } => {
                let lines = Loss::explain(losses).join("; ");
                write!(f, "{} cannot express {lines}", target.title())
            }
            Self::Wider { target, part, witness } => write!(
                f,
                "the settings of {} would allow {part} that the policy doesn't allow, for example `{witness}`",
                target.title(),
            ),
            Self::MaxAge { target, wanted, written } => write!(
                f,
                "`max_age` is {wanted} s, and the nearest setting of {} is {written} s",
                target.title(),
            ),
            Self::DocumentTooLong { target, limit } => write!(
                f,
                "the origins, methods and headers would take more than the {limit} bytes that {} accepts",
                target.title(),
            ),
            Self::Unreadable => f.write_str(
                "the configuration would have a regex that is too long to be compared with the policy",
            ),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<TooLarge> for Refusal {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}
